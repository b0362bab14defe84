import { describe, expect, it } from "vitest";
import { rowsOf, totalsOf } from "@/components/testing/caseRows";
import { fieldNames, freshCheck } from "@/components/testing/freshCheck";
import type { GraphExample } from "@/core/graph/document";
import { checkTypes } from "@/core/testing/check";
import type { CaseResult } from "@/core/testing/result";

const example = (id: string, about: Partial<GraphExample> = {}): GraphExample => ({
  id,
  name: id,
  input: { q: id },
  expected: { a: 1 },
  ...about,
});
const result = (of: GraphExample, change: Partial<CaseResult> = {}): CaseResult => ({
  testRunId: "one",
  example: of,
  runId: "run",
  runStatus: "succeeded",
  verdict: "passed",
  checks: [],
  output: { a: 1 },
  error: null,
  cost: 0,
  durationMs: 1,
  simulated: false,
  startedAt: "2026-01-01T00:00:00.000Z",
  version: null,
  ...change,
});

describe("the list of test cases", () => {
  it("shows every case of the draft, run or not, with its state", () => {
    const [run, never, waits] = [example("run"), example("never"), example("waits")];
    const rows = rowsOf(
      [run, never, waits],
      [
        { result: result(run), before: null },
        { result: result(waits, { verdict: null, runStatus: "waiting" }), before: null },
      ],
      false,
    );
    expect(rows.map(({ id, state }) => [id, state])).toEqual([
      ["run", "passed"],
      ["never", "never"],
      ["waits", "waiting"],
    ]);
    expect(totalsOf(rows)).toMatchObject({ count: 3, judged: 1, passed: 1, running: 1, changed: 0 });
  });

  it("tells that a case was edited since, and takes a new name for no edit", () => {
    const was = example("case");
    const edited = (now: GraphExample) => rowsOf([now], [{ result: result(was), before: null }], false)[0]?.edited;
    expect(edited({ ...was, name: "renamed" })).toBe(false);
    expect(edited({ ...was, checks: [] })).toBe(false);
    expect(edited({ ...was, expected: { a: 2 } })).toBe(true);
    expect(edited({ ...was, input: {} })).toBe(true);
  });

  it("shows the cases of an earlier test run as they were, also those that are gone", () => {
    const gone = example("gone");
    const rows = rowsOf([example("new")], [{ result: result(gone), before: result(gone, { output: { a: 2 } }) }], true);
    expect(rows).toMatchObject([{ id: "gone", example: null, comparison: { change: "output" } }]);
    expect(totalsOf(rows).changed).toBe(1);
  });
});

describe("a new check", () => {
  it("is of the kind asked for, and takes what the last run gave for what should be", () => {
    expect(checkTypes.map((type) => freshCheck(type, "a", null).type)).toEqual([...checkTypes]);
    expect(freshCheck("equals", "a.b", { a: { b: 3 } })).toEqual({ type: "equals", field: "a.b", value: 3 });
  });

  it("can be of a field inside a field", () => {
    expect(fieldNames(["reply", "triage"], { reply: "x", triage: { category: "billing" } })).toEqual([
      "reply",
      "triage",
      "triage.category",
    ]);
  });
});

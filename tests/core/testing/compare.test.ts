import { describe, expect, it } from "vitest";
import { compareResults } from "@/core/testing/compare";
import type { CaseResult } from "@/core/testing/result";

const result = (change: Partial<CaseResult>): CaseResult => ({
  testRunId: "one",
  example: { id: "case", name: "Case", input: {} },
  runId: "run",
  runStatus: "succeeded",
  verdict: "passed",
  checks: [],
  output: { label: "billing", reply: { text: "a", tone: "kind" } },
  error: null,
  cost: 0.01,
  durationMs: 1_000,
  simulated: false,
  startedAt: "2026-01-01T00:00:00.000Z",
  version: null,
  ...change,
});
const change = (before: Partial<CaseResult>, after: Partial<CaseResult>) => compareResults(result(before), result(after))?.change;

describe("a case, compared with the time before", () => {
  it("newly fails and newly passes; an error is no pass", () => {
    expect(change({}, { verdict: "failed" })).toBe("newly_failing");
    expect(change({ verdict: "ran" }, { verdict: "error", output: null })).toBe("newly_failing");
    expect(change({ verdict: "failed" }, {})).toBe("newly_passing");
    expect(change({ verdict: "error" }, { verdict: "failed", output: { label: "x" } })).toBe("output");
    expect(change({}, {})).toBe("same");
  });

  it("tells field by field how the output changed, and what it costs and takes now", () => {
    const comparison = compareResults(
      result({}),
      result({ output: { reply: { text: "b", tone: "kind" }, label: "billing", more: 1 }, cost: 0.004, durationMs: 1_500 }),
    );
    expect(comparison?.change).toBe("output");
    expect(comparison?.fields).toEqual([
      { path: ["reply", "text"], before: "a", after: "b" },
      { path: ["more"], before: undefined, after: 1 },
    ]);
    expect(comparison?.cost).toBeCloseTo(-0.006);
    expect(comparison?.durationMs).toBe(500);
  });

  it("takes an output that is gone as a whole, and no order of fields for a change", () => {
    expect(compareResults(result({ output: "text" }), result({ output: null }))?.fields).toEqual([
      { path: ["output"], before: "text", after: undefined },
    ]);
    expect(change({ output: { a: 1, b: 2 } }, { output: { b: 2, a: 1 } })).toBe("same");
  });

  it("has nothing to be compared with the first time, or while it runs", () => {
    expect(compareResults(null, result({}))).toBeNull();
    expect(compareResults(result({}), result({ verdict: null }))).toBeNull();
  });
});

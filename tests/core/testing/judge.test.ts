import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GraphDocument, type GraphExample } from "@/core/graph/document";
import { isEqual } from "@/core/graph/equal";
import { Json } from "@/core/graph/json";
import type { Check } from "@/core/testing/check";
import { type CaseRun, checksOf, type Evaluators, isTestCase, judge } from "@/core/testing/judge";
import { fieldOf } from "@/core/testing/outputField";

/** Stands for the sandbox: knows no limits, and refuses what begins with "slow". */
const evaluators: Evaluators = {
  async matches(pattern, text) {
    if (pattern.startsWith("slow")) throw new Error("expired");
    return new RegExp(pattern, "u").test(text);
  },
  evaluate: async (expression, value) => (expression === "nothing" ? undefined : expression === "whole" ? value : expression === "true"),
  noteOf: () => ({ code: "code_timeout", params: { seconds: 5 } }),
};

const run = (output: Json | null, change: Partial<CaseRun> = {}): CaseRun => ({
  succeeded: true,
  input: { question: "?" },
  output,
  cost: 0.002,
  durationMs: 1_200,
  ...change,
});
const example = (about: Partial<GraphExample>): GraphExample => ({ id: "case", name: "Case", input: {}, ...about });
const judged = (about: Partial<GraphExample>, of: CaseRun) => judge(example(about), of, evaluators);
const outcome = async (check: Check, of: CaseRun) => (await judged({ checks: [check] }, of)).checks[0];

const json: fc.Arbitrary<Json> = fc.jsonValue({ depthSize: "small" }).map((value) => Json.parse(JSON.parse(JSON.stringify(value))));
const shuffled = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(shuffled);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, part]) => [key, shuffled(part)]),
  );
};

describe("a document from before there were test cases", () => {
  it("reads as it did: an input alone stays an example", () => {
    const document = { format: "minnow.graph/1", nodes: [], edges: [], notes: [], examples: [{ id: "a", name: "A", input: { q: 1 } }] };
    expect(GraphDocument.parse(document)).toEqual(document);
    expect(isTestCase(example({}))).toBe(false);
    expect(isTestCase(example({ expected: {} }))).toBe(false);
    expect(isTestCase(example({ expected: { a: null } }))).toBe(true);
    expect(isTestCase(example({ checks: [{ type: "costAtMost", usd: 1 }] }))).toBe(true);
  });
});

describe("the verdict on a case", () => {
  it("passes when every field is as expected and every check holds, whatever else the output has", async () => {
    const { verdict, checks } = await judged(
      { expected: { label: "billing" }, checks: [{ type: "contains", field: "reply", text: "REFUND" }] },
      run({ label: "billing", reply: "Your refund is on its way.", more: 1 }),
    );
    expect(verdict).toBe("passed");
    expect(checks.map(({ outcome, expected }) => [outcome, expected])).toEqual([
      ["passed", true],
      ["passed", false],
    ]);
  });

  it("fails with what was found when one does not", async () => {
    const { verdict, checks } = await judged({ expected: { label: "billing" } }, run({ label: "other" }));
    expect(verdict).toBe("failed");
    expect(checks[0]).toMatchObject({ outcome: "failed", found: "other", note: null });
  });

  it("says that a field is missing", async () => {
    expect(await outcome({ type: "equals", field: "triage.label", value: "x" }, run({ triage: {} }))).toEqual({
      check: { type: "equals", field: "triage.label", value: "x" },
      expected: false,
      outcome: "failed",
      note: { code: "missing", params: { field: "triage.label" } },
    });
  });

  it("is an error when the run failed, and still tells what it cost", async () => {
    const { verdict, checks } = await judged(
      { expected: { label: "x" }, checks: [{ type: "costAtMost", usd: 1 }] },
      run(null, { succeeded: false }),
    );
    expect(verdict).toBe("error");
    expect(checks.map(({ outcome }) => outcome)).toEqual(["unchecked", "passed"]);
  });

  it("is an error, not a failure, when something couldn't be told", async () => {
    const unpriced = await judged({ checks: [{ type: "costAtMost", usd: 1 }] }, run({}, { cost: null }));
    expect(unpriced).toMatchObject({ verdict: "error", checks: [{ outcome: "unchecked", note: { code: "no_price" } }] });
    const slow = await judged({ checks: [{ type: "matches", field: "", pattern: "slow" }] }, run("text"));
    expect(slow).toMatchObject({ verdict: "error", checks: [{ outcome: "unchecked", note: { code: "code_timeout" } }] });
  });

  it("is that it ran, when nothing is asked", async () => {
    expect(await judged({}, run({ a: 1 }))).toEqual({ verdict: "ran", checks: [] });
    expect((await judged({}, run(null, { succeeded: false }))).verdict).toBe("error");
  });
});

describe("a check", () => {
  it.each<[string, Check, Json, "passed" | "failed"]>([
    ["numbers within the tolerance", { type: "equals", field: "n", value: 10, tolerance: 0.5 }, { n: 10.5 }, "passed"],
    ["numbers beyond it", { type: "equals", field: "n", value: 10, tolerance: 0.5 }, { n: 10.6 }, "failed"],
    ["numbers but for rounding", { type: "equals", field: "n", value: 0.3 }, { n: 0.1 + 0.2 }, "passed"],
    ["a number and its text apart", { type: "equals", field: "n", value: 1 }, { n: "1" }, "failed"],
    ["texts exactly", { type: "equals", field: "t", value: "Yes" }, { t: "yes" }, "failed"],
    ["texts loosely", { type: "equals", field: "t", value: "Yes  sir", loose: true }, { t: " yes sir\n" }, "passed"],
    ["a part of a value in JSON", { type: "contains", field: "o", text: "1017" }, { o: { number: 1017 } }, "passed"],
    ["case, when asked to", { type: "contains", field: "t", text: "refund", caseSensitive: true }, { t: "Refund" }, "failed"],
    ["a pattern", { type: "matches", field: "t", pattern: "^\\d{4}$" }, { t: "1017" }, "passed"],
    ["a schema", { type: "schema", field: "", schema: { type: "object", required: ["a"] } }, { b: 1 }, "failed"],
    ["an expression that is true", { type: "expression", expression: "true" }, {}, "passed"],
    ["an expression that is no yes", { type: "expression", expression: "whole" }, {}, "failed"],
    ["an expression that gives nothing", { type: "expression", expression: "nothing" }, {}, "failed"],
    ["the time it took", { type: "durationAtMost", ms: 1_000 }, {}, "failed"],
    ["the cost", { type: "costAtMost", usd: 0.002 }, {}, "passed"],
  ])("compares %s", async (_, check, output, wanted) => {
    expect((await outcome(check, run(output)))?.outcome).toBe(wanted);
  });

  it("finds a field by its name before its parts, and items by their place", () => {
    expect(fieldOf({ "a.b": 1, a: { b: 2 } }, "a.b")).toBe(1);
    expect(fieldOf({ a: [{ b: 3 }] }, "a.0.b")).toBe(3);
    expect(fieldOf({ "a.b": { c: 4 } }, "a.b.c")).toBe(4);
    expect(fieldOf({ a: {} }, "a.toString")).toBeUndefined();
    expect(fieldOf("text", "")).toBe("text");
  });

  it("holds an output to itself, whatever the order of its keys", async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string({ minLength: 1 }), json, { maxKeys: 5 }), async (output) => {
        const { verdict, checks } = await judged({ expected: output }, run(shuffled(output)));
        expect([checks.length === 0 ? "ran" : "passed"]).toContain(verdict);
      }),
    );
  });

  it("is symmetric", () => {
    fc.assert(fc.property(json, json, (a, b) => isEqual(a, b) === isEqual(b, a)));
  });

  it("is asked once for every field that is expected, and once for itself", () => {
    const asked = checksOf(example({ expected: { a: 1, b: null }, checks: [{ type: "costAtMost", usd: 1 }] }));
    expect(asked.map(({ check }) => check.type)).toEqual(["equals", "equals", "costAtMost"]);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { agreementOf, type Comparing, isUsable } from "@/core/evaluation/agree";
import { Agreement } from "@/core/evaluation/agreement";
import type { Answer } from "@/core/evaluation/answer";
import type { TaskKind } from "@/core/evaluation/taskKind";
import { Json, type JsonSchema } from "@/core/graph/json";
import type { CalledTool } from "@/core/runs/calledTools";

const said = (text: string): Answer => ({ text, toolCalls: [] });
const calling = (...toolCalls: CalledTool[]): Answer => ({ text: "", toolCalls });
const free: Comparing = { asked: { schema: null, tools: [] } };
const obeying = (schema: JsonSchema, more: Partial<Comparing> = {}): Comparing => ({ asked: { schema, tools: [] }, ...more });
const compare = (kind: TaskKind, reference: string, answer: string, comparing = free) =>
  agreementOf(kind, said(reference), said(answer), comparing);

const json: fc.Arbitrary<Json> = fc.jsonValue({ depthSize: "small" }).map((value) => Json.parse(JSON.parse(JSON.stringify(value))));

describe("labels", () => {
  const topics = { ...free, labels: ["Refund", "C++", "other topic"] };

  it.each([
    ["Refund", " refund\n", topics],
    ["Refund", "**Refund**.", topics],
    ["refund", "“Refund”", topics],
    ["C++", "c++", topics],
    ["other topic", "Other   topic.", topics],
    ["café", "cafe\u0301", free],
    ["yes", "“Yes.”", free],
    ["refund", '"refund"', obeying({ enum: ["refund", "shipping"] })],
    ["true", "True", obeying({ type: "boolean" })],
  ])("%j and %j are the same", (reference, answer, comparing) => {
    expect(compare("label", reference, answer, comparing)).toMatchObject({ score: 1, exact: true, flaw: null, parts: [] });
  });

  it("that differ agree in nothing, and are shown", () => {
    expect(compare("label", "Refund", "c++", topics)).toEqual({
      ...{ kind: "label", score: 0, exact: false, weak: false, flaw: null, more: 0 },
      parts: [{ path: [], reference: "Refund", answer: "C++" }],
    });
  });

  it("are told from words that are none of them", () => {
    expect(compare("label", "Refund", "The topic is: Refund", topics).flaw).toEqual({ code: "no_label" });
    expect(compare("label", "refund", "billing", obeying({ enum: ["refund"] })).flaw).toEqual({ code: "no_label" });
    expect(compare("label", "yes", "no", free).flaw).toBeNull();
  });

  it("are told apart by case where nothing else does", () => {
    const cased = { ...free, labels: ["a", "A"] };
    expect(compare("label", "a", "A", cased).exact).toBe(false);
    expect(compare("label", "a", "a.", cased).exact).toBe(true);
  });

  it("are read in one pass, however long what was said is", () => {
    expect(compare("label", "Refund", `${".".repeat(100_000)}a`, topics).flaw).toEqual({ code: "no_label" });
  });

  it("lose marks around them only where what is left is a label or a single word", () => {
    expect(compare("label", "not sure", "not sure!", free).exact).toBe(false);
    expect(compare("label", "C++", "C", topics).exact).toBe(false);
  });
});

describe("JSON", () => {
  const order = {
    type: "object",
    properties: {
      topic: { type: "string" },
      code: { type: "string", pattern: "^[A-Za-z]+$" },
      total: { type: "number" },
      tags: { type: "array", uniqueItems: true, items: { type: "string" } },
      lines: { type: "array", items: { $ref: "#/$defs/line" } },
    },
    $defs: { line: { type: "object", properties: { sku: { type: "string", format: "uri" }, name: { type: "string" } } } },
  };
  const score = (reference: Json, answer: Json, schema: JsonSchema = order, more: Partial<Comparing> = {}) =>
    compare("json", JSON.stringify(reference), JSON.stringify(answer), obeying(schema, more));

  it("is compared field by field: texts however they are written, numbers but for rounding", () => {
    expect(score({ topic: "Refund  please", total: 0.3 }, { total: 0.1 + 0.2, topic: "refund please" })).toMatchObject({
      score: 1,
      exact: true,
    });
    expect(score({ topic: "a", total: 1, code: "x" }, { topic: "a", total: 2, code: "x" })).toMatchObject({
      score: 2 / 3,
      exact: false,
      parts: [{ path: ["total"], reference: 1, answer: 2 }],
    });
  });

  it("lets numbers be off by a tolerance", () => {
    expect(score({ total: 10 }, { total: 10.4 }, order, { tolerance: 0.5 }).exact).toBe(true);
    expect(score({ total: 10 }, { total: 10.6 }, order, { tolerance: 0.5 }).exact).toBe(false);
  });

  it("takes texts of a form that the schema fixes to the letter", () => {
    expect(score({ code: "ab" }, { code: "AB" }).exact).toBe(false);
    expect(score({ lines: [{ sku: "urn:a", name: "Lamp" }] }, { lines: [{ sku: "urn:A", name: "lamp" }] })).toMatchObject({
      score: 1 / 2,
      parts: [{ path: ["lines", 0, "sku"], reference: "urn:a", answer: "urn:A" }],
    });
  });

  it("counts missing and extra fields with all that is in them", () => {
    expect(score({ topic: "a", lines: [{ name: "b" }, { name: "c" }] }, { topic: "a" })).toMatchObject({
      score: 1 / 3,
      parts: [{ path: ["lines"], reference: [{ name: "b" }, { name: "c" }] }],
    });
    expect(score({ topic: "a" }, { topic: "a", code: "b" })).toMatchObject({ score: 1 / 2, parts: [{ path: ["code"], answer: "b" }] });
    expect(score({ topic: "a" }, { topic: "a", code: "b" }).parts[0]).not.toHaveProperty("reference");
  });

  it("compares lists in their order, and sets in whichever agrees best", () => {
    expect(score({ tags: ["a", "b", "c"] }, { tags: ["c", "A", "b"] })).toMatchObject({ score: 1, exact: true });
    expect(score({ tags: ["a", "b", "c"] }, { tags: ["c", "d", "a"] }).score).toBeCloseTo(2 / 3, 12);
    expect(score(["a", "b"], ["b", "a"], { type: "array" }).score).toBe(0);
    const sets = { uniqueItems: true, items: { properties: { id: {}, n: {} } } };
    expect(
      score(
        [
          { id: 1, n: 1 },
          { id: 2, n: 2 },
        ],
        [
          { id: 2, n: 3 },
          { id: 1, n: 1 },
        ],
        sets,
      ),
    ).toMatchObject({
      score: 3 / 4,
      parts: [{ path: [1, "n"], reference: 2, answer: 3 }],
    });
  });

  it("compares long sets by their equal items", () => {
    const numbers = Array.from({ length: 200 }, (_, index) => index);
    const sets = { uniqueItems: true };
    expect(score(numbers, numbers.toReversed(), sets)).toMatchObject({ score: 1, exact: true });
    expect(score(numbers, [-1, ...numbers.slice(1)], sets)).toMatchObject({
      score: 199 / 200,
      parts: [{ path: [0], reference: 0, answer: -1 }],
    });
    expect(score(numbers, numbers.slice(50), sets).score).toBeCloseTo(150 / 200, 12);
  });

  it("is worth nothing when it is no JSON or not of the schema, and says so", () => {
    expect(compare("json", '{"total":1}', "The total is 1.", obeying(order))).toMatchObject({ score: 0, flaw: { code: "not_json" } });
    expect(compare("json", '{"total":1}', '{"total":"1"}', obeying(order))).toMatchObject({
      score: 0,
      flaw: { code: "misfit", reason: "/total must be number" },
      parts: [{ path: [], reference: { total: 1 }, answer: '{"total":"1"}' }],
    });
  });

  it("is found in a fenced block", () => {
    expect(compare("json", '{"total":1}', '```json\n{"total": 1}\n```', obeying(order)).exact).toBe(true);
  });

  it("knows a schema that refers to itself", () => {
    const tree = {
      $ref: "#/$defs/node",
      $defs: { node: { anyOf: [{ properties: { child: { $ref: "#/$defs/node" } } }, { properties: { child: { $ref: "#" } } }] } },
    };
    const deep = (depth: number): Json => (depth === 0 ? {} : { child: deep(depth - 1) });
    expect(score(deep(60), deep(60), tree).exact).toBe(true);
  });

  it("agrees with itself in everything, and with another as much as that with it", () => {
    const schemas: JsonSchema[] = [{}, { uniqueItems: true, items: { uniqueItems: true } }];
    for (const schema of schemas) {
      fc.assert(
        fc.property(json, json, (one, other) => {
          const whole = obeying({ anyOf: [schema, {}] });
          const [a, b] = [said(JSON.stringify(one)), said(JSON.stringify(other))];
          expect(agreementOf("json", a, a, whole)).toMatchObject({ score: 1, exact: true, parts: [] });
          const [here, there] = [agreementOf("json", a, b, whole), agreementOf("json", b, a, whole)];
          expect(here.score).toBe(there.score);
          expect(here.exact).toBe(here.parts.length === 0);
          expect(Agreement.parse(JSON.parse(JSON.stringify(here)))).toEqual(here);
        }),
      );
    }
  });

  it("keeps the first hundred differences and counts the rest", () => {
    const result = score(
      Array.from({ length: 150 }, () => 0),
      Array.from({ length: 150 }, () => 1),
      {},
    );
    expect([result.parts.length, result.more]).toEqual([100, 50]);
  });
});

describe("tool calls", () => {
  const tools = ["book", "search"].map((name) => ({ name, description: "", parameters: { properties: { on: { format: "date" } } } }));
  const offered: Comparing = { asked: { schema: null, tools } };
  const call = (name: string, given: Json = {}): CalledTool => ({ name, arguments: given });
  const score = (reference: Answer, answer: Answer, more: Partial<Comparing> = {}) =>
    agreementOf("tool_call", reference, answer, { ...offered, ...more });

  it("agree by their names, and then by their arguments in whatever order", () => {
    expect(score(calling(call("book", { a: 1, b: "X" })), calling(call("book", { b: "x", a: 1 })))).toMatchObject({
      score: 1,
      exact: true,
    });
    expect(score(calling(call("book", { a: 1, b: 2 })), calling(call("book", { a: 1, b: 3 })))).toMatchObject({
      score: 2 / 3,
      exact: false,
      parts: [{ path: [0, "arguments", "b"], reference: 2, answer: 3 }],
    });
    expect(score(calling(call("book", { a: 1 })), calling(call("search", { a: 1 })))).toMatchObject({
      score: 0,
      parts: [{ path: [0], reference: call("book", { a: 1 }), answer: call("search", { a: 1 }) }],
    });
  });

  it("are a multiset, unless their order counts", () => {
    const [a, b] = [calling(call("book"), call("search"), call("book")), calling(call("search"), call("book"), call("book"))];
    expect(score(a, b)).toMatchObject({ score: 1, exact: true });
    expect(score(a, b, { ordered: true })).toMatchObject({ score: 1 / 3, exact: false });
  });

  it("lose by every call that is missing or too many", () => {
    expect(score(calling(call("book"), call("search")), calling(call("search")))).toMatchObject({
      score: 1 / 2,
      parts: [{ path: [0], reference: call("book") }],
    });
    expect(score(calling(call("book")), calling(call("book"), call("book")))).toMatchObject({ score: 1 / 2, exact: false });
  });

  it("and words agree in nothing", () => {
    expect(score(calling(call("book")), said("Shall I book it?"))).toMatchObject({ score: 0, flaw: { code: "no_call" } });
    expect(score(said("Shall I book it?"), calling(call("book")))).toMatchObject({ score: 0, flaw: { code: "needless_call" } });
  });

  it("are compared by their words when neither calls", () => {
    expect(score(said("Which day?"), said("Which  day?"))).toMatchObject({ kind: "text", exact: true, weak: true });
    expect(score(said("done"), said("Done."), { labels: ["done", "failed"] })).toMatchObject({ kind: "label", exact: true });
  });

  it("are never right when their arguments can't be read", () => {
    expect(score(calling(call("book", { a: 1 })), calling(call("book", '{"a":1')))).toMatchObject({ score: 0, exact: false });
  });

  it("agree in the same way from both sides", () => {
    const calls = fc.array(
      fc.record({
        name: fc.constantFrom("book", "search"),
        arguments: fc.dictionary(fc.constantFrom("a", "b", "c"), fc.constantFrom(1, 2, "x")),
      }),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(calls, calls, (one, other) => {
        const [a, b] = [calling(...one), calling(...other)];
        expect(score(a, a)).toMatchObject({ score: 1, exact: true });
        expect(score(a, calling(...one.toReversed())).exact).toBe(true);
        expect(score(a, b).score).toBeCloseTo(score(b, a).score, 12);
      }),
    );
  });
});

describe("texts", () => {
  it("are alike by chrF, which is weak evidence", () => {
    expect(compare("text", "abcd", "ab")).toMatchObject({
      score: expect.closeTo(25 / 53, 12),
      exact: false,
      weak: true,
      parts: [{ reference: "abcd", answer: "ab" }],
    });
    expect(compare("text", "a  b", " a b\n")).toMatchObject({ score: 1, exact: true, weak: true, parts: [] });
  });
});

describe("a reference", () => {
  it("is of use when it obeys the rules itself", () => {
    const schema = { type: "object", required: ["a"] };
    expect(isUsable("json", said('{"a":1}'), obeying(schema))).toBe(true);
    expect(isUsable("json", said("{}"), obeying(schema))).toBe(false);
    expect(isUsable("json", said("?"), obeying(schema))).toBe(false);
    expect(isUsable("label", said("a"), obeying({ enum: ["a"] }))).toBe(true);
    expect(isUsable("label", said("b"), obeying({ enum: ["a"] }))).toBe(false);
    expect(isUsable("label", said("b"), { ...free, labels: ["a"] })).toBe(true);
    expect(isUsable("text", said(" "), free)).toBe(false);
    expect(isUsable("tool_call", calling({ name: "a", arguments: "{" }), free)).toBe(false);
    expect(isUsable("tool_call", calling({ name: "a", arguments: {} }), free)).toBe(true);
    expect(isUsable("tool_call", said("?"), free)).toBe(true);
  });
});

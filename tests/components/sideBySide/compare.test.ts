import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { choicesOf } from "@/components/inspector/chooser/choice";
import { answerOf, type Call, figuresOf, firstPicks, isSameAnswer, lowest, MOST } from "@/components/sideBySide/compare";
import type { ModelInfo } from "@/core/models";
import { modelInfo } from "@/tests/core/replacement/series";

const call = (change: Partial<Call> = {}): Call => ({
  model: "a",
  simulated: false,
  inputTokens: 100,
  outputTokens: 20,
  tokensEstimated: false,
  cost: 0.002,
  latencyMs: 1_200,
  firstTokenMs: 200,
  schemaValid: null,
  ...change,
});

describe("what an answer took", () => {
  it("is that of its only call", () => {
    expect(figuresOf("a", [call({ schemaValid: true })], 5_000)).toEqual({
      cost: 0.002,
      latency: 1_200,
      firstToken: 200,
      inputTokens: 100,
      outputTokens: 20,
      estimated: false,
      perSecond: 20,
      calls: 1,
      schemaAsked: 1,
      schemaValid: 1,
      others: [],
    });
  });

  it("is the sum of several calls, with the time from start to end; those of others are named", () => {
    const figures = figuresOf(
      "a",
      [call({ schemaValid: false }), call({ schemaValid: true }), call({ model: "judge", schemaValid: true })],
      3_000,
    );
    expect(figures).toMatchObject({ cost: 0.006, latency: 3_000, inputTokens: 300, calls: 3, schemaAsked: 2, schemaValid: 1 });
    expect(figures.others).toEqual(["judge"]);
  });

  it("is unknown where one call's is unknown", () => {
    const figures = figuresOf("a", [call(), call({ cost: null, outputTokens: null, firstTokenMs: null })], null);
    expect(figures).toMatchObject({ cost: null, outputTokens: null, latency: null, inputTokens: 200, perSecond: 20 });
  });
});

describe("an answer", () => {
  it("is the text or the label among what a node gave, or all of it", () => {
    expect(answerOf({ output: "yes", agreement: 0.8 })).toBe("yes");
    expect(answerOf({ label: "billing", billing: "the text" })).toBe("billing");
    expect(answerOf({ passed: 1 })).toEqual({ passed: 1 });
  });

  it("is the same whatever the white space around it or the order of its keys", () => {
    expect(isSameAnswer(" yes\n", "yes")).toBe(true);
    expect(isSameAnswer({ a: 1, b: [2] }, { b: [2], a: 1 })).toBe(true);
    expect(isSameAnswer({ a: 1 }, { a: "1" })).toBe(false);
    expect(isSameAnswer("yes", "Yes")).toBe(false);
  });
});

describe("the lowest figure", () => {
  it("is marked only where there is one lower than all others", () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 5 })), { maxLength: 6 }), (values) => {
        const known = values.filter((value) => value !== null);
        const at = lowest(values);
        const least = Math.min(...known);
        const alone = known.length > 1 && known.filter((value) => value === least).length === 1;
        expect(at).toBe(alone ? values.indexOf(least) : null);
      }),
    );
  });
});

describe("whom to compare at first", () => {
  const needs = { contextTokens: 1_000, schema: false, tools: false };
  const pick = (models: readonly ModelInfo[], current: readonly string[], wanted: string | null = null) =>
    firstPicks(choicesOf(models, { needs, tokens: { input: 100, output: 10, calls: 1 }, evidence: [], local: new Set() }), current, wanted);
  const large = modelInfo("cloud/large", { class: "llm", inputPrice: 3, outputPrice: 12 });
  const dear = modelInfo("cloud/dear", { inputPrice: 1, outputPrice: 1 });
  const cheap = modelInfo("cloud/cheap", { inputPrice: 0.1, outputPrice: 0.1 });
  const short = modelInfo("cloud/short", { inputPrice: 0.01, outputPrice: 0.01, contextTokens: 100 });
  const made = modelInfo("simulated/guppy", { inputPrice: 0, outputPrice: 0, connectionKind: "simulated" });
  const whale = modelInfo("simulated/whale", { class: "llm", connectionKind: "simulated" });

  it("is the present one and the cheapest SLM that has what the task needs", () => {
    expect(pick([large, dear, cheap, short, made], ["cloud/large"])).toEqual(["cloud/large", "cloud/cheap"]);
  });

  it("is also the one a person has in mind, once", () => {
    expect(pick([large, dear, cheap], ["cloud/large"], "cloud/dear")).toEqual(["cloud/large", "cloud/dear", "cloud/cheap"]);
    expect(pick([large, cheap], ["cloud/large"], "cloud/large")).toEqual(["cloud/large", "cloud/cheap"]);
  });

  it("proposes a simulated model only where all are", () => {
    expect(pick([large, made], ["cloud/large"])).toEqual(["cloud/large"]);
    expect(pick([whale, made, cheap], ["simulated/whale"])).toEqual(["simulated/whale", "simulated/guppy"]);
    expect(pick([cheap, made], [])).toEqual(["cloud/cheap"]);
  });

  it("leaves out what is no longer there, and never exceeds what can be asked at once", () => {
    expect(pick([cheap], ["cloud/gone"])).toEqual(["cloud/cheap"]);
    const many = Array.from({ length: 9 }, (_, index) => modelInfo(`cloud/${index}`, {}));
    expect(
      pick(
        many,
        many.map(({ key }) => key),
      ).length,
    ).toBe(MOST);
  });
});

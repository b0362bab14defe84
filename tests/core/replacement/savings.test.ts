import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { callCost } from "@/core/prices";
import { candidatesFor, obstaclesOf } from "@/core/replacement/candidates";
import { rankByStake } from "@/core/replacement/rank";
import { callRate } from "@/core/replacement/rate";
import { needsOf, projectSaving } from "@/core/replacement/savings";
import { classification, labels, modelInfo } from "./series";

const DAY = 86_400_000;
const unmeasured = () => null;
const tenDays = labels.firstAt + 10 * DAY;
const needs = needsOf(labels, classification);

describe("a candidate", () => {
  it.each([
    ["not_slm", { class: "llm" }],
    ["disabled", { enabled: false }],
    ["context_too_small", { contextTokens: 511 }],
    ["no_json_schema", { capabilities: { tools: true, jsonSchema: false, streaming: true, logprobs: false, embeddings: false } }],
    ["simulated_only", { connectionKind: "simulated" }],
    ["recorded_only", { connectionKind: "recorded" }],
  ] as const)("is ruled out: %s", (obstacle, more) => {
    expect(obstaclesOf(modelInfo("local/small", more), needs)).toEqual([obstacle]);
  });

  it("needs tools only where the task offers some", () => {
    const toolless = modelInfo("local/small", {
      capabilities: { tools: false, jsonSchema: true, streaming: true, logprobs: false, embeddings: false },
    });
    expect(obstaclesOf(toolless, needs)).toEqual([]);
    expect(obstaclesOf(toolless, needsOf(labels, { ...classification, tools: 2 }))).toEqual(["no_tools"]);
  });

  it("may be simulated where the record is", () => {
    const simulated = modelInfo("simulated/small", { connectionKind: "simulated" });
    expect(obstaclesOf(simulated, needsOf({ ...labels, simulatedCalls: 100 }, classification))).toEqual([]);
  });

  it("comes in order of what the recorded calls would cost, unknown prices last", () => {
    const cheapInput = modelInfo("a", { inputPrice: 0.1, outputPrice: 1 });
    const cheapOutput = modelInfo("b", { inputPrice: 0.3, outputPrice: 0.01 });
    const priceless = modelInfo("c", { inputPrice: null, outputPrice: null, parameters: 1 });
    expect(candidatesFor(needs, [priceless, cheapOutput, cheapInput]).map(({ key }) => key)).toEqual(["a", "b", "c"]);
    const outputHeavy = { ...needs, tokens: { input: 10, output: 400 } };
    expect(candidatesFor(outputHeavy, [priceless, cheapOutput, cheapInput]).map(({ key }) => key)).toEqual(["b", "a", "c"]);
  });

  it("costs no more than any other that is suitable", () => {
    const price = fc.option(fc.double({ min: 0, max: 100, noNaN: true }));
    const registry = fc.array(fc.record({ inputPrice: price, outputPrice: price, enabled: fc.boolean() }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(registry, fc.record({ input: fc.nat(9_000), output: fc.nat(900) }), (entries, tokens) => {
        const models = entries.map((entry, i) => modelInfo(`m${i}`, entry));
        const [first, ...others] = candidatesFor({ ...needs, tokens }, models);
        if (first === undefined) {
          expect(models.every(({ enabled }) => !enabled)).toBe(true);
          return;
        }
        const cost = callCost(first, tokens) ?? Number.POSITIVE_INFINITY;
        for (const other of others) expect(cost).toBeLessThanOrEqual(callCost(other, tokens) ?? Number.POSITIVE_INFINITY);
      }),
    );
  });

  it("is never the model that serves the node now", () => {
    expect(candidatesFor(needs, [modelInfo(labels.model)])).toEqual([]);
  });
});

describe("the rate of calls", () => {
  it("is per month of the time since the first call", () => {
    const rate = callRate(100, 0, 10 * DAY);
    expect(rate.perMonth).toBeCloseTo((10 * 365.25) / 12, 9);
    expect(rate.short).toBe(false);
  });

  it("takes less than a day for a day, and says that it saw little", () => {
    expect(callRate(50, 0, 60_000)).toMatchObject({ perMonth: (50 * 365.25) / 12, short: true });
  });
});

describe("a projected saving", () => {
  it("prices the recorded tokens at the candidate's prices", () => {
    const saving = projectSaving(labels, classification, [modelInfo("local/small")], unmeasured, tenDays);
    // 400 tokens in at $0.10 and 10 out at $0.20 per million: $0.000042 a call, against $0.003.
    expect(saving.candidate?.key).toBe("local/small");
    expect(saving.per1000.now).toBeCloseTo(3, 9);
    expect(saving.per1000.after).toBeCloseTo(0.042, 9);
    expect(saving.per1000.saved).toBeCloseTo(2.958, 9);
    expect(saving.perMonth.saved).toBeCloseTo(((2.958 / 1000) * 10 * 365.25) / 12, 9);
    expect(saving.caveats).toEqual(["quality_not_measured", "equal_tokens"]);
  });

  it("is unknown, not zero, when a price is", () => {
    const models = [modelInfo("local/small", { inputPrice: null })];
    const saving = projectSaving(labels, classification, models, unmeasured, tenDays);
    expect(saving.per1000).toEqual({ now: expect.closeTo(3, 9), after: null, saved: null });
    expect(saving.caveats).toContain("price_unknown");
    expect(
      projectSaving({ ...labels, cost: null, pricedCalls: 0 }, classification, [modelInfo("s")], unmeasured, tenDays).perMonth.saved,
    ).toBeNull();
  });

  it("says why no small model may serve the node", () => {
    const models = [modelInfo("local/tiny", { contextTokens: 256 }), modelInfo("cloud/huge", { class: "llm" })];
    const saving = projectSaving(labels, classification, models, unmeasured, tenDays);
    expect(saving.candidate).toBeNull();
    expect(saving.ruledOut).toEqual([{ key: "local/tiny", label: "local/tiny", obstacles: ["context_too_small"] }]);
  });

  it("tells estimated tokens, short observation and free hardware", () => {
    const free = modelInfo("ollama/small", { inputPrice: 0, outputPrice: 0, contextTokens: null });
    const series = { ...labels, estimatedCalls: 3 };
    const { caveats } = projectSaving(series, classification, [free], unmeasured, labels.firstAt + 60_000);
    expect(caveats).toEqual([
      "quality_not_measured",
      "equal_tokens",
      "short_observation",
      "tokens_estimated",
      "context_unknown",
      "hardware_not_counted",
    ]);
  });

  it("says that simulated figures are simulated", () => {
    const simulated = modelInfo("simulated/small", { connectionKind: "simulated" });
    const series = { ...labels, simulatedCalls: 100, estimatedCalls: 100 };
    const { caveats } = projectSaving(series, classification, [simulated], unmeasured, tenDays);
    expect(caveats).toEqual(["quality_not_measured", "equal_tokens", "simulated"]);
  });

  it("shows the candidate's latency only where it was measured on this task", () => {
    const measured = (model: string) => (model === "local/small" ? { p50: 90, p95: 140 } : null);
    expect(projectSaving(labels, classification, [modelInfo("local/small")], measured, tenDays).latency.after).toEqual({
      p50: 90,
      p95: 140,
    });
    expect(projectSaving(labels, classification, [modelInfo("local/other")], measured, tenDays).latency.after).toBeNull();
  });
});

describe("the rank", () => {
  const stakes = fc.array(
    fc.record({
      score: fc.integer({ min: 0, max: 100 }),
      money: fc.option(fc.double({ min: 0, max: 1e4, noNaN: true })),
      waiting: fc.double({ min: 0, max: 1e9, noNaN: true }),
    }),
    { maxLength: 12 },
  );

  it("puts more money at stake first at equal scores", () => {
    const ranked = rankByStake([
      { id: "cheap", score: 80, money: 1, waiting: 5 },
      { id: "dear", score: 80, money: 9, waiting: 5 },
    ]);
    expect(ranked.map(({ id }) => id)).toEqual(["dear", "cheap"]);
  });

  it("still ranks by waiting where nothing is paid", () => {
    const ranked = rankByStake([
      { id: "quick", score: 80, money: null, waiting: 1 },
      { id: "slow", score: 80, money: null, waiting: 9 },
    ]);
    expect(ranked.map(({ id }) => id)).toEqual(["slow", "quick"]);
  });

  it("keeps weights in [0, 1], in order, and adds up to at most 1", () => {
    fc.assert(
      fc.property(stakes, (nodes) => {
        const weights = rankByStake(nodes).map(({ weight }) => weight);
        expect(weights).toEqual(weights.toSorted((a, b) => b - a));
        for (const weight of weights) expect(weight).toBeGreaterThanOrEqual(0);
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });
});

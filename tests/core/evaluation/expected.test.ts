import { describe, expect, it } from "vitest";
import { expectedOf, itemsFor, itemsNeeded } from "@/core/evaluation/expected";
import type { ProposedModel } from "@/core/evaluation/plan";

const model = (key: string, cost: number | null, latency: number): ProposedModel => ({
  ...{ model: key, label: key, parameters: 3, simulated: false, inputPrice: 1, outputPrice: 1, contextTokens: null, measured: false },
  ...{ cost, latency },
});
const proposal = { incumbent: model("big", 0.01, 1_000), candidates: [model("a", 0.001, 200), model("b", 0.002, 200)], recorded: 100 };

describe("what an evaluation is expected to use", () => {
  it("is every call asked of the incumbent and of the first candidate, or of all of them", () => {
    const { items, first, most } = expectedOf(proposal, { models: ["a", "b"], mostCalls: 1_000, mostMoney: 10 });
    expect(items).toBe(100);
    expect(first).toEqual({ calls: 200, money: expect.closeTo(1.1), time: (1_200 * 100) / 4 });
    expect(most).toEqual({ calls: 300, money: expect.closeTo(1.3), time: (1_400 * 100) / 4 });
  });

  it("is never more than was allowed, and unknown where a price is", () => {
    const tight = expectedOf(proposal, { models: ["a", "b"], mostCalls: 120, mostMoney: 0.2 });
    expect(tight.items).toBe(60);
    expect(tight.most).toMatchObject({ calls: 120, money: 0.2 });
    const unpriced = { ...proposal, candidates: [model("a", null, 200)] };
    expect(expectedOf(unpriced, { models: ["a"], mostCalls: 1_000, mostMoney: 1 }).first.money).toBeNull();
  });

  it("takes as many calls as are recorded, or as the calls allow for two models", () => {
    expect(itemsFor(50, 1_000)).toBe(50);
    expect(itemsFor(5_000, 99)).toBe(49);
    expect(itemsFor(1_000_000, 100_000)).toBe(2_000);
  });

  it("tells how many calls a tolerance takes: the smaller, the more", () => {
    expect(itemsNeeded(0.1)).toBe(52);
    expect(itemsNeeded(0.02)).toBe(283);
  });
});

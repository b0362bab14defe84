import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Answer } from "@/core/evaluation/answer";
import { noiseCeiling, pairedLoss, type Replayed, scoresOf } from "@/core/evaluation/loss";
import type { PairLabel } from "@/core/evaluation/pairwise";
import { worstDisagreements } from "@/core/evaluation/worst";
import { proportion } from "@/core/statistics/proportion";

const said = (text: string): Answer => ({ text, toolCalls: [] });
const comparing = { asked: { schema: null, tools: [] }, labels: ["a", "b"] };
const scores = (item: Partial<Replayed>) =>
  scoresOf("label", { recorded: said("a"), truth: null, candidate: said("a"), ...item }, comparing);
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe("how well both did on an item", () => {
  it("is their agreement with the recorded answer when nobody said what is right", () => {
    expect(scores({ incumbent: said("b") })).toMatchObject({ ground: "recorded", incumbent: 0, candidate: 1 });
    expect(scores({ incumbent: said("A."), candidate: said("b") })).toMatchObject({ incumbent: 1, candidate: 0 });
  });

  it("says nothing of an incumbent that wasn't asked again", () => {
    expect(scores({})).toMatchObject({ incumbent: null, candidate: 1, agreements: { incumbent: null } });
  });

  it("is their agreement with a correction where there is one, the recorded answer's for the incumbent", () => {
    const corrected = scores({ truth: { correction: "b" }, incumbent: said("b"), candidate: said("b") });
    expect(corrected).toMatchObject({ ground: "correction", incumbent: 0, candidate: 1 });
    expect(pairedLoss({ incumbent: corrected.incumbent ?? 0, candidate: corrected.candidate })).toBe(-1);
  });

  it.each<[PairLabel, number, number]>([
    ["llm", 1, 0],
    ["slm", 0, 1],
    ["both", 1, 1],
    ["neither", 0, 0],
  ])("is what a person says: %s", (label, incumbent, candidate) => {
    expect(scores({ truth: { label }, candidate: said("b") })).toMatchObject({ ground: "label", incumbent, candidate });
  });

  it("is nothing for a call that failed", () => {
    expect(scores({ incumbent: null, candidate: null })).toMatchObject({ incumbent: 0, candidate: 0 });
    expect(scores({ truth: { correction: "a" }, candidate: null })).toMatchObject({ incumbent: 1, candidate: 0 });
  });

  it("reads corrected tool calls in the form in which nodes give them", () => {
    const calls = [{ name: "book", arguments: { day: 3 } }];
    const recorded = { text: "", toolCalls: [{ name: "book", arguments: { day: 2 } }] };
    for (const correction of [calls, JSON.stringify(calls), { text: "", toolCalls: calls }]) {
      const item = { recorded, truth: { correction }, candidate: { text: "", toolCalls: calls } };
      expect(scoresOf("tool_call", item, comparing)).toMatchObject({ incumbent: 0.5, candidate: 1 });
    }
  });
});

describe("a paired loss", () => {
  it("is positive when the candidate is worse, and turns round with the models", () => {
    expect(pairedLoss({ incumbent: 1, candidate: 0.25 })).toBe(0.75);
    fc.assert(
      fc.property(share, share, (one, other) => {
        const loss = pairedLoss({ incumbent: one, candidate: other });
        expect(Math.abs(loss)).toBeLessThanOrEqual(1);
        expect(pairedLoss({ incumbent: other, candidate: one }) + loss).toBe(0);
      }),
    );
  });

  it("is none when a candidate agrees as often as an LLM that agrees with itself in 93% of cases", () => {
    const losses = Array.from({ length: 100 }, (_, index) => {
      const incumbent = said(index < 93 ? "a" : "b");
      const candidate = said(index >= 7 ? "a" : "b");
      const told = scores({ incumbent, candidate });
      return pairedLoss({ incumbent: told.incumbent ?? 0, candidate: told.candidate });
    });
    expect(losses.reduce((sum, loss) => sum + loss, 0)).toBe(0);
  });

  it("refuses what is no score", () => {
    expect(() => pairedLoss({ incumbent: 1.1, candidate: 0 })).toThrow(RangeError);
    expect(() => pairedLoss({ incumbent: 0, candidate: Number.NaN })).toThrow(RangeError);
  });
});

describe("the noise ceiling", () => {
  const agreed = (score: number) => ({ score, exact: score === 1 });

  it("is Wilson's interval where answers agree wholly or not at all", () => {
    const { mean, low, high, of, exact } = noiseCeiling(Array.from({ length: 100 }, (_, index) => agreed(index < 96 ? 1 : 0)));
    expect([mean, of]).toEqual([0.96, 100]);
    expect(low).toBeCloseTo(0.901629, 6);
    expect(high).toBeCloseTo(0.984337, 6);
    expect(exact).toEqual(proportion(96, 100));
  });

  it("holds the mean of partial agreement", () => {
    fc.assert(
      fc.property(fc.array(share, { minLength: 1, maxLength: 50 }), (all) => {
        const { mean, low, high } = noiseCeiling(all.map(agreed));
        expect(low ?? 1).toBeLessThanOrEqual((mean ?? 0) + 1e-12);
        expect(high ?? 0).toBeGreaterThanOrEqual((mean ?? 1) - 1e-12);
      }),
    );
  });

  it("of no replay is unknown", () => {
    expect(noiseCeiling([])).toEqual({ mean: null, low: null, high: null, of: 0, exact: proportion(0, 0) });
  });
});

describe("the worst disagreements", () => {
  const item = (id: string, incumbent: number | null, candidate: number, ground: "label" | "recorded" = "recorded") => ({
    ...{ id, incumbent, candidate, ground },
  });
  const items = [
    item("even", 0, 0),
    item("half", 1, 0.5),
    item("better", 0, 1),
    item("z", 1, 0),
    item("said", 1, 0, "label"),
    item("alone", null, 0.25),
    item("a", null, 0),
  ];

  it("come with most lost first, what people said before mere disagreement, and nothing that was not lost", () => {
    expect(worstDisagreements(items, 10).map(({ id }) => id)).toEqual(["said", "a", "z", "alone", "half"]);
  });

  it("are the same whatever order they came in, and fewer are the first of more", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(items, { minLength: items.length }), fc.nat(7), (mixed, most) => {
        expect(worstDisagreements(mixed, most)).toEqual(worstDisagreements(items, 10).slice(0, most));
      }),
    );
  });
});

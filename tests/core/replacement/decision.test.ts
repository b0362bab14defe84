import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boundsOf, type DecisionPlan, decide, designDecision, stateOf } from "@/core/replacement/decision";
import { addLoss, type Losses } from "@/core/replacement/losses";
import { twoSidedDeviate } from "@/core/statistics/normal";
import { pairedInterval, pairedScore } from "@/core/statistics/pairedScore";
import { seededRandom } from "@/core/statistics/random";
import { chanceOf, lossesOf } from "./exactly";

const plan: DecisionPlan = { tolerance: 0.05, alpha: 0.05, most: 200 };

/** Looks at one call after the other until it is decided. */
function go(design: ReturnType<typeof designDecision>, draw: () => number): Losses {
  let losses: Losses = [];
  while (stateOf(design, losses) === "open") losses = addLoss(losses, draw());
  return losses;
}

describe("the decision whether a candidate may take a model's place", () => {
  it("replaces what hardly ever loses, long before its calls are used up", () => {
    const { state, calls, high } = decide(
      designDecision(plan),
      go(designDecision(plan), () => 0),
    );
    expect(state).toBe("replace");
    expect(calls).toBeLessThan(plan.most);
    expect(high).toBeLessThan(plan.tolerance);
  });

  it("keeps the model where the candidate loses every call, after a few calls", () => {
    const design = designDecision({ ...plan, most: 600 });
    const { state, calls, low } = decide(
      design,
      go(design, () => 1),
    );
    expect(state).toBe("keep");
    expect(calls).toBeLessThan(30);
    expect(low).toBeGreaterThan(plan.tolerance);
  });

  it("stops where the calls that are left can hardly show anything, and says so", () => {
    const { state, calls } = decide(designDecision({ ...plan, tolerance: 0.01, most: 50 }), lossesOf(10, 2, 0));
    expect({ state, calls }).toEqual({ state: "hopeless", calls: 10 });
  });

  it("says about how many more calls it would take when its calls are used up", () => {
    const decision = decide(designDecision(plan), lossesOf(200, 7, 1));
    expect(decision.state).toBe("spent");
    expect(decision.more).toBeGreaterThan(100);
    expect(decision.more).toBeLessThan(1_000);
  });

  it("is Tango's score test where there is one look", () => {
    const single = designDecision({ ...plan, most: 10 });
    const { looks } = single;
    expect(looks.map(({ calls }) => calls)).toEqual([10]);
    const [b, c, n] = [14, 6, 400];
    const { z } = pairedScore({ n, b, c }, 0.05);
    const { low, high } = boundsOf(lossesOf(n, b, c), { accepts: z, refuses: z });
    expect(high).toBeCloseTo(0.05, 6);
    const deviate = twoSidedDeviate(0.95);
    const interval = pairedInterval({ n, b, c }, 0.95);
    const bounds = boundsOf(lossesOf(n, b, c), { accepts: deviate, refuses: deviate });
    expect([-bounds.high, -bounds.low]).toEqual([expect.closeTo(interval.low, 5), expect.closeTo(interval.high, 5)]);
    expect(low).toBeLessThan(high);
  });

  it("decides nothing between looks", () => {
    const design = designDecision(plan);
    const [first, second] = design.looks;
    const between = (first?.calls ?? 0) + 1;
    expect(between).toBeLessThan(second?.calls ?? 0);
    expect(decide(design, lossesOf(between, between, 0))).toMatchObject({ state: "open", nextLook: second?.calls });
  });

  it("takes scores as it takes right and wrong", () => {
    const random = seededRandom(11);
    const design = designDecision({ ...plan, most: 600 });
    const better = go(design, () => 0.3 * (random() - 0.5));
    const worse = go(design, () => 0.85 + 0.3 * (random() - 0.5));
    expect([stateOf(design, better), stateOf(design, worse)]).toEqual(["replace", "keep"]);
  });

  it("is refused for a plan that is none", () => {
    for (const wrong of [{ tolerance: 1 }, { tolerance: -0.1 }, { alpha: 0 }, { alpha: 0.6 }, { most: 0 }, { most: 2.5 }])
      expect(() => designDecision({ ...plan, ...wrong })).toThrow(RangeError);
    expect(() => addLoss([], 1.5)).toThrow(RangeError);
    expect(() => addLoss([], Number.NaN)).toThrow(RangeError);
  });

  it("has bounds around its estimate that are narrower with more calls alike", () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 40 }), fc.nat(10), fc.nat(10), (calls, lost, won) => {
        fc.pre(lost + won <= calls);
        const few = boundsOf(lossesOf(calls, lost, won), { accepts: 1.6, refuses: 1.6 });
        const many = boundsOf(lossesOf(4 * calls, 4 * lost, 4 * won), { accepts: 1.6, refuses: 1.6 });
        const estimate = (lost - won) / calls;
        expect(few.low).toBeLessThanOrEqual(estimate + 1e-6);
        expect(few.high).toBeGreaterThanOrEqual(estimate - 1e-6);
        expect(many.high - many.low).toBeLessThan(few.high - few.low);
      }),
      { numRuns: 60 },
    );
  });
});

describe("how often it errs, summed over everything that may happen", () => {
  const shares = (tolerance: number) => [1, 1.25, 1.6, 2.5, 4, 8].map((times) => times * tolerance).filter((share) => share <= 0.9);
  const worst = (state: "replace" | "keep", tolerance: number, most: number) => {
    const design = designDecision({ tolerance, alpha: 0.05, most });
    return Math.max(...shares(tolerance).map((discordant) => chanceOf(state, design, { discordant, loss: tolerance })));
  };

  for (const most of [20, 50, 100, 200])
    it(`replaces a candidate that loses just the tolerance with at most alpha, within ${most} calls`, () => {
      for (const tolerance of [0.01, 0.02, 0.05, 0.1, 0.2]) expect(worst("replace", tolerance, most)).toBeLessThanOrEqual(0.05);
    });

  it("keeps the model although the candidate loses no more than the tolerance hardly more often than alpha", () => {
    for (const tolerance of [0.02, 0.05, 0.1]) expect(worst("keep", tolerance, 100)).toBeLessThanOrEqual(0.052);
  });

  it("could not do without what it leaves unspent", () => {
    // Alpha spent whole: the designs of 0.05 / (1 - 1/√50).
    const design = designDecision({ tolerance: 0.2, alpha: 0.05 / (1 - 1 / Math.sqrt(50)), most: 50 });
    expect(chanceOf("replace", design, { discordant: 0.8, loss: 0.2 })).toBeGreaterThan(0.05);
  });
});

describe("scores between right and wrong", () => {
  it("are replaced at the tolerance with at most alpha", () => {
    const design = designDecision({ tolerance: 0.1, alpha: 0.05, most: 120 });
    // Losses of mean 0.1: skewed (mostly nothing, sometimes much) and even.
    for (const draw of [
      (random: () => number) => (random() < 0.2 ? random() : 0),
      (random: () => number) => 0.1 + 0.6 * (random() - 0.5),
      (random: () => number) => (random() < 0.9 ? 0.2 * random() : 2 * random() * 0.1),
    ]) {
      const random = seededRandom(2);
      const runs = 600;
      let wrong = 0;
      for (let run = 0; run < runs; run++)
        if (
          stateOf(
            design,
            go(design, () => draw(random)),
          ) === "replace"
        )
          wrong++;
      // Three standard errors of 0.009 above.
      expect(wrong / runs).toBeLessThanOrEqual(0.05 + 0.027);
    }
  });
});

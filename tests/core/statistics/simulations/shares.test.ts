import { describe, expect, it } from "vitest";
import { clopperPearsonInterval, clopperPearsonLower, clopperPearsonUpper } from "@/core/statistics/clopperPearson";
import { type Interval, wilsonInterval } from "@/core/statistics/interval";
import { binomial } from "./chance";

/**
 * Coverage is summed over all outcomes, not drawn: nothing here is left to chance. It is least where a bound lies, so the shares tried
 * are those just beside every bound as well as an even grid. Wilson's interval in the same harness falls below: the check can fail.
 */
function leastCoverage(trials: number, intervalOf: (successes: number) => Interval): number {
  const intervals = Array.from({ length: trials + 1 }, (_, successes) => intervalOf(successes));
  const beside = intervals.flatMap(({ low, high }) => [low - 1e-9, low + 1e-9, high - 1e-9, high + 1e-9]);
  const even = Array.from({ length: 199 }, (_, index) => (index + 1) / 200);
  let least = 1;
  for (const share of [...beside, ...even]) {
    if (share <= 0 || share >= 1) continue;
    const chances = binomial(trials, share);
    let covered = 0;
    for (const [successes, { low, high }] of intervals.entries())
      if (low <= share && share <= high) covered += chances[successes] as number;
    least = Math.min(least, covered);
  }
  return least;
}

describe("Clopper-Pearson, over every outcome", () => {
  it.each([5, 20, 61, 150])("covers any share at least as often as it says, of %i trials", (trials) => {
    for (const confidence of [0.9, 0.95, 0.99]) {
      expect(leastCoverage(trials, (k) => clopperPearsonInterval(k, trials, confidence))).toBeGreaterThanOrEqual(confidence);
      expect(leastCoverage(trials, (k) => ({ low: clopperPearsonLower(k, trials, confidence), high: 1 }))).toBeGreaterThanOrEqual(
        confidence - 1e-9,
      );
      expect(leastCoverage(trials, (k) => ({ low: 0, high: clopperPearsonUpper(k, trials, confidence) }))).toBeGreaterThanOrEqual(
        confidence - 1e-9,
      );
    }
  });

  it("is no wider than that takes: one-sided it is exact just beside a bound", () => {
    expect(leastCoverage(61, (k) => ({ low: clopperPearsonLower(k, 61), high: 1 }))).toBeLessThan(0.95 + 1e-6);
  });
});

describe("Wilson's interval, over every outcome", () => {
  it("doesn't cover every share as often as it says, which is why no guarantee is quoted from it", () => {
    expect(leastCoverage(61, (k) => wilsonInterval(k, 61))).toBeLessThan(0.87);
  });

  it("covers about as often as it says on average over shares", () => {
    const intervals = Array.from({ length: 62 }, (_, successes) => wilsonInterval(successes, 61));
    let sum = 0;
    for (let step = 0; step < 400; step++) {
      const share = (step + 0.5) / 400;
      const chances = binomial(61, share);
      for (const [successes, { low, high }] of intervals.entries())
        if (low <= share && share <= high) sum += (chances[successes] as number) / 400;
    }
    expect(sum).toBeGreaterThan(0.945);
    expect(sum).toBeLessThan(0.96);
  });
});

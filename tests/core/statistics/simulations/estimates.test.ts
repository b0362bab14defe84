import { describe, expect, it } from "vitest";
import type { Interval } from "@/core/statistics/interval";
import { type JudgedItem, predictionPoweredMean } from "@/core/statistics/predictionPowered";
import { seededRandom } from "@/core/statistics/random";
import { stratifiedMean, stratumOfShare } from "@/core/statistics/stratified";
import { binomial, fewestByChance, mostByChance } from "./chance";

const holds = ({ low, high }: Interval, truth: number) => low <= truth && truth <= high;

/**
 * People call 80% right. The judge calls 95% of these right, but half of the wrong ones too: 86% in all, six points too kind.
 * Coverage at 90% may be off by what chance allows in RUNS draws and by 1.5 points for the normal interval.
 */
describe("a prediction-powered interval, from 100 labels and 1000 judgements", () => {
  const [RUNS, TRUTH] = [1500, 0.8];
  const random = seededRandom(31);
  const draw = (): JudgedItem => {
    const label = Number(random() < TRUTH);
    return { label, predicted: Number(random() < (label === 1 ? 0.95 : 0.5)) };
  };
  const samples = Array.from({ length: RUNS }, () => ({
    labelled: Array.from({ length: 100 }, draw),
    unlabelled: Array.from({ length: 1000 }, () => draw().predicted),
  }));
  const results = (lambda: number | "tuned") => {
    const found = samples.map(({ labelled, unlabelled }) => predictionPoweredMean(labelled, unlabelled, { confidence: 0.9, lambda }));
    return {
      covered: found.filter((interval) => holds(interval, TRUTH)).length,
      width: found.reduce((sum, { low, high }) => sum + (high - low) / RUNS, 0),
      mean: found.reduce((sum, { estimate }) => sum + estimate / RUNS, 0),
    };
  };

  it.each([0, 1, "tuned" as const])("covers about as often as it says, without the judge's bias: weight %s", (lambda) => {
    const { covered, mean } = results(lambda);
    expect(covered).toBeGreaterThanOrEqual(fewestByChance(RUNS, 0.9 - 0.015));
    expect(covered).toBeLessThanOrEqual(mostByChance(RUNS, 0.9 + 0.015));
    expect(mean).toBeCloseTo(TRUTH, 2);
  });

  it("is narrower tuned than by the labels alone, by a tenth or more, and no wider than with the judge as it is", () => {
    expect(results("tuned").width).toBeLessThan(0.9 * results(0).width);
    expect(results("tuned").width).toBeLessThanOrEqual(results(1).width * 1.001);
  });

  it("does what the judge alone can't, which the same check catches", () => {
    const covered = samples.filter(({ unlabelled }) => {
      const share = unlabelled.reduce((sum, value) => sum + value, 0) / unlabelled.length;
      const half = 1.645 * Math.sqrt((share * (1 - share)) / unlabelled.length);
      return holds({ low: share - half, high: share + half }, TRUTH);
    }).length;
    expect(covered).toBeLessThan(RUNS / 100);
  });
});

describe("a stratified interval, over every outcome of 60, 40 and 40 items", () => {
  const strata = [
    { weight: 0.6, p: 0.9, count: 60 },
    { weight: 0.3, p: 0.75, count: 40 },
    { weight: 0.1, p: 0.5, count: 40 },
  ] as const;
  const truth = strata.reduce((sum, { weight, p }) => sum + weight * p, 0);

  /** Summed, not drawn. */
  function coverage(intervalOf: (successes: readonly [number, number, number]) => Interval): number {
    const [first, second, third] = strata.map(({ count, p }) => binomial(count, p)) as [Float64Array, Float64Array, Float64Array];
    let covered = 0;
    for (const [a, chanceA] of first.entries())
      for (const [b, chanceB] of second.entries())
        for (const [c, chanceC] of third.entries()) {
          const chance = chanceA * chanceB * chanceC;
          if (chance > 1e-12 && holds(intervalOf([a, b, c]), truth)) covered += chance;
        }
    return covered;
  }

  it("covers about as often as it says: within 1.5 points of 95%", () => {
    const covered = coverage((successes) =>
      stratifiedMean(strata.map(({ weight, count }, index) => stratumOfShare(weight, successes[index] as number, count))),
    );
    expect(covered).toBeGreaterThan(0.935);
    expect(covered).toBeLessThan(0.965);
  });

  it("does what pooling the items without weights can't, which the same sum catches", () => {
    const covered = coverage((successes) => {
      const share = successes.reduce((sum, count) => sum + count, 0) / 140;
      const half = 1.96 * Math.sqrt((share * (1 - share)) / 140);
      return { low: share - half, high: share + half };
    });
    expect(covered).toBeLessThan(0.8);
  });
});

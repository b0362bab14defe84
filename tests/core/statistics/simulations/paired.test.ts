import { describe, expect, it } from "vitest";
import { type PairedCounts, pairedSampleSize, pairedScore } from "@/core/statistics/pairedScore";
import { logFactorials, logPower } from "./chance";

/**
 * The size of a test at the edge of its hypothesis, where the small model is worse by exactly the margin: the probability that it
 * rejects, summed over all tables (b, c), the largest over shares of discordant pairs. Exact, nothing is drawn.
 */
function worstSize(n: number, margin: number, rejects: (counts: PairedCounts) => boolean): number {
  const chance = rejectionChance(n, rejects);
  let worst = 0;
  for (let step = 0; step < 60; step++) {
    // Closer together where few pairs are discordant, which is what models that agree look like.
    const discordant = margin + (1 - margin) * (step / 60) ** 2;
    worst = Math.max(worst, chance((discordant + margin) / 2, (discordant - margin) / 2));
  }
  return worst;
}

/** How often a test rejects, by the shares of items that only the large and only the small model gets right. */
function rejectionChance(n: number, rejects: (counts: PairedCounts) => boolean) {
  const logs = logFactorials(n);
  const log = (count: number) => logs[count] as number;
  const rejected: { b: number; c: number; ways: number }[] = [];
  for (let b = 0; b <= n; b++)
    for (let c = 0; b + c <= n; c++) if (rejects({ n, b, c })) rejected.push({ b, c, ways: log(n) - log(b) - log(c) - log(n - b - c) });
  return (onlyLarge: number, onlySmall: number) => {
    let sum = 0;
    for (const { b, c, ways } of rejected)
      sum += Math.exp(ways + logPower(b, onlyLarge) + logPower(c, onlySmall) + logPower(n - b - c, 1 - onlyLarge - onlySmall));
    return sum;
  };
}

const designs = [50, 100, 200].flatMap((n) => [0.02, 0.05, 0.1].map((margin) => ({ n, margin })));

describe("the paired score test, over every table", () => {
  it.each(designs)("at 5% accepts a model at the edge in at most 5.8% of cases: $n items, margin $margin", ({ n, margin }) => {
    const size = worstSize(n, margin, (counts) => pairedScore(counts, margin).p <= 0.05);
    expect(size).toBeLessThan(0.058);
    // It isn't bought by never accepting.
    expect(size).toBeGreaterThan(0.045);
  });

  it("is above what it says at some edges: 5.7% with 100 items and a margin of 10 points", () => {
    expect(worstSize(100, 0.1, (counts) => pairedScore(counts, 0.1).p <= 0.05)).toBeGreaterThan(0.057);
  });

  it("is so at most by 1.1 points when items are few", () => {
    for (const n of [20, 30])
      for (const margin of [0.01, 0.02, 0.03, 0.05, 0.1])
        expect(worstSize(n, margin, (counts) => pairedScore(counts, margin).p <= 0.05)).toBeLessThan(0.061);
  });

  it.each(designs)("is needed: Wald's passes 9% in the same sum, $n items, margin $margin", ({ n, margin }) => {
    const wald = ({ b, c }: PairedCounts) => (c - b + n * margin) / Math.sqrt(b + c - (b - c) ** 2 / n);
    expect(worstSize(n, margin, (counts) => wald(counts) >= 1.6448536269514722)).toBeGreaterThan(0.09);
  });

  it.each([
    { discordant: 0.1, margin: 0.05, most: 0.03 },
    { discordant: 0.2, margin: 0.1, most: 0.03 },
    { discordant: 0.05, margin: 0.05, most: 0.09 },
  ])("falls short of the power its size was asked for by at most $most: $discordant discordant, margin $margin", (design) => {
    const { discordant, margin, most } = design;
    for (const power of [0.8, 0.9]) {
      const chance = rejectionChance(pairedSampleSize({ discordant, margin, power }), (counts) => pairedScore(counts, margin).p <= 0.05);
      const reached = chance(discordant / 2, discordant / 2);
      expect(reached).toBeGreaterThan(power - most);
      expect(reached).toBeLessThan(power + 0.01);
    }
  });
});

import { describe, expect, it } from "vitest";
import { constrainedVariance } from "@/core/statistics/constrainedMean";
import { spendingBounds } from "@/core/statistics/groupSequential";
import { oneSidedDeviate, upperTail } from "@/core/statistics/normal";
import { constrainedShare } from "@/core/statistics/pairedScore";
import { normalRandom, seededRandom } from "@/core/statistics/random";

const fifths = [0.2, 0.4, 0.6, 0.8, 1];

describe("bounds that spend an error rate over several looks", () => {
  it("are the usual quantile where there is one look", () => {
    expect(spendingBounds([1], () => 0.05)[0]).toBeCloseTo(oneSidedDeviate(0.95), 5);
  });

  it("spend at the first look just what was to be spent there", () => {
    const [first] = spendingBounds(fifths, (time) => 0.025 * time);
    expect(upperTail(first ?? 0)).toBeCloseTo(0.005, 7);
  });

  it("are lower the later the look, where little is spent early", () => {
    const bounds = spendingBounds(fifths, (time) => 0.025 * time ** 3);
    expect(bounds).toEqual(bounds.toSorted((a, b) => b - a));
    // Hardly more than a single look would need.
    expect(bounds.at(-1)).toBeLessThan(oneSidedDeviate(0.975) + 0.1);
  });

  it("are crossed as often as was to be spent", () => {
    const bounds = spendingBounds(fifths, (time) => 0.1 * time);
    const normal = normalRandom(seededRandom(5));
    const [walks, crossed] = [40_000, fifths.map(() => 0)];
    for (let walk = 0; walk < walks; walk++) {
      let [sum, before] = [0, 0];
      for (const [look, time] of fifths.entries()) {
        sum += normal() * Math.sqrt(time - before);
        before = time;
        if (sum / Math.sqrt(time) < (bounds[look] ?? 0)) continue;
        crossed[look] = (crossed[look] ?? 0) + 1;
        break;
      }
    }
    // Each look spends 0.02, give or take four standard errors of 0.0007; bounds for one look would spend 0.1 at the first.
    for (const count of crossed) expect(Math.abs(count / walks - 0.02)).toBeLessThan(0.0028);
  });

  it("are refused for looks that do not come after each other", () => {
    expect(() => spendingBounds([0.5, 0.5], () => 0.05)).toThrow(RangeError);
    expect(() => spendingBounds([0.5, 1.2], () => 0.05)).toThrow(RangeError);
  });
});

describe("the variance of a loss under a given mean", () => {
  it("is that of Tango's constrained estimate for calls that are right or wrong", () => {
    for (const { n, b, c } of [
      { n: 400, b: 14, c: 6 },
      { n: 161, b: 16, c: 6 },
      { n: 50, b: 0, c: 0 },
      { n: 30, b: 4, c: 0 },
      { n: 30, b: 0, c: 5 },
    ])
      for (const margin of [0.01, 0.05, 0.3]) {
        const counts = [[0, n - b - c] as const, ...(b > 0 ? [[1, b] as const] : []), ...(c > 0 ? [[-1, c] as const] : [])];
        const q = constrainedShare({ n, b, c }, margin);
        expect(constrainedVariance(counts, margin, { low: -1, high: 1 })).toBeCloseTo(2 * q - margin * (1 + margin), 9);
      }
  });

  it("knows a loss that was never seen: what always ties may still lose", () => {
    expect(constrainedVariance([[0, 20]], 0.1, { low: -1, high: 1 })).toBeCloseTo(0.1 * 0.9, 9);
  });

  it("is the plain variance where the mean is as it was seen", () => {
    expect(
      constrainedVariance(
        [
          [0.5, 1],
          [0.1, 1],
        ],
        0.3,
        { low: -1, high: 1 },
      ),
    ).toBeCloseTo(0.04, 9);
  });

  it("is refused where nothing was seen, or the mean can't be", () => {
    expect(() => constrainedVariance([], 0.1, { low: -1, high: 1 })).toThrow(RangeError);
    expect(() => constrainedVariance([[0, 1]], 1, { low: -1, high: 1 })).toThrow(RangeError);
  });
});

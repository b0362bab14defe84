import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { effectiveNumber, entropyOfSums, normalisedEntropy, shannonEntropy } from "@/core/statistics/entropy";
import { wilsonInterval } from "@/core/statistics/interval";
import { proportion } from "@/core/statistics/proportion";
import { quantile } from "@/core/statistics/quantile";

const counts = fc.integer({ min: 1, max: 100_000 }).chain((of) => fc.tuple(fc.integer({ min: 0, max: of }), fc.constant(of)));

describe("a Wilson interval", () => {
  it.each([
    [96, 100, 0.901629, 0.984337],
    [0, 20, 0, 0.161125],
  ])("of %i/%i is [%f, %f]", (successes, trials, low, high) => {
    const interval = wilsonInterval(successes, trials);
    expect(interval.low).toBeCloseTo(low, 6);
    expect(interval.high).toBeCloseTo(high, 6);
  });

  it("of 13/16 is (0.5699, 0.9341)", () => {
    const { low, high } = wilsonInterval(13, 16);
    expect(low).toBeCloseTo(0.5699, 4);
    expect(high).toBeCloseTo(0.9341, 4);
  });

  it("holds the share, stays in [0, 1] and mirrors when failures are counted instead", () => {
    fc.assert(
      fc.property(counts, ([successes, trials]) => {
        const { low, high } = wilsonInterval(successes, trials);
        const mirror = wilsonInterval(trials - successes, trials);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(successes / trials);
        expect(high).toBeGreaterThanOrEqual(successes / trials);
        expect(mirror.low).toBeCloseTo(1 - high, 12);
        expect(mirror.high).toBeCloseTo(1 - low, 12);
      }),
    );
  });

  it("refuses counts that are no share", () => {
    expect(() => wilsonInterval(1, 0)).toThrow(RangeError);
    expect(() => wilsonInterval(3, 2)).toThrow(RangeError);
    expect(() => wilsonInterval(0.5, 2)).toThrow(RangeError);
  });
});

describe("a proportion", () => {
  it("of nothing is unknown, not zero", () => {
    expect(proportion(0, 0)).toEqual({ count: 0, of: 0, share: null, low: null, high: null });
  });
});

describe("entropy", () => {
  it("of equally frequent values is the logarithm of their number", () => {
    expect(shannonEntropy([5, 5, 5, 5])).toBeCloseTo(Math.log(4), 12);
    expect(effectiveNumber(shannonEntropy([5, 5, 5, 5]))).toBeCloseTo(4, 12);
  });

  it("of 1/2, 1/4, 1/4 is 1.5 bits", () => {
    expect(shannonEntropy([2, 1, 1]) / Math.LN2).toBeCloseTo(1.5, 12);
  });

  it("is 0 when all answers are the same and 1 when all differ, normalised", () => {
    expect(normalisedEntropy(shannonEntropy([12]), 12)).toBe(0);
    expect(normalisedEntropy(shannonEntropy(Array.from({ length: 12 }, () => 1)), 12)).toBeCloseTo(1, 12);
    expect(normalisedEntropy(0, 1)).toBeNull();
  });

  it("never grows when two values are told apart no longer", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 2, maxLength: 30 }), ([first = 0, second = 0, ...rest]) => {
        expect(shannonEntropy([first + second, ...rest])).toBeLessThanOrEqual(shannonEntropy([first, second, ...rest]) + 1e-12);
      }),
    );
  });

  it("of nothing is 0", () => {
    expect(entropyOfSums(0, 0)).toBe(0);
  });
});

describe("a quantile", () => {
  it("is interpolated as percentile_cont does", () => {
    expect(quantile([10, 20, 30, 40], 0.5)).toBe(25);
    expect(quantile([40, 10, 30, 20], 0.95)).toBeCloseTo(38.5, 12);
    expect(quantile([7], 0.95)).toBe(7);
  });

  it("of nothing is unknown", () => {
    expect(quantile([], 0.5)).toBeNull();
  });
});

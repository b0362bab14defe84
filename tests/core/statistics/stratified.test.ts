import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { neymanAllocation, stratifiedMean, stratumOf, stratumOfShare } from "@/core/statistics/stratified";

const strata = fc
  .array(
    fc.record({
      size: fc.integer({ min: 1, max: 100 }),
      values: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 20 }),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((drawn) => {
    const all = drawn.reduce((sum, { size }) => sum + size, 0);
    return drawn.map(({ size, values }) => ({ weight: size / all, values }));
  });

describe("a mean over strata", () => {
  it("of 58/60, 45/50 and 14/20 at weights of 0.6, 0.3 and 0.1 is known", () => {
    const found = stratifiedMean([stratumOfShare(0.6, 58, 60), stratumOfShare(0.3, 45, 50), stratumOfShare(0.1, 14, 20)]);
    expect(found.estimate).toBeCloseTo(0.92, 12);
    expect(found.standardError).toBeCloseTo(0.021736, 6);
    expect(found.low).toBeCloseTo(0.877399, 6);
    expect(found.high).toBeCloseTo(0.962601, 6);
  });

  it("takes shares as graded items of 0 and 1", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 }), (right, wrong) => {
        fc.pre(right + wrong >= 2);
        const values = [...Array.from({ length: right }, () => 1), ...Array.from({ length: wrong }, () => 0)];
        const [share, graded] = [stratumOfShare(1, right, right + wrong), stratumOf(1, values)];
        expect(share.mean).toBeCloseTo(graded.mean, 12);
        expect(share.variance).toBeCloseTo(graded.variance, 12);
      }),
    );
  });

  it("lies among the strata's means, within its bounds, which widen with confidence", () => {
    fc.assert(
      fc.property(strata, (drawn) => {
        const sampled = drawn.map(({ weight, values }) => stratumOf(weight, values));
        const means = sampled.map(({ mean }) => mean);
        const [wide, narrow] = [stratifiedMean(sampled, 0.99), stratifiedMean(sampled, 0.8)];
        expect(wide.estimate).toBeGreaterThanOrEqual(Math.min(...means) - 1e-12);
        expect(wide.estimate).toBeLessThanOrEqual(Math.max(...means) + 1e-12);
        expect(wide.low).toBeLessThanOrEqual(narrow.low);
        expect(wide.high).toBeGreaterThanOrEqual(narrow.high);
      }),
    );
  });

  it("refuses a stratum of fewer than 2 items, and weights that aren't those of all", () => {
    expect(() => stratumOfShare(1, 1, 1)).toThrow("at least 2");
    expect(() => stratumOf(1, [0.5])).toThrow("at least 2");
    expect(() => stratifiedMean([{ weight: 1, count: 1, mean: 0.5, variance: 0 }])).toThrow("at least 2");
    expect(() => stratifiedMean([stratumOf(0.5, [0, 1])])).toThrow("add up to 1");
    expect(() => stratifiedMean([])).toThrow("add up to 1");
    expect(() => stratifiedMean([stratumOf(-0.5, [0, 1]), stratumOf(1.5, [0, 1])])).toThrow("at least 0");
  });
});

describe("Neyman's allocation", () => {
  it("of 200 items to the same strata is 88.45, 73.91 and 37.63", () => {
    const shares = [
      { weight: 0.6, p: 58 / 60 },
      { weight: 0.3, p: 0.9 },
      { weight: 0.1, p: 0.7 },
    ];
    const allocated = neymanAllocation(
      shares.map(({ weight, p }) => ({ weight, deviation: Math.sqrt(p * (1 - p)) })),
      200,
    );
    for (const [index, items] of [88.45, 73.91, 37.63].entries()) expect(allocated[index]).toBeCloseTo(items, 2);
  });

  it("adds up to what there is, and has the least variance of all ways to share it out", () => {
    const deviations = fc.array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.double({ min: 0.01, max: 1, noNaN: true })), {
      minLength: 2,
      maxLength: 6,
    });
    fc.assert(
      fc.property(deviations, fc.integer({ min: 10, max: 1000 }), (drawn, total) => {
        const all = drawn.reduce((sum, [size]) => sum + size, 0);
        const asked = drawn.map(([size, deviation]) => ({ weight: size / all, deviation }));
        const variance = (items: readonly number[]) =>
          asked.reduce((sum, { weight, deviation }, index) => sum + (weight * deviation) ** 2 / (items[index] as number), 0);
        const allocated = neymanAllocation(asked, total);
        expect(allocated.reduce((sum, items) => sum + items, 0)).toBeCloseTo(total, 6);
        expect(variance(allocated)).toBeLessThanOrEqual(variance(asked.map(({ weight }) => weight * total)) * (1 + 1e-9));
        expect(variance(allocated)).toBeLessThanOrEqual(variance(asked.map(() => total / asked.length)) * (1 + 1e-9));
      }),
    );
  });

  it("goes by weight where nothing varies", () => {
    const allocated = neymanAllocation(
      [
        { weight: 0.75, deviation: 0 },
        { weight: 0.25, deviation: 0 },
      ],
      8,
    );
    expect(allocated).toEqual([6, 2]);
  });

  it("refuses deviations and totals that are none", () => {
    expect(() => neymanAllocation([{ weight: 1, deviation: -1 }], 10)).toThrow("deviation");
    expect(() => neymanAllocation([{ weight: 1, deviation: 1 }], 0)).toThrow(RangeError);
  });
});

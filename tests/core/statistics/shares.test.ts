import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clopperPearsonInterval, clopperPearsonLower, clopperPearsonUpper } from "@/core/statistics/clopperPearson";
import { wilsonInterval } from "@/core/statistics/interval";

const counts = fc.integer({ min: 1, max: 100_000 }).chain((of) => fc.tuple(fc.integer({ min: 0, max: of }), fc.constant(of)));
const confidences = fc.double({ min: 0.5, max: 0.999, noNaN: true });

describe("a Wilson interval of another confidence", () => {
  it("has the published values", () => {
    // scipy 1.17, binomtest(96, 100).proportion_ci(0.9, "wilson").
    const ninety = wilsonInterval(96, 100, 0.9);
    expect(ninety.low).toBeCloseTo(0.913847, 6);
    expect(ninety.high).toBeCloseTo(0.981918, 6);
  });

  it("is 95% unless asked otherwise", () => {
    expect(wilsonInterval(96, 100)).toEqual(wilsonInterval(96, 100, 0.95));
  });

  it("widens with confidence", () => {
    fc.assert(
      fc.property(counts, confidences, confidences, ([successes, trials], one, other) => {
        const wide = wilsonInterval(successes, trials, Math.max(one, other));
        const narrow = wilsonInterval(successes, trials, Math.min(one, other));
        expect(wide.low).toBeLessThanOrEqual(narrow.low + 1e-12);
        expect(wide.high).toBeGreaterThanOrEqual(narrow.high - 1e-12);
      }),
    );
  });

  it("refuses a confidence that is none", () => {
    for (const confidence of [0, 1, 95, Number.NaN]) expect(() => wilsonInterval(1, 2, confidence)).toThrow(RangeError);
  });
});

describe("a Clopper-Pearson interval", () => {
  it("of 96/100 is [0.900743, 0.988996]", () => {
    const { low, high } = clopperPearsonInterval(96, 100);
    expect(low).toBeCloseTo(0.900743, 6);
    expect(high).toBeCloseTo(0.988996, 6);
  });

  it("has the known bounds at the ends and on one side", () => {
    expect(clopperPearsonLower(96, 100)).toBeCloseTo(0.910804, 6);
    expect(clopperPearsonInterval(0, 20)).toEqual({ low: 0, high: expect.closeTo(1 - 0.025 ** (1 / 20), 12) });
    expect(clopperPearsonUpper(0, 100)).toBeCloseTo(0.029513, 6);
    expect(clopperPearsonUpper(7, 7)).toBe(1);
    expect(clopperPearsonLower(0, 7)).toBe(0);
  });

  it("is what is known in closed form when nothing failed: 1 - confidence = p^n", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), confidences, (trials, confidence) => {
        const expected = (1 - confidence) ** (1 / trials);
        expect(clopperPearsonLower(trials, trials, confidence)).toBeCloseTo(expected, 9);
        expect(clopperPearsonUpper(0, trials, confidence)).toBeCloseTo(1 - expected, 9);
      }),
    );
  });

  it("holds the share, stays in [0, 1], mirrors when failures are counted, and holds both one-sided bounds", () => {
    fc.assert(
      fc.property(counts, confidences, ([successes, trials], confidence) => {
        const { low, high } = clopperPearsonInterval(successes, trials, confidence);
        const mirror = clopperPearsonInterval(trials - successes, trials, confidence);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(successes / trials);
        expect(high).toBeGreaterThanOrEqual(successes / trials);
        expect(mirror.low).toBeCloseTo(1 - high, 9);
        expect(clopperPearsonLower(successes, trials, confidence)).toBeGreaterThanOrEqual(low);
        expect(clopperPearsonUpper(successes, trials, confidence)).toBeLessThanOrEqual(high);
      }),
    );
  });

  it("widens with confidence and rises with successes", () => {
    fc.assert(
      fc.property(counts, confidences, confidences, ([successes, trials], one, other) => {
        const wide = clopperPearsonInterval(successes, trials, Math.max(one, other));
        const narrow = clopperPearsonInterval(successes, trials, Math.min(one, other));
        expect(wide.low).toBeLessThanOrEqual(narrow.low + 1e-12);
        expect(wide.high).toBeGreaterThanOrEqual(narrow.high - 1e-12);
        if (successes < trials)
          expect(clopperPearsonLower(successes + 1, trials, one)).toBeGreaterThan(clopperPearsonLower(successes, trials, one));
      }),
    );
  });

  it("refuses counts and confidences that are none", () => {
    expect(() => clopperPearsonInterval(3, 2)).toThrow(RangeError);
    expect(() => clopperPearsonLower(0.5, 2)).toThrow(RangeError);
    expect(() => clopperPearsonUpper(1, 0)).toThrow(RangeError);
    expect(() => clopperPearsonInterval(1, 2, 1)).toThrow(RangeError);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { benjaminiHochberg, eBenjaminiHochberg, holm } from "@/core/statistics/multiplicity";

const shares = fc.double({ min: 0, max: 1, noNaN: true });
const pValues = fc.array(fc.oneof(shares, fc.double({ min: 0, max: 0.02, noNaN: true })), { maxLength: 30 });
const eValues = fc.array(fc.double({ min: 0, max: 2000, noNaN: true }), { maxLength: 30 });
const levels = fc.double({ min: 0.001, max: 0.5, noNaN: true });
const rejections = ({ rejected }: { rejected: boolean[] }) => rejected.filter(Boolean).length;

describe("several hypotheses at once", () => {
  const six = [0.001, 0.008, 0.012, 0.02, 0.041, 0.3];

  it("by Holm: three of the six are rejected", () => {
    const { rejected, adjusted } = holm(six, 0.05);
    expect(rejected).toEqual([true, true, true, false, false, false]);
    for (const [index, p] of [0.006, 0.04, 0.048, 0.06, 0.082, 0.3].entries()) expect(adjusted[index]).toBeCloseTo(p, 12);
  });

  it("by Benjamini and Hochberg: five are", () => {
    const { rejected, adjusted } = benjaminiHochberg(six, 0.05);
    expect(rejected).toEqual([true, true, true, true, true, false]);
    // scipy 1.17, false_discovery_control.
    for (const [index, p] of [0.006, 0.024, 0.024, 0.03, 0.0492, 0.3].entries()) expect(adjusted[index]).toBeCloseTo(p, 12);
  });

  it("by e-values: three of 200, 60, 45, 25, 8 and 0.7", () => {
    const { rejected, adjusted } = eBenjaminiHochberg([200, 60, 45, 25, 8, 0.7], 0.05);
    expect(rejected).toEqual([true, true, true, false, false, false]);
    expect(adjusted[2]).toBeCloseTo(6 / (3 * 45), 12);
    expect(adjusted[5]).toBe(1);
  });

  it("steps up past one that would fail by itself", () => {
    expect(benjaminiHochberg([0.03, 0.04], 0.04).rejected).toEqual([true, true]);
    expect(eBenjaminiHochberg([20, 39, Number.POSITIVE_INFINITY], 0.05).rejected).toEqual([true, true, true]);
  });

  it("rejects by Holm no more than by Benjamini and Hochberg, and no less than by Bonferroni", () => {
    fc.assert(
      fc.property(pValues, levels, (values, alpha) => {
        const [strict, lenient] = [holm(values, alpha), benjaminiHochberg(values, alpha)];
        for (const [index, p] of values.entries()) {
          if (strict.rejected[index]) expect(lenient.rejected[index]).toBe(true);
          if (p * values.length <= alpha) expect(strict.rejected[index]).toBe(true);
          expect(strict.adjusted[index]).toBeGreaterThanOrEqual(p);
        }
      }),
    );
  });

  it("rejects by e-values what Benjamini and Hochberg reject of 1/e", () => {
    fc.assert(
      fc.property(eValues, levels, (values, alpha) => {
        const inverse = values.map((value) => Math.min(1, 1 / value));
        expect(eBenjaminiHochberg(values, alpha).rejected).toEqual(benjaminiHochberg(inverse, alpha).rejected);
      }),
    );
  });

  it("rejects no less at a higher level, and follows the values when they change places", () => {
    fc.assert(
      fc.property(pValues, eValues, levels, levels, (p, e, one, other) => {
        for (const [procedure, values] of [
          [holm, p],
          [benjaminiHochberg, p],
          [eBenjaminiHochberg, e],
        ] as const) {
          expect(rejections(procedure(values, Math.max(one, other)))).toBeGreaterThanOrEqual(
            rejections(procedure(values, Math.min(one, other))),
          );
          expect(procedure(values.toReversed(), one).adjusted).toEqual(procedure(values, one).adjusted.toReversed());
        }
      }),
    );
  });

  it("rejects nothing of nothing", () => {
    expect(holm([], 0.05)).toEqual({ rejected: [], adjusted: [] });
    expect(eBenjaminiHochberg([0, 0], 0.05)).toEqual({ rejected: [false, false], adjusted: [1, 1] });
  });

  it("refuses what is no p-value, e-value or level", () => {
    expect(() => holm([1.1], 0.05)).toThrow(RangeError);
    expect(() => benjaminiHochberg([Number.NaN], 0.05)).toThrow(RangeError);
    expect(() => eBenjaminiHochberg([-1], 0.05)).toThrow(RangeError);
    expect(() => holm([0.1], 5)).toThrow(RangeError);
  });
});

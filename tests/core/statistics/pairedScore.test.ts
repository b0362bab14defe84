import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  constrainedShare,
  type PairedCounts,
  pairedInterval,
  pairedLower,
  pairedSampleSize,
  pairedScore,
  pairedUpper,
} from "@/core/statistics/pairedScore";

const pairs: fc.Arbitrary<PairedCounts> = fc
  .tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 5_000 }))
  .filter(([b, c, rest]) => b + c + rest > 0)
  .map(([b, c, rest]) => ({ n: b + c + rest, b, c }));
const margins = fc.double({ min: -0.95, max: 0.95, noNaN: true });

describe("the paired score test", () => {
  const counts = { n: 400, b: 14, c: 6 };

  it("of 14 against 6 in 400 at a margin of 5 points has z = 2.300848", () => {
    const { q, z, p } = pairedScore(counts, 0.05);
    expect(q).toBeCloseTo(0.0602514, 7);
    expect(z).toBeCloseTo(2.300848, 6);
    expect(p).toBeCloseTo(0.0107, 6);
  });

  it("has the interval and the one-sided bound of the same counts", () => {
    const { low, high } = pairedInterval(counts);
    expect(low).toBeCloseTo(-0.044827, 6);
    expect(high).toBeCloseTo(0.002101, 6);
    expect(pairedLower(counts)).toBeCloseTo(-0.040306, 6);
  });

  it("of 16 against 6 in 161 has the interval (-0.124023, -0.005433)", () => {
    const { low, high } = pairedInterval({ n: 161, b: 16, c: 6 });
    expect(low).toBeCloseTo(-0.124023, 6);
    expect(high).toBeCloseTo(-0.005433, 6);
  });

  it("estimates under the hypothesis what maximises the likelihood there", () => {
    fc.assert(
      fc.property(pairs, margins, ({ n, b, c }, margin) => {
        const times = (count: number, share: number) => (count === 0 ? 0 : count * Math.log(Math.max(0, share)));
        const likelihood = (q: number) => times(b, q) + times(c, q - margin) + times(n - b - c, 1 - 2 * q + margin);
        const q = constrainedShare({ n, b, c }, margin);
        const [least, most] = [Math.max(0, margin), (1 + margin) / 2];
        expect(q).toBeGreaterThanOrEqual(least);
        expect(q).toBeLessThanOrEqual(most + 1e-12);
        const best = likelihood(Math.min(q, most));
        for (let step = 1; step < 200; step++)
          expect(likelihood(least + ((most - least) * step) / 200)).toBeLessThanOrEqual(best + 1e-6 * Math.max(1, Math.abs(best)));
      }),
    );
  });

  it("rejects at 5% just when the one-sided 95% bound is above the margin", () => {
    fc.assert(
      fc.property(pairs, margins, (found, margin) => {
        const { p } = pairedScore(found, margin);
        fc.pre(Math.abs(p - 0.05) > 1e-9);
        expect(pairedLower(found) > -margin).toBe(p < 0.05);
      }),
    );
  });

  it("is the easier to pass the wider the margin", () => {
    fc.assert(
      fc.property(pairs, margins, margins, (found, one, other) => {
        expect(pairedScore(found, Math.max(one, other)).z).toBeGreaterThanOrEqual(pairedScore(found, Math.min(one, other)).z - 1e-9);
      }),
    );
  });

  it("has bounds that are ordered, in [-1, 1], hold the estimate, widen with confidence and mirror when the models change places", () => {
    const confidences = fc.double({ min: 0.5, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(pairs, confidences, confidences, (found, one, other) => {
        const estimate = (found.c - found.b) / found.n;
        const wide = pairedInterval(found, Math.max(one, other));
        const narrow = pairedInterval(found, Math.min(one, other));
        expect(wide.low).toBeGreaterThanOrEqual(-1);
        expect(wide.low).toBeLessThanOrEqual(narrow.low + 1e-12);
        expect(narrow.low).toBeLessThanOrEqual(estimate);
        expect(narrow.high).toBeGreaterThanOrEqual(estimate);
        expect(wide.high).toBeGreaterThanOrEqual(narrow.high - 1e-12);
        expect(wide.high).toBeLessThanOrEqual(1);
        expect(pairedInterval({ n: found.n, b: found.c, c: found.b }, one)).toEqual({
          low: expect.closeTo(-pairedInterval(found, one).high, 12),
          high: expect.closeTo(-pairedInterval(found, one).low, 12),
        });
        expect(pairedUpper(found, one)).toBeLessThanOrEqual(pairedInterval(found, one).high + 1e-12);
      }),
    );
  });

  it("is sure of nothing from pairs that never differ but their number: the bound is -z²/(n + z²)", () => {
    const square = 1.6448536269514722 ** 2;
    for (const n of [1, 20, 400]) {
      expect(pairedLower({ n, b: 0, c: 0 })).toBeCloseTo(-square / (n + square), 9);
      expect(pairedScore({ n, b: 0, c: 0 }, 0)).toEqual({ q: 0, z: 0, p: 0.5 });
    }
  });

  it("holds at the ends, where one model alone is right every time", () => {
    expect(pairedInterval({ n: 10, b: 10, c: 0 }).low).toBe(-1);
    expect(pairedInterval({ n: 10, b: 0, c: 10 }).high).toBe(1);
  });

  it("refuses counts and margins that are none", () => {
    expect(() => pairedScore({ n: 10, b: 6, c: 5 }, 0.05)).toThrow("more discordant pairs than pairs");
    expect(() => pairedScore({ n: 0, b: 0, c: 0 }, 0.05)).toThrow(RangeError);
    expect(() => pairedScore({ n: 10, b: 0.5, c: 5 }, 0.05)).toThrow(RangeError);
    expect(() => constrainedShare({ n: 10, b: 1, c: 1 }, 1)).toThrow(RangeError);
    expect(() => pairedLower({ n: 10, b: 1, c: 1 }, 0.4)).toThrow(RangeError);
  });
});

describe("the sample size of the paired test", () => {
  it.each([
    [0.05, 0.05, 124],
    [0.1, 0.05, 248],
    [0.05, 0.02, 773],
    [0.1, 0.02, 1546],
  ])("with %f discordant and a margin of %f is %i", (discordant, margin, expected) => {
    expect(pairedSampleSize({ discordant, margin })).toBe(expected);
  });

  it("grows with power and shrinks with alpha", () => {
    const design = { discordant: 0.1, margin: 0.02 };
    expect(pairedSampleSize({ ...design, power: 0.9 })).toBeGreaterThan(pairedSampleSize(design));
    expect(pairedSampleSize({ ...design, alpha: 0.1 })).toBeLessThan(pairedSampleSize(design));
  });

  it("refuses a margin of nothing", () => {
    expect(() => pairedSampleSize({ discordant: 0.1, margin: 0 })).toThrow(RangeError);
    expect(() => pairedSampleSize({ discordant: 0.1, margin: 0.02, power: 1 })).toThrow(RangeError);
  });
});

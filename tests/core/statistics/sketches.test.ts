import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contentHash } from "@/core/graph/fingerprint";
import {
  addHash,
  type DistinctSketch,
  distinctOf,
  emptyDistinct,
  mergeDistinct,
  readDistinct,
  storeDistinct,
} from "@/core/statistics/distinctSketch";
import { quantile } from "@/core/statistics/quantile";
import {
  addValue,
  countOf,
  emptySketch,
  mergeSketch,
  type QuantileSketch,
  quantilesOf,
  RELATIVE_ERROR,
  readSketch,
  storeSketch,
} from "@/core/statistics/quantileSketch";

const values = fc.array(fc.oneof(fc.double({ min: 0, max: 1e9, noNaN: true }), fc.integer({ min: 0, max: 50 })), { maxLength: 200 });
const sketchOf = (some: readonly number[]): QuantileSketch => {
  const sketch = emptySketch();
  for (const value of some) addValue(sketch, value);
  return sketch;
};

describe("a sketch of quantiles", () => {
  it("is within one per cent of the quantile itself", () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (some, share) => {
        const exact = quantile(some, share);
        const [sketched] = quantilesOf(sketchOf(some), [share]);
        if (exact === null) expect(sketched).toBeNull();
        else expect(Math.abs((sketched ?? Number.NaN) - exact)).toBeLessThanOrEqual(exact * RELATIVE_ERROR * 1.000001 + 1e-8);
      }),
    );
  });

  it("is the same in whichever order and however parted its values come", () => {
    fc.assert(
      fc.property(values, fc.nat(), (some, at) => {
        const cut = some.length === 0 ? 0 : at % some.length;
        const merged = sketchOf(some.slice(cut).reverse());
        mergeSketch(merged, readSketch(storeSketch(sketchOf(some.slice(0, cut)))));
        expect(storeSketch(merged)).toEqual(storeSketch(sketchOf(some)));
        expect(countOf(merged)).toBe(some.length);
      }),
    );
  });
});

const seen = (names: readonly number[]): DistinctSketch => {
  const sketch = emptyDistinct();
  for (const name of names) addHash(sketch, contentHash(`value ${name}`));
  return sketch;
};

describe("a sketch of distinct values", () => {
  it.each([1, 10, 100, 1_000, 10_000, 50_000])("tells %i different values to within four standard errors", (many) => {
    const sketch = seen(Array.from({ length: many }, (_, index) => index));
    expect(Math.abs(distinctOf(sketch) - many)).toBeLessThanOrEqual(Math.max(0.5, many * 4 * 0.023));
  });

  it("counts a value once, however often and in whichever part it comes", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(300), { maxLength: 400 }), fc.nat(), (names, at) => {
        const cut = names.length === 0 ? 0 : at % names.length;
        const merged = seen(names.slice(cut));
        mergeDistinct(merged, readDistinct(storeDistinct(seen(names.slice(0, cut)))));
        mergeDistinct(merged, seen(names));
        expect(storeDistinct(merged)).toEqual(storeDistinct(seen([...new Set(names)].reverse())));
      }),
    );
  });
});

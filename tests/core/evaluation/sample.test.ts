import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type SampledCall, sampleStratified } from "@/core/evaluation/sample";
import { seededRandom } from "@/core/statistics/random";

const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 });
const callsOf = (all: readonly number[]): SampledCall[] =>
  all.flatMap((size, cluster) =>
    Array.from({ length: size }, (_, index) => ({ id: `${cluster}-${index}`, cluster: cluster === 0 ? null : `c${cluster}` })),
  );
const sample = (calls: readonly SampledCall[], seed = 1, most = calls.length) => sampleStratified(calls, most, seededRandom(seed));

describe("a stratified sample", () => {
  it("of all calls is all of them, each once", () => {
    fc.assert(
      fc.property(sizes, fc.integer(), (all, seed) => {
        const calls = callsOf(all);
        expect(new Set(sample(calls, seed))).toEqual(new Set(calls));
        expect(sample(calls, seed)).toHaveLength(calls.length);
      }),
    );
  });

  it("has in any beginning of each cluster what is proportional, off by less than one call", () => {
    fc.assert(
      fc.property(sizes, fc.integer(), (all, seed) => {
        const calls = callsOf(all);
        const taken = new Map<string | null, number>();
        for (const [place, { cluster }] of sample(calls, seed).entries()) {
          taken.set(cluster, (taken.get(cluster) ?? 0) + 1);
          for (const [index, size] of all.entries()) {
            const here = taken.get(index === 0 ? null : `c${index}`) ?? 0;
            // In whole numbers: |here - (place + 1) size / total| < 1.
            expect(Math.abs(here * calls.length - (place + 1) * size)).toBeLessThan(calls.length);
          }
        }
      }),
    );
  });

  it("is the same for the same seed, whatever order the calls came in, and begins the same when more are wanted", () => {
    fc.assert(
      fc.property(sizes, fc.integer(), fc.nat(100), (all, seed, most) => {
        const calls = callsOf(all);
        expect(sample(calls.toReversed(), seed)).toEqual(sample(calls, seed));
        expect(sample(calls, seed, most)).toEqual(sample(calls, seed).slice(0, most));
      }),
    );
  });

  it("draws within a cluster by lot: each call is first about as often", () => {
    const calls = callsOf([5]);
    const firsts = Array.from({ length: 2_000 }, (_, seed) => sample(calls, seed, 1)[0]?.id ?? "");
    for (const times of Map.groupBy(firsts, (id) => id).values()) expect(times.length).toBeGreaterThan(320);
  });

  it("of nothing is nothing", () => {
    expect(sample([])).toEqual([]);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { adjustedRandIndex } from "@/core/statistics/adjustedRand";
import { bestPairs } from "@/core/statistics/assignmentProblem";
import { jensenShannonDistance } from "@/core/statistics/jensenShannon";

describe("the adjusted Rand index", () => {
  it("has the published values", () => {
    // scikit-learn 1.5, adjusted_rand_score; the third is the table of Hubert & Arabie 1985 as in Yeung & Ruzzo 2001.
    expect(adjustedRandIndex([0, 0, 1, 2], [0, 0, 1, 1])).toBeCloseTo(0.5714285714, 9);
    expect(adjustedRandIndex([0, 0, 1, 1], [0, 1, 0, 1])).toBeCloseTo(-0.5, 9);
    const [u, v] = [
      [1, 1, 2, 2, 2, 2, 3, 3, 3, 3],
      [1, 2, 1, 2, 2, 3, 3, 3, 3, 3],
    ] as const;
    expect(adjustedRandIndex(u, v)).toBeCloseTo(0.313, 3);
  });

  it("is 1 for the same partition under other names, and doesn't mind which comes first", () => {
    const labels = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(labels, labels, (first, others) => {
        const second = first.map((_, index) => others[index % others.length] as number);
        expect(
          adjustedRandIndex(
            first,
            first.map((label) => `x${label}`),
          ),
        ).toBeCloseTo(1, 9);
        expect(adjustedRandIndex(first, second)).toBeCloseTo(adjustedRandIndex(second, first), 9);
      }),
    );
  });

  it("refuses partitions of different things", () => {
    expect(() => adjustedRandIndex([1], [1, 2])).toThrow(RangeError);
  });
});

describe("pairing rows with columns", () => {
  it("finds what trying everything finds", () => {
    const worths = fc
      .integer({ min: 1, max: 4 })
      .chain((columns) =>
        fc.array(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 4 }),
      );
    fc.assert(
      fc.property(worths, (worth) => {
        const most = (row: number, taken: readonly number[]): number =>
          row === worth.length
            ? 0
            : Math.max(
                most(row + 1, taken),
                ...(worth[row] ?? []).map((value, column) => (taken.includes(column) ? 0 : value + most(row + 1, [...taken, column]))),
              );
        const pairs = bestPairs(worth);
        const paired = pairs.filter((column) => column >= 0);
        expect(new Set(paired).size).toBe(paired.length);
        expect(pairs.reduce((sum, column, row) => sum + (worth[row]?.[column] ?? 0), 0)).toBe(most(0, []));
      }),
    );
  });
});

describe("the Jensen-Shannon distance", () => {
  const counts = (...values: number[]) => new Map(values.map((value, index) => [`c${index}`, value]));

  it("has the published values", () => {
    // scipy.spatial.distance.jensenshannon, base 2.
    expect(jensenShannonDistance(counts(1, 0, 0), counts(0, 1, 0))).toBeCloseTo(1, 12);
    expect(jensenShannonDistance(counts(1, 0), counts(0.5, 0.5))).toBeCloseTo(0.5579230452841438, 12);
    expect(jensenShannonDistance(counts(3, 6), counts(1, 2))).toBeCloseTo(0, 9);
    expect(jensenShannonDistance(counts(), counts(1))).toBeNull();
  });

  it("is a metric", () => {
    const some = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 3, maxLength: 3 }).filter((list) => list.some((value) => value > 0));
    fc.assert(
      fc.property(some, some, some, (a, b, c) => {
        const d = (x: number[], y: number[]) => jensenShannonDistance(counts(...x), counts(...y)) as number;
        expect(d(a, b)).toBeCloseTo(d(b, a), 9);
        expect(d(a, c)).toBeLessThanOrEqual(d(a, b) + d(b, c) + 1e-9);
      }),
    );
  });
});

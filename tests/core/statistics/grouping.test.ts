import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { groupPurity, nearestOthers } from "@/core/statistics/neighbourhood";
import { dot, type Points } from "@/core/statistics/points";
import { normalRandom, seededRandom } from "@/core/statistics/random";
import { randomisedSvd } from "@/core/statistics/randomisedSvd";
import { meanSilhouette } from "@/core/statistics/silhouette";
import { sphericalKMeans } from "@/core/statistics/sphericalKMeans";

/** Points on the sphere around some of its axes. */
function around(axes: number, each: number, spread: number, seed: number, size = 6): Points & { truth: number[] } {
  const normal = normalRandom(seededRandom(seed));
  const values = new Float32Array(axes * each * size);
  const truth = Array.from({ length: axes * each }, (_, point) => point % axes);
  for (const [point, axis] of truth.entries()) {
    const vector = Array.from({ length: size }, (_, index) => (index === axis ? 1 : 0) + spread * normal());
    const length = Math.hypot(...vector);
    values.set(
      vector.map((value) => value / length),
      point * size,
    );
  }
  return { count: truth.length, size, values, truth };
}

describe("spherical k-means", () => {
  it("finds groups that are apart, the same for the same seed", () => {
    const points = around(4, 30, 0.1, 1);
    const { label } = sphericalKMeans(points, 4, seededRandom(2));
    expect(new Set(points.truth.map((axis, point) => `${axis} ${label[point]}`)).size).toBe(4);
    expect(sphericalKMeans(points, 4, seededRandom(2)).label).toEqual(label);
  });

  it("takes points that are all the same", () => {
    const points = { count: 5, size: 2, values: Float32Array.from([1, 0, 1, 0, 1, 0, 1, 0, 1, 0]) };
    expect(sphericalKMeans(points, 2, seededRandom(1)).closeness).toBeCloseTo(5);
  });
});

describe("the mean silhouette", () => {
  it("is what comparing all pairs gives", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 2, max: 4 }), (seed, groups) => {
        const points = around(3, 5, 0.6, seed);
        const label = Int32Array.from({ length: points.count }, (_, index) => index % groups);
        const distance = (a: number, b: number) => 1 - dot(points.values, a * 6, points.values, b * 6, 6);
        const mean = (list: number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
        const all = [...label.keys()];
        const expected = all.map((point) => {
          const to = (group: number) =>
            mean(all.filter((other) => other !== point && label[other] === group).map((other) => distance(point, other)));
          const own = to(label[point] as number);
          const other = Math.min(
            ...Array.from({ length: groups }, (_, group) => group)
              .filter((group) => group !== label[point])
              .map(to),
          );
          return (other - own) / Math.max(own, other);
        });
        expect(meanSilhouette(points, label, groups)).toBeCloseTo(mean(expected), 4);
      }),
      { numRuns: 20 },
    );
  });
});

describe("neighbourhoods", () => {
  it("are the nearest others, nearest first", () => {
    const points = around(3, 12, 0.5, 5);
    const { each, near } = nearestOthers(points, 7);
    for (let point = 0; point < points.count; point++) {
      const sorted = Array.from({ length: points.count }, (_, other) => other)
        .filter((other) => other !== point)
        .map((other) => ({ other, cosine: dot(points.values, point * 6, points.values, other * 6, 6) }))
        .sort((a, b) => b.cosine - a.cosine || a.other - b.other);
      expect([...near.subarray(point * each, (point + 1) * each)]).toEqual(sorted.slice(0, 7).map(({ other }) => other));
    }
  });

  it("keep to groups that are apart and not to groups drawn at random", () => {
    const points = around(3, 40, 0.1, 3);
    const near = nearestOthers(points, 10);
    expect(Math.min(...groupPurity(near, Int32Array.from(points.truth), 3))).toBeCloseTo(1);
    const random = seededRandom(4);
    const drawn = Int32Array.from({ length: points.count }, () => Math.floor(random() * 3));
    expect(Math.max(...groupPurity(near, drawn, 3).map(Math.abs))).toBeLessThan(0.2);
  });
});

describe("the randomised decomposition", () => {
  it("finds the directions and values of a matrix of small rank", () => {
    // 3·u1·v1' + 1·u2·v2' with v1, v2 along columns 1 and 3.
    const rows = [
      [0, 3 * 0.6, 0, 0.8],
      [0, 3 * 0.8, 0, -0.6],
    ];
    const sparse = {
      columns: 4,
      starts: Uint32Array.from([0, 2, 4]),
      column: Uint32Array.from([1, 3, 1, 3]),
      value: Float32Array.from(rows.flatMap((row) => [row[1] as number, row[3] as number])),
    };
    const { rank, values, vectors } = randomisedSvd(sparse, 4);
    expect(rank).toBe(2);
    expect(values[0]).toBeCloseTo(3, 5);
    expect(values[1]).toBeCloseTo(1, 5);
    expect(Math.abs(vectors[1 * rank] as number)).toBeCloseTo(1, 5);
    expect(Math.abs(vectors[3 * rank + 1] as number)).toBeCloseTo(1, 5);
  });
});

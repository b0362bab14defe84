import type { Points } from "./points";
import { dot } from "./points";

/** Groups of points by nearest centre: `label[i]` of point i, centres of length 1, and Σ cos(point, its centre). */
export type Grouping = { count: number; label: Int32Array; centres: Float32Array<ArrayBuffer>; closeness: number };

const MOST_ROUNDS = 40;

/**
 * Spherical k-means (Dhillon & Modha 2001) from starting points by k-means++ (Arthur & Vassilvitskii 2007): the best of several starts.
 * @param points of length 1
 * @param count how many groups, at most as many as points; a group that would be empty takes the point that fits worst
 */
export function sphericalKMeans(points: Points, count: number, random: () => number, starts = 4): Grouping {
  let best: Grouping | null = null;
  for (let start = 0; start < starts; start++) {
    const found = settle(points, spreadCentres(points, count, random), count);
    if (best === null || found.closeness > best.closeness) best = found;
  }
  return best as Grouping;
}

function spreadCentres({ count, size, values }: Points, wanted: number, random: () => number): Float32Array<ArrayBuffer> {
  const centres = new Float32Array(wanted * size);
  const distance = new Float64Array(count).fill(2);
  let chosen = Math.floor(random() * count);
  for (let centre = 0; centre < wanted; centre++) {
    if (centre > 0) {
      let left = random() * distance.reduce((sum, one) => sum + one, 0);
      for (chosen = 0; chosen < count - 1; chosen++) {
        left -= distance[chosen] as number;
        if (left < 0) break;
      }
    }
    for (let index = 0; index < size; index++) centres[centre * size + index] = values[chosen * size + index] as number;
    for (let point = 0; point < count; point++)
      distance[point] = Math.max(0, Math.min(distance[point] as number, 1 - dot(values, point * size, centres, centre * size, size)));
  }
  return centres;
}

/** Points to their nearest centres and centres to the middle of their points, until nothing changes. @param centres is worked on */
export function settle(points: Points, centres: Float32Array<ArrayBuffer>, count: number): Grouping {
  const { size, values } = points;
  const label = new Int32Array(points.count).fill(-1);
  let closeness = 0;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let changed = 0;
    closeness = 0;
    let worst = 0;
    let worstCosine = 2;
    for (let point = 0; point < points.count; point++) {
      const { index, cosine } = nearest(values, point * size, centres, count, size);
      if (label[point] !== index) changed += 1;
      label[point] = index;
      closeness += cosine;
      if (cosine < worstCosine) [worst, worstCosine] = [point, cosine];
    }
    if (changed === 0) break;
    middles(points, label, count, centres);
    for (let centre = 0; centre < count; centre++)
      if (dot(centres, centre * size, centres, centre * size, size) === 0)
        for (let index = 0; index < size; index++) centres[centre * size + index] = values[worst * size + index] as number;
  }
  return { count, label, centres, closeness };
}

/** Directions of the sums of each group's points, of length 1; zero for a group without. Points with a negative label are in none. */
export function middles(
  { count, size, values }: Points,
  label: Int32Array,
  groups: number,
  into = new Float32Array(groups * size),
): Float32Array<ArrayBuffer> {
  into.fill(0);
  for (let point = 0; point < count; point++) {
    const group = label[point] as number;
    if (group < 0) continue;
    for (let index = 0; index < size; index++)
      into[group * size + index] = (into[group * size + index] as number) + (values[point * size + index] as number);
  }
  for (let group = 0; group < groups; group++) {
    const length = Math.sqrt(dot(into, group * size, into, group * size, size));
    for (let index = 0; index < size; index++)
      into[group * size + index] = length === 0 ? 0 : (into[group * size + index] as number) / length;
  }
  return into;
}

/** The centre with the largest inner product; the first of equal ones. */
export function nearest(
  values: Float32Array,
  at: number,
  centres: Float32Array,
  count: number,
  size: number,
): { index: number; cosine: number } {
  let [index, cosine] = [0, Number.NEGATIVE_INFINITY];
  for (let centre = 0; centre < count; centre++) {
    const value = dot(values, at, centres, centre * size, size);
    if (value > cosine) [index, cosine] = [centre, value];
  }
  return { index, cosine };
}

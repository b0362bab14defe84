import { groupPurity, type Neighbours, nearestOthers } from "../statistics/neighbourhood";
import { type Points, pick } from "../statistics/points";
import { meanSilhouette } from "../statistics/silhouette";
import { type Grouping, middles, settle, sphericalKMeans } from "../statistics/sphericalKMeans";

export const MOST_CLUSTERS = 48;
/** Neighbours of a call that are asked, as a share of all: what is smaller than this is seen whole. */
const NEIGHBOURHOOD = 0.04;
/** Of each cluster's neighbourhoods beyond chance, what must be inside it. One task cut up by force keeps 0.4 to 0.75. */
const PURE = 0.78;
/** “No substantial structure has been found” below (Kaufman & Rousseeuw 1990, Finding Groups in Data, table 4). */
const STRUCTURE = 0.25;

type Candidate = { grouping: Grouping; silhouette: number };

/**
 * Groups of points, as many as the data shows: of the numbers of groups at which every group keeps to itself (its calls' nearest
 * neighbours are in it), that with the best silhouette; one group when there is none, for then any line would cut through a task.
 */
export function groupByData(points: Points, random: () => number): Grouping {
  const near = nearestOthers(points, Math.max(10, Math.round(points.count * NEIGHBOURHOOD)));
  const most = Math.min(MOST_CLUSTERS, Math.floor(points.count / 10));
  let best: Candidate | null = null;
  for (let count = 2; count <= most && count <= 6 + 2 * (best?.grouping.count ?? 1); count++)
    for (let start = 0; start < 4; start++) best = better(best, sphericalKMeans(points, count, random, 2), points, near);
  // Starting points at random rarely hit all of many groups: what is found is tried with one more and with one less.
  for (let found = best; found !== null; ) {
    const { grouping } = found;
    for (let group = 0; group < grouping.count; group++) {
      if (grouping.count < most) best = better(best, splitGroup(points, grouping, group, random), points, near);
      if (grouping.count > 2) best = better(best, withoutGroup(points, grouping, group), points, near);
    }
    found = best === found ? null : best;
  }
  if (best !== null) return best.grouping;
  const label = new Int32Array(points.count);
  return { count: 1, label, centres: middles(points, label, 1), closeness: 0 };
}

/** The grouping if it is one that counts and is better than the best so far. */
function better(best: Candidate | null, grouping: Grouping | null, points: Points, near: Neighbours): Candidate | null {
  if (grouping === null || Math.min(...groupPurity(near, grouping.label, grouping.count)) < PURE) return best;
  const silhouette = meanSilhouette(points, grouping.label, grouping.count);
  return silhouette >= STRUCTURE && silhouette > (best?.silhouette ?? 0) ? { grouping, silhouette } : best;
}

/** What remains when a group's points go to the others. */
function withoutGroup(points: Points, { count, centres }: Grouping, group: number): Grouping {
  const { size } = points;
  const fewer = new Float32Array((count - 1) * size);
  fewer.set(centres.subarray(0, group * size));
  fewer.set(centres.subarray((group + 1) * size), group * size);
  return settle(points, fewer, count - 1);
}

function splitGroup(points: Points, { count, label, centres }: Grouping, group: number, random: () => number): Grouping | null {
  const members = [...label.keys()].filter((point) => label[point] === group);
  if (members.length < 20) return null;
  const two = sphericalKMeans(pick(points, members), 2, random, 4);
  const { size } = points;
  const more = new Float32Array((count + 1) * size);
  more.set(centres);
  more.set(two.centres.subarray(0, size), group * size);
  more.set(two.centres.subarray(size), count * size);
  return settle(points, more, count + 1);
}

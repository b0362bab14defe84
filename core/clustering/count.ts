import { groupPurity, nearestOthers } from "../statistics/neighbourhood";
import type { Points } from "../statistics/points";
import { type Grouping, middles, sphericalKMeans } from "../statistics/sphericalKMeans";
import { meanSilhouette } from "../statistics/silhouette";

export const MOST_CLUSTERS = 48;
/** Neighbours of a call that are asked, as a share of all: what is smaller than this is seen whole. */
const NEIGHBOURHOOD = 0.04;
/** Of each cluster's neighbourhoods beyond chance, what must be inside it. One task cut in two by force keeps 0.4 to 0.65. */
const PURE = 0.75;

/**
 * Groups of points, as many as the data shows: of the numbers of groups at which every group keeps to itself (its calls' nearest
 * neighbours are in it), that with the best silhouette; one group when there is none, for then any line would cut through a task.
 */
export function groupByData(points: Points, random: () => number): Grouping {
  const near = nearestOthers(points, Math.max(10, Math.round(points.count * NEIGHBOURHOOD)));
  let best: { grouping: Grouping; silhouette: number } | null = null;
  const most = Math.min(MOST_CLUSTERS, Math.floor(points.count / 10));
  for (let count = 2; count <= most && count <= 6 + 2 * (best?.grouping.count ?? 1); count++) {
    for (let start = 0; start < 4; start++) {
      const grouping = sphericalKMeans(points, count, random, 2);
      if (Math.min(...groupPurity(near, grouping.label, count)) < PURE) continue;
      const silhouette = meanSilhouette(points, grouping.label, count);
      if (best === null || silhouette > best.silhouette) best = { grouping, silhouette };
    }
  }
  if (best !== null) return best.grouping;
  const label = new Int32Array(points.count);
  return { count: 1, label, centres: middles(points, label, 1), closeness: 0 };
}

import { bestPairs } from "../statistics/assignmentProblem";
import type { Points } from "../statistics/points";
import { middles, nearest } from "../statistics/sphericalKMeans";
import type { ClusterModel, ClusterPart } from "./model";

/** Of the calls that either has, the share that both must have for a new part to be the old one. */
const SAME = 0.25;
const FEWEST = 3;

export type DraftPart = Pick<ClusterPart, "id" | "cluster" | "byHand"> & { centre: Float32Array };

/** The part each point is nearest to. */
export const labelsBy = ({ count, size, values }: Points, centres: Float32Array, parts: number): Int32Array =>
  Int32Array.from({ length: count }, (_, point) => nearest(values, point * size, centres, parts, size).index);

const centreOf = (centres: Float32Array, index: number, size: number): Float32Array => centres.slice(index * size, (index + 1) * size);

export const centresOf = (parts: readonly DraftPart[], size: number): Float32Array => {
  const centres = new Float32Array(parts.length * size);
  for (const [index, { centre }] of parts.entries()) centres.set(centre, index * size);
  return centres;
};

/** The parts of a first fit. */
export const firstParts = (centres: Float32Array, count: number, size: number, firstId = 1): DraftPart[] =>
  Array.from({ length: count }, (_, index) => ({
    ...{ id: String(firstId + index), cluster: String(firstId + index), byHand: false },
    centre: centreOf(centres, index, size),
  }));

/**
 * Gives new groups the ids of the parts they were before, and keeps what people did: parts that were set apart by hand stay apart, with
 * the calls they had, and what was put together stays together.
 * @param points where the calls of the fit are in the new space
 * @param before the part each of them is in by the previous model; null for none
 */
export function carryOver(
  previous: ClusterModel,
  fresh: { centres: Float32Array; count: number },
  points: Points,
  before: readonly (string | null)[],
): { parts: DraftPart[]; nextId: number } {
  const { size } = points;
  const byHand = new Set(previous.parts.filter((part) => part.byHand).map(({ id }) => id));
  const label = labelsBy(points, fresh.centres, fresh.count);
  const counts = Array.from({ length: fresh.count }, () => new Map<string, number>());
  const had = new Map<string, number>();
  const has = new Int32Array(fresh.count);
  for (const [point, part] of before.entries()) {
    const group = label[point] as number;
    has[group] = (has[group] as number) + 1;
    if (part === null) continue;
    had.set(part, (had.get(part) ?? 0) + 1);
    counts[group]?.set(part, (counts[group].get(part) ?? 0) + 1);
  }
  const handmade = previous.parts.filter(({ id }) => byHand.has(id) && (had.get(id) ?? 0) >= FEWEST);
  const kept = handmade.map(({ id, cluster }): DraftPart => {
    const own = Int32Array.from(before, (part) => (part === id ? 0 : -1));
    return { id, cluster, byHand: true, centre: middles(points, own, 1) };
  });
  // What is nearly all of handmade parts is told by these.
  const rest = Array.from({ length: fresh.count }, (_, index) => index).filter((index) => {
    const inHand = handmade.reduce((sum, { id }) => sum + (counts[index]?.get(id) ?? 0), 0);
    return inHand * 2 <= (has[index] as number) || handmade.length === 0;
  });
  const old = previous.parts.filter(({ id }) => !byHand.has(id));
  const worth = rest.map((index) =>
    old.map(({ id }) => {
      const both = counts[index]?.get(id) ?? 0;
      return both / Math.max(1, (has[index] as number) + (had.get(id) ?? 0) - both);
    }),
  );
  const pairs = bestPairs(worth);
  let { nextId } = previous;
  const found = rest.map((index, row): DraftPart => {
    const centre = centreOf(fresh.centres, index, size);
    const match = old[pairs[row] ?? -1];
    if (match !== undefined && (worth[row]?.[pairs[row] as number] ?? 0) >= SAME)
      return { id: match.id, cluster: match.cluster, byHand: false, centre };
    const id = String(nextId++);
    return { id, cluster: mergedHome(previous, counts[index] ?? new Map(), has[index] as number) ?? id, byHand: false, centre };
  });
  const parts = [...kept, ...found].sort((a, b) => Number(a.id) - Number(b.id));
  return { parts, nextId };
}

/** The cluster that somebody put together from parts in which most of a group's calls were. */
function mergedHome(previous: ClusterModel, counts: ReadonlyMap<string, number>, calls: number): string | null {
  for (const { id } of previous.clusters) {
    const parts = previous.parts.filter(({ cluster }) => cluster === id);
    if (parts.length > 1 && parts.reduce((sum, part) => sum + (counts.get(part.id) ?? 0), 0) * 2 > calls) return id;
  }
  return null;
}

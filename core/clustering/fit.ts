import { dot, type Points, pick } from "../statistics/points";
import { quantile } from "../statistics/quantile";
import { seededRandom } from "../statistics/random";
import { settle } from "../statistics/sphericalKMeans";
import { assign } from "./assign";
import { carryOver, centresOf, type DraftPart, firstParts, labelsBy } from "./carry";
import { groupByData } from "./count";
import { termHash } from "./features";
import { axesOf, turnedTo } from "./map";
import type { ClusterModel } from "./model";
import { distinctiveTerms } from "./names";
import { pack, unpackFloats } from "./packed";
import { type Described, fitSpace, place, sizeOf } from "./space";

/** Calls that a fit looks at; of more, a part that only their ids choose. */
export const MOST_FITTED = 4_000;
/** Of these, what the number of clusters is found on: all pairs of them are compared. */
const MOST_COMPARED = 2_000;
/** A call of whose text less is known than this share of what is usually known is of another world. */
const KNOWN = 0.12;
/** A call further out than so many times the distance between the quartiles is no member (Tukey's outer fence). */
const FENCE = 3;
const SEED = 20_260;

export type FitCall = Described & { id: string };

/** The calls that a fit of these would look at, in the order it looks at them: whatever order they come in, and mostly the same of more. */
export function fittedOf<T extends { id: string }>(calls: readonly T[], most = MOST_FITTED): T[] {
  const ordered = calls.map((call) => ({ call, hash: termHash(call.id, false) }));
  ordered.sort((a, b) => a.hash - b.hash || (a.call.id < b.call.id ? -1 : 1));
  return ordered.slice(0, most).map(({ call }) => call);
}

/**
 * Clusters of a node's calls by the tasks they were made for, their number found in the data. The same calls give the same result in any order.
 * @param previous what was fitted before, whose ids, names and edits by hand go on; its space must be of the same kind (`embeddedBy`)
 * @param embeddedBy key of the model whose vectors the calls have; null to compare words
 */
export function fitClusters(
  calls: readonly FitCall[],
  { previous = null, embeddedBy = null }: { previous?: ClusterModel | null; embeddedBy?: string | null } = {},
): ClusterModel {
  const looked = fittedOf(calls);
  const space = fitSpace(looked, embeddedBy);
  const size = sizeOf(space);
  const placed = looked.map((call) => place(space, call));
  const leastKnown = KNOWN * space.usuallyKnown;
  const inside = [...placed.keys()].filter((index) => (placed[index]?.known ?? 0) >= leastKnown);
  const values = new Float32Array(placed.length * size);
  for (const [index, { vector }] of placed.entries()) values.set(vector, index * size);
  const points = pick({ count: placed.length, size, values }, inside);

  const compared = pick(points, [...Array(Math.min(points.count, MOST_COMPARED)).keys()]);
  const { centres, count } = groupByData(compared, seededRandom(SEED));
  settle(points, centres, count);
  const before = previous === null ? null : inside.map((index) => assign(previous, looked[index] as FitCall).part);
  const { parts, nextId } =
    previous === null || before === null
      ? { parts: firstParts(centres, count, size), nextId: count + 1 }
      : carryOver(previous, { centres, count }, points, before);
  return describeParts({
    space,
    points,
    parts,
    nextId,
    leastKnown,
    previous,
    calls: inside.map((index) => looked[index] as FitCall),
    looked: looked.length,
  });
}

type Drafted = {
  space: ClusterModel["space"];
  points: Points;
  parts: readonly DraftPart[];
  nextId: number;
  leastKnown: number;
  previous: ClusterModel | null;
  calls: readonly FitCall[];
  looked: number;
};

/** What follows from where parts are: who is in them, how far out a member may be, what tells them, where they are on the map. */
function describeParts({ space, points, parts, nextId, leastKnown, previous, calls, looked }: Drafted): ClusterModel {
  const { size } = points;
  const label = labelsBy(points, centresOf(parts, size), parts.length);
  const cosine = (point: number) => dot(points.values, point * size, (parts[label[point] as number] as DraftPart).centre, 0, size);
  const floors = parts.map((_, index) => floorOf([...label.keys()].filter((point) => label[point] === index).map(cosine)));
  const members = [...label.keys()].filter((point) => cosine(point) >= (floors[label[point] as number] as number));
  const fitted = parts.map(({ id, cluster, byHand, centre }, index) => ({
    ...{ id, cluster, byHand, centre: pack(centre), floor: floors[index] as number },
    calls: members.filter((point) => label[point] === index).length,
  }));
  const terms = distinctiveTerms(
    members.map((point) => ({
      cluster: (parts[label[point] as number] as DraftPart).cluster,
      features: (calls[point] as FitCall).features,
    })),
  );
  const clusters = [...new Set(parts.map(({ cluster }) => cluster))].map((id) => ({
    ...{ id, terms: terms.get(id) ?? [] },
    named: previous?.clusters.find((cluster) => cluster.id === id)?.named ?? null,
  }));
  const own = axesOf(points, label, parts);
  const axes = previous === null ? own : turnedTo(own, ...alongside(previous, parts));
  return {
    ...{ format: 1 as const, space, parts: fitted, clusters, nextId, leastKnown },
    axes: { x: pack(axes.x), y: pack(axes.y) },
    fit: { calls: looked, outliers: looked - members.length },
  };
}

function floorOf(cosines: readonly number[]): number {
  const [low, high] = [quantile(cosines, 0.25) ?? 0, quantile(cosines, 0.75) ?? 0];
  // Where all are alike, rounding must not put one out.
  return low - FENCE * (high - low) - 1e-6;
}

/** Places of parts that were there before: in the space now, and on the map then. */
function alongside(previous: ClusterModel, parts: readonly DraftPart[]): [Float32Array[], { x: number; y: number }[]] {
  const [x, y] = [unpackFloats(previous.axes.x), unpackFloats(previous.axes.y)];
  const both = parts.flatMap(({ id, centre }) => {
    const old = previous.parts.find((part) => part.id === id);
    if (old === undefined) return [];
    const at = unpackFloats(old.centre);
    return [{ is: centre, was: { x: dot(at, 0, x, 0, x.length), y: dot(at, 0, y, 0, y.length) } }];
  });
  return [both.map(({ is }) => is), both.map(({ was }) => was)];
}

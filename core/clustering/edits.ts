import type { Points } from "../statistics/points";
import { seededRandom } from "../statistics/random";
import { sphericalKMeans } from "../statistics/sphericalKMeans";
import { assign } from "./assign";
import { type FitCall, fittedOf } from "./fit";
import type { Cluster, ClusterModel, ClusterName } from "./model";
import { distinctiveTerms } from "./names";
import { pack } from "./packed";
import { place, sizeOf } from "./space";

/** Members that a cluster must have among the calls at hand to be split. */
export const FEWEST_TO_SPLIT = 10;
const SEED = 7;

const found = ({ clusters }: ClusterModel, id: string): Cluster => {
  const cluster = clusters.find((one) => one.id === id);
  if (cluster === undefined) throw new RangeError(`no cluster ${id}`);
  return cluster;
};

/** @param named null to be told by its terms again */
export function renameCluster(model: ClusterModel, id: string, named: ClusterName | null): ClusterModel {
  found(model, id);
  return { ...model, clusters: model.clusters.map((cluster) => (cluster.id === id ? { ...cluster, named } : cluster)) };
}

/**
 * Puts clusters together under the first one's id and name. Where its parts were is kept, so that splitting takes it back, and later
 * fits leave it together.
 * @param calls to tell the terms of what it is now from
 */
export function mergeClusters(model: ClusterModel, ids: readonly string[], calls: readonly FitCall[]): ClusterModel {
  const [first, ...others] = ids.map((id) => found(model, id));
  if (first === undefined) return model;
  const gone = new Set(others.map(({ id }) => id).filter((id) => id !== first.id));
  return retold(
    {
      ...model,
      parts: model.parts.map((part) => (gone.has(part.cluster) ? { ...part, cluster: first.id } : part)),
      clusters: model.clusters.filter(({ id }) => !gone.has(id)),
    },
    calls,
  );
}

/**
 * Splits a cluster: into its parts when it was put together by hand, else in two where its calls part most easily. The larger piece keeps
 * id and name. Later fits keep the pieces apart.
 * @param calls in which at least `FEWEST_TO_SPLIT` are of the cluster
 * @throws RangeError when there are fewer, or nothing tells them apart
 */
export function splitCluster(model: ClusterModel, id: string, calls: readonly FitCall[]): ClusterModel {
  found(model, id);
  const parts = model.parts.filter(({ cluster }) => cluster === id);
  if (parts.length > 1) return retold(unmerged(model, id), calls);
  const { space } = model;
  const members = fittedOf(calls.filter((call) => assign(model, call).cluster === id));
  const size = sizeOf(space);
  const points: Points = { count: members.length, size, values: new Float32Array(members.length * size) };
  for (const [index, call] of members.entries()) points.values.set(place(space, call).vector, index * size);
  if (members.length < FEWEST_TO_SPLIT) throw new RangeError(`${members.length} calls are too few to split`);
  const { label, centres } = sphericalKMeans(points, 2, seededRandom(SEED), 8);
  const second = label.reduce((sum, one) => sum + one, 0);
  if (second === 0 || second === members.length) throw new RangeError("nothing tells these calls apart");
  const larger = second * 2 > members.length ? 1 : 0;
  const [before] = parts;
  const newId = String(model.nextId);
  const pieces = [larger, 1 - larger].map((which, order) => ({
    ...{ id: order === 0 ? (before?.id ?? id) : newId, cluster: order === 0 ? id : newId, byHand: true },
    ...{ centre: pack(centres.slice(which * size, (which + 1) * size)), floor: before?.floor ?? -1 },
    calls: which === 1 ? second : members.length - second,
  }));
  return retold(
    {
      ...model,
      nextId: model.nextId + 1,
      parts: model.parts.flatMap((part) => (part.cluster === id ? pieces : [part])),
      clusters: [...model.clusters, { id: newId, terms: [], named: null }],
    },
    calls,
  );
}

/** Each part a cluster of its own again; the largest keeps the cluster's id. A part's own id names its cluster unless that is taken. */
function unmerged(model: ClusterModel, id: string): ClusterModel {
  const parts = model.parts.filter(({ cluster }) => cluster === id).toSorted((a, b) => b.calls - a.calls);
  let { nextId } = model;
  const homes = new Map<string, string>();
  for (const [order, part] of parts.entries()) {
    const isFree = part.id !== id && !model.clusters.some((cluster) => cluster.id === part.id);
    homes.set(part.id, order === 0 ? id : isFree ? part.id : String(nextId++));
  }
  return {
    ...model,
    nextId,
    parts: model.parts.map((part) => ({ ...part, cluster: homes.get(part.id) ?? part.cluster })),
    clusters: [
      ...model.clusters,
      ...[...homes.values()].filter((home) => home !== id).map((home) => ({ id: home, terms: [], named: null })),
    ],
  };
}

/** Terms anew, for what the clusters are now. */
function retold(model: ClusterModel, calls: readonly FitCall[]): ClusterModel {
  const terms = distinctiveTerms(
    fittedOf(calls).flatMap(({ features, ...call }) => {
      const { cluster } = assign(model, { features, ...call });
      return cluster === null ? [] : [{ cluster, features }];
    }),
  );
  return { ...model, clusters: model.clusters.map((cluster) => ({ ...cluster, terms: terms.get(cluster.id) ?? cluster.terms })) };
}

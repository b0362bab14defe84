import { dot } from "../statistics/points";
import { nearest } from "../statistics/sphericalKMeans";
import type { ClusterCall } from "./call";
import { featuresOf } from "./features";
import type { ClusterModel } from "./model";
import { unpackFloats } from "./packed";
import { type Described, place, sizeOf } from "./space";

/** Where a call belongs: `cluster` and `part` are null when it is like none. `closeness` is the cosine to the nearest centre; `x`, `y` its place on the map. */
export type Assignment = { cluster: string | null; part: string | null; closeness: number; x: number; y: number };

/** What is compared of a call. @param embedding of its text by the model that the space is of, where it is of one */
export const describe = (call: ClusterCall, embedding?: Float32Array): Described => ({ features: featuresOf(call), embedding });

type Ready = { centres: Float32Array; x: Float32Array; y: Float32Array };
const ready = new WeakMap<ClusterModel, Ready>();

function readied(model: ClusterModel): Ready {
  const known = ready.get(model);
  if (known !== undefined) return known;
  const size = sizeOf(model.space);
  const centres = new Float32Array(model.parts.length * size);
  for (const [index, { centre }] of model.parts.entries()) centres.set(unpackFloats(centre), index * size);
  const made = { centres, x: unpackFloats(model.axes.x), y: unpackFloats(model.axes.y) };
  ready.set(model, made);
  return made;
}

/** Says of a call which cluster it is in: the same as the fit said, for a call that the fit was made from. */
export function assign(model: ClusterModel, described: Described): Assignment {
  const { centres, x, y } = readied(model);
  const size = sizeOf(model.space);
  const { vector, known } = place(model.space, described);
  const { index, cosine } = nearest(vector, 0, centres, model.parts.length, size);
  const part = model.parts[index];
  const isOut = part === undefined || known < model.leastKnown || cosine < part.floor;
  return {
    cluster: isOut ? null : part.cluster,
    part: isOut ? null : part.id,
    closeness: part === undefined ? 0 : cosine,
    x: dot(vector, 0, x, 0, size),
    y: dot(vector, 0, y, 0, size),
  };
}

import { z } from "zod";
import { Packed } from "./packed";
import { Space } from "./space";

/** A place that calls gather around. A cluster has one, or several when somebody put clusters together. */
export const ClusterPart = z.object({
  id: z.string(),
  /** Of the cluster it belongs to. */
  cluster: z.string(),
  /** Of length 1, in the model's space; zero when nothing is told of the calls. */
  centre: Packed,
  /** The cosine below which a call is none of its. */
  floor: z.number(),
  /** Calls of the fit that are its. */
  calls: z.number().int(),
  /** Was it set apart by a person? Then fits keep it. */
  byHand: z.boolean(),
});
export type ClusterPart = z.infer<typeof ClusterPart>;

export const ClusterName = z.object({ name: z.string().trim().min(1).max(80), by: z.enum(["person", "model"]) });
export type ClusterName = z.infer<typeof ClusterName>;

export const Cluster = z.object({
  id: z.string(),
  /** What its calls have and others don't, most telling first. */
  terms: z.array(z.string()),
  /** What somebody calls it; null when its terms have to do. */
  named: ClusterName.nullable(),
});
export type Cluster = z.infer<typeof Cluster>;

/** A fitted clustering: all that is needed to say of any call which cluster it is in. */
export const ClusterModel = z.object({
  format: z.literal(1),
  space: Space,
  parts: z.array(ClusterPart),
  clusters: z.array(Cluster),
  /** Ids are numbers that are never given twice. */
  nextId: z.number().int(),
  /** The share of its text that has to be known for a call to be in any cluster. */
  leastKnown: z.number(),
  /** Two directions of the space that make a map: see axesOf. */
  axes: z.object({ x: Packed, y: Packed }),
  /** What it was fitted on: calls that were looked at, and those that fit nowhere. */
  fit: z.object({ calls: z.number().int(), outliers: z.number().int() }),
});
export type ClusterModel = z.infer<typeof ClusterModel>;

/** Calls before a fit is worth anything: with fewer, a task's words can't be told from chance. */
export const FEWEST_CALLS = 60;

export const clusterLabel = ({ id, terms, named }: Cluster): string => named?.name ?? (terms.length === 0 ? `#${id}` : terms.join(", "));

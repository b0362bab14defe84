import { z } from "zod";
import { Refusal } from "../knowledge/base";

/** What a fit is at, and how far: calls of all. */
export const FitProgress = z.object({
  step: z.enum(["reading", "embedding", "fitting", "naming", "assigning"]),
  done: z.number().int(),
  of: z.number().int(),
});
export type FitProgress = z.infer<typeof FitProgress>;

/** A node of a graph that asks models, and how far its calls have been clustered. */
export const ClusteredNode = z.object({
  nodeId: z.string(),
  /** Null when the graph's draft has it no more. */
  name: z.string().nullable(),
  /** Recorded calls, counted up to what a fit needs. */
  calls: z.number().int(),
  needed: z.number().int(),
  /** Null before the first fit. */
  fittedAt: z.string().nullable(),
  clusters: z.number().int(),
  /** Is a fit wanted or under way? */
  fitting: z.boolean(),
  progress: FitProgress.nullable(),
  error: Refusal.nullable(),
  embeddingModel: z.string().nullable(),
  namingModel: z.string().nullable(),
});
export type ClusteredNode = z.infer<typeof ClusteredNode>;

/** A cluster as it is shown. */
export const ClusterReport = z.object({
  id: z.string(),
  label: z.string(),
  terms: z.array(z.string()),
  namedBy: z.enum(["person", "model"]).nullable(),
  /** Clusters that somebody put together in it; 1 when nobody did. */
  parts: z.number().int(),
  calls: z.number().int(),
  /** Of all calls, outliers included. */
  share: z.number(),
  /** US dollars over priced calls; null when none has a price. */
  cost: z.number().nullable(),
  x: z.number(),
  y: z.number(),
  lastAt: z.string().nullable(),
});
export type ClusterReport = z.infer<typeof ClusterReport>;

/** Calls of a stretch of time by cluster, and how far their shares are from those before: Jensen-Shannon distance, 0 to 1. */
export const DriftWindow = z.object({
  from: z.string(),
  to: z.string(),
  calls: z.number().int(),
  /** By cluster; those of none under `outliers`. */
  counts: z.record(z.string(), z.number().int()),
  drift: z.number().nullable(),
});
export type DriftWindow = z.infer<typeof DriftWindow>;

export const ClusteringReport = z.object({
  nodeId: z.string(),
  revision: z.number().int(),
  calls: z.number().int(),
  outliers: z.number().int(),
  cost: z.number().nullable(),
  /** Did simulated models make any of the node's calls? */
  simulated: z.boolean(),
  /** exp of the entropy of the clusters' sizes; null without calls. */
  effective: z.number().nullable(),
  /** Largest first. */
  clusters: z.array(ClusterReport),
  windows: z.array(DriftWindow),
  /** Some of the calls, for the map; `cluster` is null for outliers. */
  points: z.array(z.object({ x: z.number(), y: z.number(), cluster: z.string().nullable() })),
});
export type ClusteringReport = z.infer<typeof ClusteringReport>;

export const ClusterExample = z.object({
  callId: z.string(),
  runId: z.string(),
  /** Cosine to the cluster's centre. */
  closeness: z.number(),
  text: z.string(),
  answer: z.string(),
  model: z.string(),
  simulated: z.boolean(),
  cost: z.number().nullable(),
  startedAt: z.string(),
});
export type ClusterExample = z.infer<typeof ClusterExample>;

const Place = z.object({ nodeId: z.string(), node: z.string(), clusterId: z.string(), cluster: z.string() });

/** Clusters of two nodes that are asked the same; `alike` is a cosine. */
export const SameJobReport = z.object({ first: Place, second: Place, alike: z.number() });
export type SameJobReport = z.infer<typeof SameJobReport>;

import type { Assignment } from "@/core/clustering/assign";
import type { ClusterCall } from "@/core/clustering/call";
import type { ClusterModel } from "@/core/clustering/model";

/** A call, with the vector of its text where a model makes these. */
export type TellCall = { call: ClusterCall; embedding?: Float32Array | undefined };

/** What a fitting process is told, one after the other. Calls are assigned by the model that was told last; null is the same again. */
export type Ask =
  | { type: "fit"; calls: TellCall[]; previous: ClusterModel | null; embeddedBy: string | null }
  | { type: "assign"; calls: TellCall[]; model: ClusterModel | null };

/** What it answers to each. */
export type Answer = { type: "fitted"; model: ClusterModel } | { type: "assigned"; assignments: Assignment[] };

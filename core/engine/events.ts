import { z } from "zod";
import { Json, JsonObject } from "../graph/json";
import { RunTrigger } from "../runs/trigger";

export const RunStatus = z.enum(["queued", "running", "waiting", "paused", "succeeded", "failed", "cancelled"]);
export type RunStatus = z.infer<typeof RunStatus>;

export const ActivationStatus = z.enum(["running", "waiting", "succeeded", "failed", "skipped", "cancelled"]);
export type ActivationStatus = z.infer<typeof ActivationStatus>;

/** An error as journaled and shown: stable code, params for its sentence, attempts made. */
export const RunError = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  nodeId: z.string().optional(),
  attempts: z.number().int().optional(),
});
export type RunError = z.infer<typeof RunError>;

/** What one activation used. Cost in US dollars, null when a price is unknown. */
export const Usage = z.object({
  calls: z.number().int(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  cost: z.number().nullable(),
  models: z.array(z.string()),
  simulated: z.boolean(),
});
export type Usage = z.infer<typeof Usage>;

export const TakenFrom = z.enum(["record", "pin"]);

/** One firing of a node, as shown on the canvas and in the waterfall. Times are ISO 8601. */
export const ActivationView = z.object({
  path: z.string(),
  /** The graph its node belongs to. */
  graphId: z.string(),
  nodeId: z.string(),
  kind: z.string(),
  status: ActivationStatus,
  attempt: z.number().int(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  inputs: JsonObject.nullable(),
  outputs: JsonObject.nullable(),
  error: RunError.nullable(),
  logs: z.array(z.string()),
  /** Where its outputs were taken from when it was not run: the record of another run, or what was pinned to its node. */
  takenFrom: TakenFrom.nullable(),
  usage: Usage.nullable(),
});
export type ActivationView = z.infer<typeof ActivationView>;

/** What a watcher of a run receives, in order. */
export const RunEvent = z.discriminatedUnion("type", [
  z.object({ type: z.literal("run.started"), at: z.string() }),
  z.object({
    type: z.literal("activation.started"),
    path: z.string(),
    /** Of a node in a subgraph; left out, it is the run's own. */
    graphId: z.string().optional(),
    nodeId: z.string(),
    kind: z.string(),
    attempt: z.number().int(),
    at: z.string(),
  }),
  z.object({ type: z.literal("activation.tokens"), path: z.string(), nodeId: z.string(), attempt: z.number().int(), text: z.string() }),
  z.object({
    type: z.literal("activation.retrying"),
    path: z.string(),
    nodeId: z.string(),
    attempt: z.number().int(),
    delayMs: z.number(),
    error: RunError,
  }),
  /** It waits for a person: for an answer, or at a breakpoint. */
  z.object({ type: z.literal("activation.waiting"), path: z.string(), nodeId: z.string(), attempt: z.number().int() }),
  /** A person wants it paused, or no longer: what runs goes on to its end. */
  z.object({ type: z.literal("run.pausing"), requested: z.boolean() }),
  /** Put aside: nothing of it runs until somebody answers or resumes it. */
  z.object({ type: z.literal("run.parked"), at: z.string(), status: z.enum(["waiting", "paused"]) }),
  z.object({ type: z.literal("activation.finished"), activation: ActivationView }),
  z.object({
    type: z.literal("run.finished"),
    at: z.string(),
    status: RunStatus,
    output: Json.nullable(),
    error: RunError.nullable(),
  }),
]);
export type RunEvent = z.infer<typeof RunEvent>;

/** A run with everything a page needs to show it from scratch; events with a greater id continue it. */
export const RunView = z.object({
  id: z.string(),
  graphId: z.string(),
  graphName: z.string(),
  /** What the nodes were called when it ran, by id; those of subgraphs by `graph id/node id`. */
  nodeNames: z.record(z.string(), z.string()),
  version: z.number().int().nullable(),
  /** node: it is of one node alone; test: of a test case. */
  trigger: RunTrigger,
  status: RunStatus,
  /** What runs will end, nothing more starts. */
  pauseRequested: z.boolean(),
  /** The run whose record it began with. */
  againOf: z.string().nullable(),
  /** When personal data was taken out of what it and its nodes took and gave; null while they are as they were. */
  valuesTakenOut: z.string().nullable(),
  input: JsonObject,
  output: Json.nullable(),
  error: RunError.nullable(),
  /** True when any answer in it came from a simulated model. */
  simulated: z.boolean(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  activations: z.array(ActivationView),
  /** Text streamed so far, by path of the activations that still run. */
  streamed: z.record(z.string(), z.string()),
  /** Id of the last event this view includes; subscribe from here. */
  lastEventId: z.number().int(),
});
export type RunView = z.infer<typeof RunView>;

/** What a firing's node was called when it ran. */
export function nodeNameOf(
  { graphId: own, nodeNames }: Pick<RunView, "graphId" | "nodeNames">,
  { graphId, nodeId }: Pick<ActivationView, "graphId" | "nodeId">,
): string {
  return nodeNames[graphId === own ? nodeId : `${graphId}/${nodeId}`] ?? nodeId;
}

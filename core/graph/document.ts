import { z } from "zod";
import { Check } from "../testing/check";
import { type Json, JsonObject } from "./json";

export const GRAPH_FORMAT = "minnow.graph/1";

/** Paths of activations are made of ids; what parts them there can't be in one. */
export const NodeId = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[^/#[\]]+$/, "may not contain / # [ or ]");
export const Position = z.object({ x: z.number(), y: z.number() });

/** What happens when a node still fails after its retries. `route` adds an `error` output port. */
export const OnError = z.discriminatedUnion("action", [
  z.object({ action: z.literal("fail") }),
  z.object({ action: z.literal("route") }),
  z.object({ action: z.literal("default"), outputs: JsonObject }),
]);
export type OnError = z.infer<typeof OnError>;

/** How a node is run, whatever its kind. Times in milliseconds. */
export const NodeSettings = z.object({
  timeoutMs: z.number().int().min(100).max(3_600_000).default(120_000),
  retries: z.number().int().min(0).max(10).default(2),
  onError: OnError.default({ action: "fail" }),
});
export type NodeSettings = z.infer<typeof NodeSettings>;

export const GraphNode = z.object({
  /** Stable for the node's life: statistics, suggestions and journals hang on it. */
  id: NodeId,
  kind: z.string().min(1),
  name: z.string().trim().min(1).max(120),
  position: Position,
  parentId: NodeId.optional(),
  /** Of a container: what is inside it doesn't show. Says nothing about how it runs. */
  collapsed: z.boolean().optional(),
  config: JsonObject,
  settings: NodeSettings.partial().optional(),
  /** What it gives in runs of the draft instead of being run, by port. Published versions run it. */
  pinned: JsonObject.optional(),
});
export type GraphNode = z.infer<typeof GraphNode>;

export const PortRef = z.object({ node: NodeId, port: z.string().min(1).max(120) });
export type PortRef = z.infer<typeof PortRef>;

export const GraphEdge = z.object({ id: z.string().min(1).max(160), source: PortRef, target: PortRef });
export type GraphEdge = z.infer<typeof GraphEdge>;

export const noteColors = ["yellow", "green", "blue", "pink", "grey"] as const;

export const GraphNote = z.object({
  id: NodeId,
  text: z.string().max(10_000),
  position: Position,
  size: z.object({ width: z.number().positive(), height: z.number().positive() }),
  /** Yellow when there is none. */
  color: z.enum(noteColors).optional(),
});
export type GraphNote = z.infer<typeof GraphNote>;

/** An input to try the graph with, saved beside it; with something expected or asked of what comes of it, it is a test case. */
export const GraphExample = z.object({
  id: NodeId,
  name: z.string().trim().min(1).max(120),
  input: JsonObject,
  /** Values of fields of the run's output; other fields may be anything. */
  expected: JsonObject.optional(),
  checks: z.array(Check).max(50).optional(),
});
export type GraphExample = z.infer<typeof GraphExample>;

/** The graph as stored, exported and run. */
export const GraphDocument = z.object({
  format: z.literal(GRAPH_FORMAT),
  nodes: z.array(GraphNode).max(10_000),
  edges: z.array(GraphEdge).max(50_000),
  notes: z.array(GraphNote).max(1_000),
  examples: z.array(GraphExample).max(200).optional(),
});
export type GraphDocument = z.infer<typeof GraphDocument>;

export const emptyDocument = (): GraphDocument => ({ format: GRAPH_FORMAT, nodes: [], edges: [], notes: [] });

export const settingsOf = (node: Pick<GraphNode, "settings">): NodeSettings => NodeSettings.parse(node.settings ?? {});

/** The error token of a node whose `onError` is `route`. */
export const ErrorToken = z.object({ code: z.string(), message: z.string(), attempts: z.number().int() });
export type ErrorToken = z.infer<typeof ErrorToken>;

export type Token = Json;

import "server-only";
import type { GraphEdge, GraphNode } from "@/core/graph/document";
import { edgeId } from "@/core/graph/edits";
import type { JsonObject } from "@/core/graph/json";
import type { Task } from "@/core/graph/task";

/** Short forms for writing graphs as code. */

export type NodeSpec = Omit<GraphNode, "position" | "config"> & { at: [x: number, y: number]; config: JsonObject };

export const node = ({ at: [x, y], ...rest }: NodeSpec): GraphNode => ({ ...rest, position: { x, y } });

export const model = (spec: { id: string; name: string; at: [number, number]; model: string; task: Task; parentId?: string }): GraphNode =>
  node({
    id: spec.id,
    kind: "model",
    name: spec.name,
    at: spec.at,
    ...(spec.parentId !== undefined && { parentId: spec.parentId }),
    config: { task: spec.task as JsonObject, assignment: { type: "single", model: spec.model, fallback: [] } },
  });

/** `classify.output -> route.value` */
export const edge = (arrow: string): GraphEdge => {
  const [from = "", to = ""] = arrow.split(" -> ");
  const ref = (text: string) => ({ node: text.slice(0, text.indexOf(".")), port: text.slice(text.indexOf(".") + 1) });
  return { id: edgeId(ref(from), ref(to)), source: ref(from), target: ref(to) };
};

export const object = (properties: JsonObject): JsonObject => ({
  type: "object",
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

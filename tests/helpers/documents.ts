import { GRAPH_FORMAT, type GraphDocument, type GraphNode } from "@/core/graph/document";
import { edgeId } from "@/core/graph/edits";
import type { JsonObject } from "@/core/graph/json";

type Spec = Pick<GraphNode, "id" | "kind"> & Partial<Omit<GraphNode, "config">> & { config: object };

/**
 * A document in short: nodes without positions, edges as `a.out -> b.in`.
 * Names default to ids.
 */
export function graphOf(nodes: readonly Spec[], arrows: readonly string[]): GraphDocument {
  return {
    format: GRAPH_FORMAT,
    nodes: nodes.map((node, index) => ({
      name: node.id,
      position: { x: index * 300, y: 0 },
      ...node,
      config: node.config as JsonObject,
    })),
    edges: arrows.map((arrow) => {
      const [from = "", to = ""] = arrow.split(" -> ");
      const ref = (text: string) => ({ node: text.slice(0, text.indexOf(".")), port: text.slice(text.indexOf(".") + 1) });
      return { id: edgeId(ref(from), ref(to)), source: ref(from), target: ref(to) };
    }),
    notes: [],
  };
}

const prompt = (content: string, model: string | null, output: object) => ({
  task: { messages: [{ role: "user", content }], output, sampling: {} },
  assignment: { type: "single", model, fallback: [] },
});

export const inputNode = (...fields: string[]): Spec => ({
  id: "input",
  kind: "input",
  config: { fields: fields.map((name) => ({ name, type: "text", label: "", hint: "", required: true, options: [], example: "" })) },
});
export const outputNode = (...fields: string[]): Spec => ({
  id: "output",
  kind: "output",
  config: { fields: fields.map((name) => ({ name, type: "any" })) },
});
export const modelNode = (id: string, content: string, model: string | null = "test/model"): Spec => ({
  id,
  kind: "model",
  config: prompt(content, model, { type: "text" }),
});
export const jsonModelNode = (id: string, content: string, schema: JsonObject, model: string | null = "test/model"): Spec => ({
  id,
  kind: "model",
  config: prompt(content, model, { type: "json", schema }),
});
export const templateNode = (id: string, text: string): Spec => ({ id, kind: "template", config: { text } });

import { z } from "zod";
import { GRAPH_FORMAT, type GraphDocument, type GraphNode } from "@/core/graph/document";
import { edgeId } from "@/core/graph/edits";
import { defineNode, forgetConfig, type Kinds } from "@/core/graph/kind";
import { optionalPort, port } from "@/core/graph/ports";
import type { AnyExecutor } from "@/nodes/executors";

const text = { title: "No-op", summary: "Hands its input on.", help: "Hands its input on.", fields: {} };

const noop = forgetConfig(
  defineNode({
    kind: "noop",
    category: "data",
    icon: "IconCode",
    text: { en: text, zh: text },
    config: z.object({}),
    defaultConfig: {},
    ports: () => ({ inputs: [optionalPort("value"), optionalPort("other")], outputs: [port("value")] }),
    effects: "none",
  }),
);

/** What travels through the graph: 2 KB of JSON. */
const state = { text: "x".repeat(2_000) };

export const noopKinds: Kinds = (kind) => (kind === "noop" ? noop : undefined);
export const noopExecutor = (kind: string): AnyExecutor | undefined =>
  kind === "noop" ? async ({ inputs }) => ({ value: inputs.value ?? state }) : undefined;

/** Levels of `width` nodes, each fed by the one before it and by its neighbour there. */
export function noopGraph(levels: number, width: number): GraphDocument {
  const id = (level: number, place: number) => `n${level}_${place % width}`;
  const nodes: GraphNode[] = [];
  const edges: GraphDocument["edges"] = [];
  for (let level = 0; level < levels; level++) {
    for (let place = 0; place < width; place++) {
      nodes.push({ id: id(level, place), kind: "noop", name: id(level, place), position: { x: level, y: place }, config: {} });
      if (level === 0) continue;
      for (const [input, from] of [
        ["value", place],
        ["other", place + 1],
      ] as const) {
        const source = { node: id(level - 1, from), port: "value" };
        const target = { node: id(level, place), port: input };
        edges.push({ id: edgeId(source, target), source, target });
      }
    }
  }
  return { format: GRAPH_FORMAT, nodes, edges, notes: [] };
}

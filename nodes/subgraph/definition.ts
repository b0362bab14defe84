import { z } from "zod";
import { defineNode } from "@/core/graph/kind";
import { PortType } from "@/core/graph/ports";

const SubgraphPort = z.object({ name: z.string().min(1).max(120), type: PortType });

/** A published version of another graph, with the ports it had then: both are fixed until a person takes another version. */
export const Chosen = z.object({
  graphId: z.string().min(1),
  version: z.number().int().min(1),
  /** Its document, by the hash of its content. */
  document: z.string().min(1),
  inputs: z.array(SubgraphPort.extend({ required: z.boolean() })),
  outputs: z.array(SubgraphPort),
});
export type Chosen = z.infer<typeof Chosen>;

export const subgraph = defineNode({
  kind: "subgraph",
  category: "flow",
  icon: "IconSitemap",
  text: {
    en: {
      title: "Subgraph",
      summary: "Runs a published version of another graph",
      help: "The fields of the other graph's Input node are the input ports, those of its Output node the output ports. It runs the version you chose until you choose another; its calls count for its own statistics.",
      fields: { chosen: { label: "Graph" } },
    },
    zh: {
      title: "子图",
      summary: "运行另一张图的已发布版本",
      help: "另一张图的输入节点的字段即为输入端口，输出节点的字段即为输出端口。它始终运行所选的版本，直到你改选；其中的调用计入那张图自己的统计。",
      fields: { chosen: { label: "图" } },
    },
  },
  config: z.object({ chosen: Chosen.nullable() }),
  defaultConfig: { chosen: null },
  ports: ({ chosen }) => ({
    inputs: chosen?.inputs ?? [],
    outputs: (chosen?.outputs ?? []).map((output) => ({ ...output, required: true })),
  }),
  container: ({ chosen }) => (chosen === null ? null : { type: "subgraph", graphId: chosen.graphId, document: chosen.document }),
  check: ({ chosen }) => (chosen === null ? [{ code: "subgraph_unchosen" }] : []),
  effects: "none",
});

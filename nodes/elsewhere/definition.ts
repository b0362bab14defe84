import { z } from "zod";
import { defineNode } from "@/core/graph/kind";
import { optionalPort, port } from "@/core/graph/ports";
import { stepKinds } from "@/core/ingest/stepKinds";

const Config = z.object({ what: z.enum(stepKinds) });

/** What an agent that runs elsewhere does without a model, as its logs tell of it. It can be looked at, not run. */
export const elsewhere = defineNode({
  kind: "elsewhere",
  category: "tools",
  icon: "IconPuzzle",
  text: {
    en: {
      title: "Ran elsewhere",
      summary: "A tool, search or step of an agent whose logs were imported",
      help: "An imported agent did this by itself. Each run has its inputs, outputs and times. To run the graph here, put a node in its place that does the same.",
      fields: { what: { label: "What it is" } },
    },
    zh: {
      title: "在别处运行",
      summary: "所导入日志的智能体的工具、检索或步骤",
      help: "这是被导入的智能体自己完成的。每次运行都有其输入、输出和时间。要在此运行该图，请换上一个功能相同的节点。",
      fields: { what: { label: "是什么" } },
    },
  },
  config: Config,
  defaultConfig: { what: "step" },
  ports: () => ({ inputs: [optionalPort("input")], outputs: [port("output", { type: "json" })] }),
  check: () => [{ code: "ran_elsewhere" }],
  effects: "outside",
});

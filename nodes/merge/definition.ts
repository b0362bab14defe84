import { z } from "zod";
import { defineNode } from "@/core/graph/kind";
import { PortNames } from "@/core/graph/names";
import { any, optionalPort, type PortType, port } from "@/core/graph/ports";

export const MergeMode = z.enum(["first", "list", "object"]);

const outputTypes: Record<z.infer<typeof MergeMode>, PortType> = {
  first: any,
  list: { type: "list", of: any },
  object: { type: "json" },
};

export const merge = defineNode({
  kind: "merge",
  category: "flow",
  icon: "IconArrowMerge",
  text: {
    en: {
      title: "Merge",
      summary: "Brings branches back together",
      help: "Waits until every branch has either given a value or been skipped, then passes on the first value in port order, all of them as a list, or all of them as an object by port name.",
      fields: { inputs: { label: "Inputs" }, mode: { label: "Gives" } },
    },
    zh: {
      title: "合并",
      summary: "把分支汇合起来",
      help: "等到每个分支要么给出值、要么被跳过，然后传出按端口顺序的第一个值、由全部值组成的列表，或按端口名组成的对象。",
      fields: { inputs: { label: "输入" }, mode: { label: "输出" } },
    },
  },
  config: z.object({ inputs: PortNames.min(1), mode: MergeMode }),
  defaultConfig: { inputs: ["a", "b"], mode: "first" },
  ports: ({ inputs, mode }) => ({
    inputs: inputs.map((name) => optionalPort(name)),
    outputs: [port("value", outputTypes[mode])],
  }),
  effects: "none",
});

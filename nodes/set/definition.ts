import { z } from "zod";
import { defineNode } from "@/core/graph/kind";
import { PortName } from "@/core/graph/names";
import { port } from "@/core/graph/ports";

export const set = defineNode({
  kind: "set",
  category: "data",
  icon: "IconVariablePlus",
  text: {
    en: {
      title: "Set variable",
      summary: "Gives a value a name, to be used far away",
      help: "A wire without a line: a “Get variable” node of the same name gives this value, wherever it stands on this level or inside a container of it. It waits for the value like any other node. A variable is set in one place only.",
      fields: { name: { label: "Variable" } },
    },
    zh: {
      title: "设定变量",
      summary: "给值起名，供远处使用",
      help: "没有线的连线：同名的“取变量”节点给出这个值，可位于同一层或其中的容器内。它与其他节点一样会等待该值。一个变量只在一处设定。",
      fields: { name: { label: "变量" } },
    },
  },
  config: z.object({ name: PortName }),
  defaultConfig: { name: "variable" },
  ports: () => ({ inputs: [port("value")], outputs: [port("value")] }),
  variable: ({ name }) => ({ role: "set", name }),
  effects: "none",
});

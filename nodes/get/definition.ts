import { z } from "zod";
import { defineNode } from "@/core/graph/kind";
import { PortName } from "@/core/graph/names";
import { port } from "@/core/graph/ports";

export const get = defineNode({
  kind: "get",
  category: "data",
  icon: "IconVariable",
  text: {
    en: {
      title: "Get variable",
      summary: "The value of a variable",
      help: "Gives the value that the “Set variable” node of this name was given, as soon as it is there. When that one is skipped, so is this one.",
      fields: { name: { label: "Variable" } },
    },
    zh: {
      title: "取变量",
      summary: "变量的值",
      help: "一旦同名的“设定变量”节点得到值，就给出该值。若那个节点被跳过，本节点也被跳过。",
      fields: { name: { label: "变量" } },
    },
  },
  config: z.object({ name: PortName }),
  defaultConfig: { name: "variable" },
  ports: () => ({ inputs: [], outputs: [port("value")] }),
  variable: ({ name }) => ({ role: "get", name }),
  effects: "none",
});

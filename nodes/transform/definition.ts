import { z } from "zod";
import { Expression } from "@/core/graph/expression";
import { defineNode } from "@/core/graph/kind";
import { ChosenType, NamedPorts, portTypeOf } from "@/core/graph/names";
import { port } from "@/core/graph/ports";

export const transform = defineNode({
  kind: "transform",
  category: "data",
  icon: "IconTransform",
  text: {
    en: {
      title: "Transform",
      summary: "Reshapes values with JSONata",
      help: "One JSONata expression over an object of the inputs, such as orders[status = “open”].{ “id”: id, “total”: price * quantity }. For picking, filtering, renaming and summing without a line of code. An expression that finds nothing gives null.",
      fields: {
        inputs: { label: "Inputs" },
        expression: { label: "JSONata", hint: "Over an object of the inputs" },
        result: { label: "Gives" },
      },
    },
    zh: {
      title: "变换",
      summary: "用 JSONata 重塑数据",
      help: "针对由各输入组成的对象的一个 JSONata 表达式，例如 orders[status = “open”].{ “id”: id, “total”: price * quantity }。无需代码即可挑选、过滤、重命名与求和。表达式没有结果时得到 null。",
      fields: { inputs: { label: "输入" }, expression: { label: "JSONata", hint: "针对由各输入组成的对象" }, result: { label: "输出" } },
    },
  },
  config: z.object({ inputs: NamedPorts.min(1), expression: Expression, result: ChosenType.default("any") }),
  defaultConfig: { inputs: [{ name: "value" }], expression: "value", result: "any" },
  ports: ({ inputs, result }) => ({
    inputs: inputs.map(({ name, type }) => port(name, portTypeOf(type))),
    outputs: [port("result", portTypeOf(result))],
  }),
  effects: "none",
});

import { z } from "zod";
import { defineNode } from "@/core/graph/kind";
import { ChosenType, NamedPorts, portTypeOf } from "@/core/graph/names";
import { port } from "@/core/graph/ports";

export const code = defineNode({
  kind: "code",
  category: "data",
  icon: "IconCode",
  text: {
    en: {
      title: "Code",
      summary: "A few lines of JavaScript",
      help: "The values of the input ports are in the object `inputs`; what you return leaves by the port `result`. The code runs in a sandbox without network or files, for at most 5 seconds and 64 MB. console.log lines appear in the node's log.",
      fields: { inputs: { label: "Inputs" }, result: { label: "Gives" }, source: { label: "JavaScript" } },
    },
    zh: {
      title: "代码",
      summary: "几行 JavaScript",
      help: "输入端口的值在对象 `inputs` 中；返回值从端口 `result` 离开。代码在无网络、无文件的沙箱中运行，最多 5 秒、64 MB。console.log 的内容显示在节点日志中。",
      fields: { inputs: { label: "输入" }, result: { label: "输出" }, source: { label: "JavaScript" } },
    },
  },
  config: z.object({ inputs: NamedPorts, result: ChosenType.default("any"), source: z.string().max(100_000) }),
  defaultConfig: { inputs: [{ name: "value" }], result: "any", source: "return inputs.value;" },
  ports: ({ inputs, result }) => ({
    inputs: inputs.map(({ name, type }) => port(name, portTypeOf(type))),
    outputs: [port("result", portTypeOf(result))],
  }),
  check: ({ source }) => (/\breturn\b/.test(source) ? [] : [{ code: "code_without_return", severity: "warning" }]),
  effects: "none",
});

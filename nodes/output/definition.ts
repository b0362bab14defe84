import { z } from "zod";
import { defineNode } from "@/core/graph/kind";
import { NamedPorts, portTypeOf } from "@/core/graph/names";
import { optionalPort } from "@/core/graph/ports";

export const output = defineNode({
  kind: "output",
  category: "boundary",
  icon: "IconLogout2",
  text: {
    en: {
      title: "Output",
      summary: "What a run gives back",
      help: "Each field becomes an input port. The values that arrive are the run's output, an object with these fields. A field on a branch that was not taken is left out. A type makes it a promise: a value of another type ends the run with an error.",
      fields: { fields: { label: "Fields" } },
    },
    zh: {
      title: "输出",
      summary: "运行的结果",
      help: "每个字段都会成为一个输入端口。到达的值就是运行的输出：一个含这些字段的对象。未走到的分支上的字段会被省略。选定类型即为承诺：类型不符的值会使运行报错结束。",
      fields: { fields: { label: "字段" } },
    },
  },
  config: z.object({ fields: NamedPorts.min(1) }),
  defaultConfig: { fields: [{ name: "answer" }] },
  ports: ({ fields }) => ({ inputs: fields.map(({ name, type }) => optionalPort(name, portTypeOf(type))), outputs: [] }),
  effects: "none",
});

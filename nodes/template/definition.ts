import { z } from "zod";
import { defineNode } from "@/core/graph/kind";
import { port, text } from "@/core/graph/ports";
import { templateVariables } from "@/core/graph/template";

export const template = defineNode({
  kind: "template",
  category: "data",
  icon: "IconTemplate",
  text: {
    en: {
      title: "Text",
      summary: "Text with values filled in",
      help: "Write text and put values into it as {{name}}. Every name becomes an input port; {{ticket.subject}} takes a field of a JSON value. No model is called.",
      fields: { text: { label: "Text", hint: "Use {{name}} for a value" } },
    },
    zh: {
      title: "文本",
      summary: "填入数值的文本",
      help: "编写文本，并以 {{name}} 放入数值。每个名称都会成为输入端口；{{ticket.subject}} 取 JSON 值的一个字段。不调用模型。",
      fields: { text: { label: "文本", hint: "用 {{name}} 表示数值" } },
    },
  },
  config: z.object({ text: z.string().max(200_000) }),
  defaultConfig: { text: "{{value}}" },
  ports: (config) => ({
    inputs: templateVariables(config.text).map((name) => port(name)),
    outputs: [port("text", text)],
  }),
  check: (config) => (config.text.trim() === "" ? [{ code: "template_empty", severity: "warning" }] : []),
  effects: "none",
});

import { z } from "zod";
import type { Json, JsonObject, JsonSchema } from "@/core/graph/json";
import { defineNode } from "@/core/graph/kind";
import { PortName } from "@/core/graph/names";
import { type PortType, port } from "@/core/graph/ports";

export const InputFieldType = z.enum(["text", "longText", "number", "boolean", "choice", "json"]);
export type InputFieldType = z.infer<typeof InputFieldType>;

export const InputField = z.object({
  name: PortName,
  type: InputFieldType.default("text"),
  label: z.string().max(120).default(""),
  hint: z.string().max(500).default(""),
  required: z.boolean().default(true),
  /** Of a choice. */
  options: z.array(z.string().min(1).max(200)).max(100).default([]),
  /** Shown in the form as a starting value. */
  example: z.string().max(20_000).default(""),
});
export type InputField = z.infer<typeof InputField>;

const Config = z.object({
  fields: z
    .array(InputField)
    .min(1)
    .max(50)
    .refine((fields) => new Set(fields.map(({ name }) => name)).size === fields.length, { params: { problem: "port_names_repeat" } }),
});
export type InputConfig = z.infer<typeof Config>;

const portTypes: Record<InputFieldType, PortType> = {
  text: { type: "text" },
  longText: { type: "text" },
  number: { type: "number" },
  boolean: { type: "boolean" },
  choice: { type: "text" },
  json: { type: "json" },
};

const fieldSchema = ({ type, label, hint, options }: InputField): JsonSchema => {
  const about: JsonObject = { ...(label && { title: label }), ...(hint && { description: hint }) };
  if (type === "json") return about;
  if (type === "choice") return { ...about, type: "string", enum: options };
  if (type === "number" || type === "boolean") return { ...about, type };
  return { ...about, type: "string" };
};

/** JSON Schema of what a graph with this input node is started with. */
export function inputSchema(config: InputConfig): JsonSchema {
  const required: Json[] = config.fields.filter((field) => field.required).map(({ name }) => name);
  return {
    type: "object",
    properties: Object.fromEntries(config.fields.map((field) => [field.name, fieldSchema(field)])),
    required,
    additionalProperties: false,
  };
}

export const input = defineNode({
  kind: "input",
  category: "boundary",
  icon: "IconLogin2",
  text: {
    en: {
      title: "Input",
      summary: "What a run starts with",
      help: "Each field becomes an output port, a field of the form you fill in to run the graph, and a property of the request that programs send. Give an example so that a newcomer can run it with one click.",
      fields: { fields: { label: "Fields" } },
    },
    zh: {
      title: "输入",
      summary: "运行的起点",
      help: "每个字段都会成为一个输出端口、运行表单中的一栏，以及程序调用时请求里的一个属性。请给出示例，让新用户一键即可运行。",
      fields: { fields: { label: "字段" } },
    },
  },
  config: Config,
  defaultConfig: { fields: [{ name: "question" }] },
  ports: ({ fields }) => ({
    inputs: [],
    outputs: fields.map((field) => port(field.name, portTypes[field.type])),
  }),
  check: ({ fields }) =>
    fields.flatMap(({ name, type, options }) =>
      type === "choice" && options.length === 0 ? [{ code: "choice_without_options", params: { field: name } }] : [],
    ),
  effects: "none",
});

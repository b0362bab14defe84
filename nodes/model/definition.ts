import { z } from "zod";
import { JsonSchema } from "@/core/graph/json";
import { defineNode } from "@/core/graph/kind";
import { type PortType, port, text } from "@/core/graph/ports";
import { templateVariables } from "@/core/graph/template";

export const PromptMessage = z.object({
  role: z.enum(["system", "user", "assistant"]),
  /** A template: `{{name}}` becomes an input port. */
  content: z.string().max(200_000),
});
export type PromptMessage = z.infer<typeof PromptMessage>;

export const OutputShape = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text") }),
  z.object({ type: z.literal("json"), schema: JsonSchema }),
]);

export const Sampling = z.object({
  temperature: z.number().min(0).max(2).optional(),
  topP: z.number().min(0).max(1).optional(),
  maxTokens: z.number().int().min(1).max(1_000_000).optional(),
  seed: z.number().int().optional(),
  stop: z.array(z.string().min(1)).max(4).optional(),
});

/** What the node asks for, whoever answers. Its hash is the task fingerprint. */
export const Task = z.object({
  messages: z.array(PromptMessage).min(1).max(50),
  output: OutputShape,
  sampling: Sampling.default({}),
});
export type Task = z.infer<typeof Task>;

/** Who answers. `model` is null until somebody has chosen; `fallback` is asked in order when a provider fails. */
export const Assignment = z.object({
  type: z.literal("single"),
  model: z.string().min(1).nullable(),
  fallback: z.array(z.string().min(1)).max(5).default([]),
});
export type Assignment = z.infer<typeof Assignment>;

const Config = z.object({ task: Task, assignment: Assignment });
export type ModelConfig = z.infer<typeof Config>;

const outputType = (shape: z.infer<typeof OutputShape>): PortType =>
  shape.type === "text" ? text : { type: "json", schema: shape.schema };

export const model = defineNode({
  kind: "model",
  category: "model",
  icon: "IconMessageChatbot",
  text: {
    en: {
      title: "Model",
      summary: "Asks a small or large language model",
      help: "The task is the prompt and the shape of the answer; the assignment is the model that serves it. Write {{name}} in the prompt to make an input port. With a JSON Schema the answer is checked against it. Changing the model keeps the node's statistics comparable; changing the task starts a new series.",
      fields: { task: { label: "Task" }, assignment: { label: "Model" } },
    },
    zh: {
      title: "模型",
      summary: "询问小型或大型语言模型",
      help: "任务是提示和答案的形式；指派是为其服务的模型。在提示中写 {{name}} 即可生成输入端口。给出 JSON Schema 时会据此检查答案。更换模型不影响节点统计的可比性；更改任务则开始新的统计序列。",
      fields: { task: { label: "任务" }, assignment: { label: "模型" } },
    },
  },
  config: Config,
  defaultConfig: {
    task: {
      messages: [
        { role: "system", content: "You are a careful assistant." },
        { role: "user", content: "{{question}}" },
      ],
      output: { type: "text" },
    },
    assignment: { type: "single", model: null },
  },
  ports: ({ task }) => ({
    inputs: templateVariables(...task.messages.map(({ content }) => content)).map((name) => port(name)),
    outputs: [port("output", outputType(task.output))],
  }),
  check: ({ task, assignment }) => [
    ...(assignment.model === null ? [{ code: "model_unassigned" }] : []),
    ...(task.messages.every(({ content }) => content.trim() === "") ? [{ code: "prompt_empty" }] : []),
  ],
  effects: "none",
});

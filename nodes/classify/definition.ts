import { z } from "zod";
import { Assignment, assignedModels, assignmentProblems, unassigned } from "@/core/graph/assignment";
import type { JsonSchema } from "@/core/graph/json";
import { defineNode } from "@/core/graph/kind";
import { port, text } from "@/core/graph/ports";
import { Sampling } from "@/core/graph/task";
import { templateVariables } from "@/core/graph/template";

const taken = ["label", "error"];

export const Label = z.object({
  name: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .refine((name) => !taken.includes(name), { params: { problem: "label_reserved" } }),
  description: z.string().max(2_000).default(""),
});
export type Label = z.infer<typeof Label>;

export const ClassifyTask = z.object({
  instructions: z.string().max(50_000).default(""),
  /** A template of what is to be classified. */
  text: z.string().max(200_000),
  labels: z
    .array(Label)
    .min(2)
    .max(100)
    .refine((labels) => new Set(labels.map(({ name }) => name)).size === labels.length, { params: { problem: "port_names_repeat" } }),
  sampling: Sampling.default({ temperature: 0 }),
});
export type ClassifyTask = z.infer<typeof ClassifyTask>;

/** What a model must answer with: one of the labels. */
export const labelSchema = (labels: readonly Label[]): JsonSchema => ({
  type: "object",
  properties: { label: { type: "string", enum: labels.map(({ name }) => name) } },
  required: ["label"],
  additionalProperties: false,
});

export const classify = defineNode({
  kind: "classify",
  category: "model",
  icon: "IconTags",
  text: {
    en: {
      title: "Classify",
      summary: "Puts a text under one of your labels",
      help: "The model can answer with nothing but one of the labels: servers that can be made to obey a schema are, from others the answer is checked. The label leaves by “label”, and the text leaves by the branch of its label; the other branches are skipped. A narrow, repetitive task: the first candidate for a small model.",
      fields: { task: { label: "Task" }, assignment: { label: "Model" } },
    },
    zh: {
      title: "分类",
      summary: "为文本选择一个标签",
      help: "模型只能以这些标签之一作答：能强制遵守模式的服务器会被强制，其余的则检查答案。标签从“label”离开，文本从其标签对应的分支离开，其他分支被跳过。任务窄且重复，是小模型的首选候选。",
      fields: { task: { label: "任务" }, assignment: { label: "模型" } },
    },
  },
  config: z.object({ task: ClassifyTask, assignment: Assignment }),
  defaultConfig: {
    task: {
      instructions: "",
      text: "{{text}}",
      labels: [
        { name: "question", description: "" },
        { name: "other", description: "" },
      ],
      sampling: { temperature: 0 },
    },
    assignment: unassigned,
  },
  ports: ({ task }) => ({
    inputs: templateVariables(task.text, task.instructions).map((name) => port(name)),
    outputs: [port("label", text), ...task.labels.map(({ name }) => port(name, text))],
  }),
  models: ({ assignment }) => assignedModels(assignment),
  task: ({ task }) => ({
    prompts: [task.instructions, task.text],
    schema: labelSchema(task.labels),
    temperature: task.sampling.temperature ?? null,
    tools: 0,
  }),
  check: ({ task, assignment }) => [
    ...assignmentProblems(assignment, true),
    ...(templateVariables(task.text).length === 0 ? [{ code: "classifies_nothing", params: { placeholder: "{{text}}" } }] : []),
  ],
  effects: "none",
});

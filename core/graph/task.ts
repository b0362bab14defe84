import { z } from "zod";
import { JsonSchema } from "./json";
import type { TaskShape } from "./kind";
import { type Port, type PortType, port, text } from "./ports";
import { templateVariables } from "./template";

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
export type OutputShape = z.infer<typeof OutputShape>;

export const Sampling = z.object({
  temperature: z.number().min(0).max(2).optional(),
  topP: z.number().min(0).max(1).optional(),
  maxTokens: z.number().int().min(1).max(1_000_000).optional(),
  seed: z.number().int().optional(),
  stop: z.array(z.string().min(1)).max(4).optional(),
});
export type Sampling = z.infer<typeof Sampling>;

/** A tool that a model is told of and may call in its answer; `parameters` is the JSON Schema of the arguments. */
export const ToolOffer = z.object({ name: z.string().min(1), description: z.string(), parameters: JsonSchema });
export type ToolOffer = z.infer<typeof ToolOffer>;

/** What a node asks for, whoever answers. Its hash is the task fingerprint. */
export const Task = z.object({
  messages: z.array(PromptMessage).min(1).max(50),
  output: OutputShape,
  sampling: Sampling.default({}),
  /** Who calls them is not this node's business: its answer says which are to be called. */
  tools: z.array(ToolOffer).max(256).optional(),
});
export type Task = z.infer<typeof Task>;

export const firstTask: z.input<typeof Task> = {
  messages: [
    { role: "system", content: "You are a careful assistant." },
    { role: "user", content: "{{question}}" },
  ],
  output: { type: "text" },
};

/** What was said to a model as one text, to be shown to another that judges its answer. */
export const transcriptOf = (messages: readonly { role: string; content: string }[]): string =>
  messages.map(({ role, content }) => `${role}:\n${content}`).join("\n\n");

const promptsOf = ({ messages }: Task): string[] => messages.map(({ content }) => content);

/** An input port for each variable of the prompt. */
export const taskInputs = (task: Task): Port[] => templateVariables(...promptsOf(task)).map((name) => port(name));

export const answerType = ({ output }: Pick<Task, "output">): PortType =>
  output.type === "text" ? text : { type: "json", schema: output.schema };

export const taskShape = (task: Task): TaskShape => ({
  prompts: promptsOf(task),
  schema: task.output.type === "json" ? task.output.schema : null,
  temperature: task.sampling.temperature ?? null,
  tools: task.tools?.length ?? 0,
});

export const taskProblems = (task: Task): { code: string }[] =>
  promptsOf(task).every((prompt) => prompt.trim() === "") ? [{ code: "prompt_empty" }] : [];

import { z } from "zod";
import { assignedModels, SingleAssignment, unassignedSingle } from "@/core/graph/assignment";
import { defineNode } from "@/core/graph/kind";
import { port } from "@/core/graph/ports";
import { answerType, OutputShape, Sampling } from "@/core/graph/task";
import { templateVariables } from "@/core/graph/template";

export const Permission = z.enum(["allow", "ask"]);

/** What an agent is told of one of its tools, and whether it may just call it. */
export const ToolRule = z.object({ description: z.string().max(5_000).default(""), permission: Permission.default("allow") });
export type ToolRule = z.infer<typeof ToolRule>;

const AgentTask = z.object({
  instructions: z.string().max(100_000),
  prompt: z.string().max(200_000),
  output: OutputShape,
  sampling: Sampling.default({}),
});

const Config = z.object({
  task: AgentTask,
  assignment: SingleAssignment,
  /** By the id of the node inside. */
  tools: z.record(z.string(), ToolRule),
  maxTurns: z.number().int().min(1).max(100),
});
export type AgentConfig = z.infer<typeof Config>;

const variables = ({ instructions, prompt }: z.infer<typeof AgentTask>) =>
  templateVariables(instructions, prompt).map((name) => port(name));

export const agent = defineNode({
  kind: "agent",
  category: "model",
  icon: "IconRobot",
  text: {
    en: {
      title: "Agent",
      summary: "A model that calls tools until it has an answer",
      help: "Put nodes inside it: each is a tool that the model may call, several at once. What nothing feeds is filled in by the model; connect a port to the left edge to fill it in yourself. A tool that asks first waits for a person. Every turn and every call is recorded, so that a run goes on where it was. After the last turn the model must answer with what it has.",
      fields: {
        task: { label: "Task" },
        assignment: { label: "Model" },
        tools: { label: "Tools" },
        maxTurns: { label: "Most turns", hint: "Each turn is one call of the model." },
      },
    },
    zh: {
      title: "智能体",
      summary: "调用工具直到得出答案的模型",
      help: "把节点放在里面：每个都是模型可以调用的工具，可同时调用多个。没有来源的端口由模型填写；要自己填写，就把端口连到左边缘。需要先询问的工具会等待人的同意。每一轮和每次调用都有记录，运行可从中断处继续。最后一轮之后，模型必须用已有的内容作答。",
      fields: {
        task: { label: "任务" },
        assignment: { label: "模型" },
        tools: { label: "工具" },
        maxTurns: { label: "最多轮数", hint: "每一轮是一次模型调用。" },
      },
    },
  },
  config: Config,
  defaultConfig: {
    task: { instructions: "You solve the task with the tools you have.", prompt: "{{task}}", output: { type: "text" } },
    assignment: unassignedSingle,
    tools: {},
    maxTurns: 10,
  },
  ports: ({ task }) => ({
    inputs: variables(task),
    outputs: [port("output", answerType(task)), port("turns", { type: "number" })],
    inside: { gives: variables(task), takes: [] },
  }),
  container: ({ maxTurns, tools }) => ({
    type: "agent",
    maxTurns,
    asks: Object.entries(tools).flatMap(([id, { permission }]) => (permission === "ask" ? [id] : [])),
  }),
  models: ({ assignment }) => assignedModels(assignment),
  task: ({ task, tools }) => ({
    prompts: [task.instructions, task.prompt],
    schema: task.output.type === "json" ? task.output.schema : null,
    temperature: task.sampling.temperature ?? null,
    tools: Object.keys(tools).length,
  }),
  check: ({ task, assignment }) => [
    ...(assignedModels(assignment).includes(null) ? [{ code: "model_unassigned" }] : []),
    ...(task.prompt.trim() === "" ? [{ code: "prompt_empty" }] : []),
  ],
  effects: "none",
});

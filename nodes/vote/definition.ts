import { z } from "zod";
import { Assignment, assignedModels, assignmentProblems, unassigned } from "@/core/graph/assignment";
import { defineNode } from "@/core/graph/kind";
import { port } from "@/core/graph/ports";
import { answerType, firstTask, Task, taskInputs, taskProblems, taskShape } from "@/core/graph/task";

export const Ballot = z.discriminatedUnion("type", [
  z.object({ type: z.literal("majority") }),
  z.object({ type: z.literal("judge"), model: z.string().min(1).nullable(), criteria: z.string().max(20_000) }),
]);
export type Ballot = z.infer<typeof Ballot>;

export const vote = defineNode({
  kind: "vote",
  category: "model",
  icon: "IconChecklist",
  text: {
    en: {
      title: "Vote",
      summary: "Several samples, one answer",
      help: "Asks the same question several times at once. The most frequent answer wins, which suits labels, numbers and JSON; for free text a judge chooses the best. “agreement” is the share of samples that gave the answer. Several samples of a small model often reach what one of a large model does, at a fraction of its price.",
      fields: { task: { label: "Task" }, assignment: { label: "Model" }, samples: { label: "Samples" }, ballot: { label: "Who wins" } },
    },
    zh: {
      title: "投票",
      summary: "多次采样，一个答案",
      help: "同时把同一问题问若干次。最常见的答案获胜，适合标签、数字和 JSON；自由文本则由评审选出最佳。“agreement”是给出该答案的采样所占比例。小模型的多次采样常可达到大模型单次的水平，而价格只是其一小部分。",
      fields: { task: { label: "任务" }, assignment: { label: "模型" }, samples: { label: "采样次数" }, ballot: { label: "如何胜出" } },
    },
  },
  config: z.object({ task: Task, assignment: Assignment, samples: z.number().int().min(2).max(25), ballot: Ballot }),
  defaultConfig: { task: firstTask, assignment: unassigned, samples: 5, ballot: { type: "majority" } },
  ports: ({ task }) => ({
    inputs: taskInputs(task),
    outputs: [
      port("output", answerType(task)),
      port("agreement", { type: "number" }),
      port("samples", { type: "list", of: answerType(task) }),
    ],
  }),
  models: ({ assignment, ballot }) => [...assignedModels(assignment), ...(ballot.type === "judge" ? [ballot.model] : [])],
  task: ({ task }) => taskShape(task),
  check: ({ task, assignment, ballot }) => [
    ...assignmentProblems(assignment, task.output.type === "json"),
    ...taskProblems(task),
    ...(ballot.type === "judge" && ballot.model === null ? [{ code: "judge_unassigned" }] : []),
    ...(task.sampling.temperature === 0 ? [{ code: "vote_without_chance", severity: "warning" as const }] : []),
  ],
  effects: "none",
});

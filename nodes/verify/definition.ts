import { z } from "zod";
import { Assignment, assignedModels, assignmentProblems, unassigned } from "@/core/graph/assignment";
import { Expression } from "@/core/graph/expression";
import { defineNode } from "@/core/graph/kind";
import { port } from "@/core/graph/ports";
import { answerType, firstTask, Task, taskInputs, taskProblems, taskShape } from "@/core/graph/task";

const ModelKey = z.string().min(1).nullable();

export const Verifier = z.discriminatedUnion("type", [
  z.object({ type: z.literal("model"), model: ModelKey, criteria: z.string().max(20_000) }),
  /** Over `{ answer, inputs }`; accepted when it holds. `feedback` is what the model is told when it doesn't. */
  z.object({ type: z.literal("expression"), when: Expression, feedback: z.string().max(5_000) }),
]);
export type Verifier = z.infer<typeof Verifier>;

export const OnReject = z.enum(["fail", "route"]);

export const verify = defineNode({
  kind: "verify",
  category: "model",
  icon: "IconRosetteDiscountCheck",
  text: {
    en: {
      title: "Verified answer",
      summary: "Answers, is checked, tries again",
      help: "A model answers and a verifier looks at it: another model with your criteria, or a condition. What isn't accepted is tried again with the verifier's feedback; after the last try a stronger model may be asked. What nobody accepts ends the run, or leaves by “rejected” with the reason.",
      fields: {
        task: { label: "Task" },
        assignment: { label: "Model" },
        verifier: { label: "Verifier" },
        attempts: { label: "Most tries" },
        escalateTo: { label: "Then ask" },
        onReject: { label: "When nothing was accepted" },
      },
    },
    zh: {
      title: "经验证的回答",
      summary: "回答、受检、再试",
      help: "模型作答，验证者审查：可以是依据你的标准的另一个模型，或一个条件。未被接受的会带着反馈再试；最后一次之后可改问更强的模型。无人接受时运行结束，或带着原因从“rejected”离开。",
      fields: {
        task: { label: "任务" },
        assignment: { label: "模型" },
        verifier: { label: "验证者" },
        attempts: { label: "最多尝试" },
        escalateTo: { label: "之后询问" },
        onReject: { label: "均未被接受时" },
      },
    },
  },
  config: z.object({
    task: Task,
    assignment: Assignment,
    verifier: Verifier,
    attempts: z.number().int().min(1).max(10),
    escalateTo: ModelKey,
    onReject: OnReject,
  }),
  defaultConfig: {
    task: firstTask,
    assignment: unassigned,
    verifier: { type: "model", model: null, criteria: "" },
    attempts: 2,
    escalateTo: null,
    onReject: "fail",
  },
  ports: ({ task, onReject }) => ({
    inputs: taskInputs(task),
    outputs: [
      port("output", answerType(task)),
      port("attempts", { type: "number" }),
      ...(onReject === "route" ? [port("rejected", { type: "json" })] : []),
    ],
  }),
  models: ({ assignment, escalateTo, verifier }) => [
    ...assignedModels(assignment),
    ...(escalateTo === null ? [] : [escalateTo]),
    ...(verifier.type === "model" ? [verifier.model] : []),
  ],
  task: ({ task }) => taskShape(task),
  check: ({ task, assignment, verifier }) => [
    ...assignmentProblems(assignment, task.output.type === "json"),
    ...taskProblems(task),
    ...(verifier.type === "model" && verifier.model === null ? [{ code: "verifier_unassigned" }] : []),
  ],
  effects: "none",
});

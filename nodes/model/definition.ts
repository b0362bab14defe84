import { z } from "zod";
import { Assignment, assignedModels, assignmentProblems, unassigned } from "@/core/graph/assignment";
import { defineNode } from "@/core/graph/kind";
import { port } from "@/core/graph/ports";
import { answerType, firstTask, Task, taskInputs, taskProblems, taskShape } from "@/core/graph/task";

const Config = z.object({ task: Task, assignment: Assignment });
export type ModelConfig = z.infer<typeof Config>;

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
  defaultConfig: { task: firstTask, assignment: unassigned },
  ports: ({ task }) => ({ inputs: taskInputs(task), outputs: [port("output", answerType(task))] }),
  models: ({ assignment }) => assignedModels(assignment),
  task: ({ task }) => taskShape(task),
  check: ({ task, assignment }) => [...assignmentProblems(assignment, task.output.type === "json"), ...taskProblems(task)],
  effects: "none",
});

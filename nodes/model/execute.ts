import { MinnowError } from "@/core/errors";
import { renderTemplate } from "@/core/graph/template";
import { type ExecutionContext, type Executor, emit, type ModelAnswer, type ModelRequest } from "../executor";
import type { model, Task } from "./definition";

export const execute: Executor<typeof model> = async ({ config, inputs, context }) => {
  const { task, assignment } = config;
  if (assignment.model === null) throw new MinnowError("model_unassigned");
  const answer = await firstAnswer([assignment.model, ...assignment.fallback], requestOf(task, inputs), context);
  return emit("output", answer.json ?? (task.output.type === "json" ? null : answer.text));
};

function requestOf(task: Task, inputs: Parameters<typeof renderTemplate>[1]): Omit<ModelRequest, "model"> {
  return {
    messages: task.messages.map(({ role, content }) => ({ role, content: renderTemplate(content, inputs) })),
    sampling: task.sampling,
    ...(task.output.type === "json" && { outputSchema: task.output.schema }),
  };
}

/** Asks the models in turn until one answers. The last one's failure is the node's. */
async function firstAnswer(models: string[], request: Omit<ModelRequest, "model">, context: ExecutionContext): Promise<ModelAnswer> {
  const [model, ...others] = models as [string, ...string[]];
  try {
    return await context.callModel({ ...request, model });
  } catch (error) {
    if (others.length === 0 || context.signal.aborted || !(error instanceof MinnowError)) throw error;
    context.log(`${model}: ${error.code}; asking ${others[0]} instead`);
    return firstAnswer(others, request, context);
  }
}

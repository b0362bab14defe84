import { MinnowError } from "@/core/errors";
import type { JsonObject } from "@/core/graph/json";
import type { ExecutionContext, ModelAnswer, ModelRequest, Sandbox } from "@/nodes/executor";
import { executorOf } from "@/nodes/executors";

type Setting = {
  sandbox: Sandbox;
  runInput?: JsonObject;
  answer?: (request: ModelRequest) => ModelAnswer | MinnowError;
  signal?: AbortSignal;
};

/** What an executor finds around it in a test, and what it did there. */
export function situation({ sandbox, runInput = {}, answer, signal }: Setting) {
  const requests: ModelRequest[] = [];
  const logs: string[] = [];
  const context: ExecutionContext = {
    runId: "run",
    activation: "node",
    attempt: 1,
    signal: signal ?? new AbortController().signal,
    runInput,
    sandbox,
    log: (line) => logs.push(line),
    async callModel(request) {
      requests.push(request);
      const answered = answer?.(request) ?? { text: `answer of ${request.model}` };
      if (answered instanceof MinnowError) throw answered;
      return answered;
    },
  };
  return { context, requests, logs };
}

export type Situation = ReturnType<typeof situation>;

/** Runs one node by its kind's executor. */
export function runNode(kind: string, config: JsonObject, inputs: JsonObject, { context }: Pick<Situation, "context">) {
  const execute = executorOf(kind);
  if (execute === undefined) throw new Error(`no executor for ${kind}`);
  return execute({ config, inputs, context });
}

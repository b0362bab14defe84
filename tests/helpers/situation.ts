import { MinnowError } from "@/core/errors";
import type { JsonObject } from "@/core/graph/json";
import type { ExecutionContext, ModelAnswer, ModelRequest, Sandbox, WorkspaceCapabilities } from "@/nodes/executor";
import { executorOf } from "@/nodes/executors";

type Setting = {
  sandbox: Sandbox;
  runInput?: JsonObject;
  answer?: (request: ModelRequest) => ModelAnswer | MinnowError;
  signal?: AbortSignal;
  capabilities?: Partial<WorkspaceCapabilities & Pick<ExecutionContext, "tools" | "askPerson">>;
};

const refuse = () => Promise.reject(new Error("this test allows nothing outside"));
const nothingOutside: WorkspaceCapabilities = {
  send: refuse,
  secret: refuse,
  mcpTools: refuse,
  mcpCall: refuse,
  recall: refuse,
  searchKnowledge: refuse,
  remember: refuse,
  forget: refuse,
};

/** What an executor finds around it in a test, and what it did there. */
export function situation({ sandbox, runInput = {}, answer, signal, capabilities }: Setting) {
  const requests: ModelRequest[] = [];
  const logs: string[] = [];
  const context: ExecutionContext = {
    runId: "run",
    activation: "node",
    attempt: 1,
    signal: signal ?? new AbortController().signal,
    runInput,
    sandbox,
    tools: [],
    askPerson: refuse,
    ...nothingOutside,
    ...capabilities,
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

import "server-only";
import { MinnowError } from "@/core/errors";
import { Json } from "@/core/graph/json";
import type { Sandbox } from "@/nodes/executor";
import type { Failure, Limits, Reply } from "./protocol";
import { openThreads } from "./threads";

const defaults: Limits = {
  codeMs: 5_000,
  expressionMs: 2_000,
  memoryBytes: 64 * 2 ** 20,
  stackBytes: 256 * 2 ** 10,
  outputBytes: 256 * 2 ** 10,
  logLines: 200,
  logLineLength: 2_000,
};

/** On top of the interpreter's own limit, for what it can't interrupt. */
const HARD_KILL_GRACE_MS = 1_000;

export type SandboxOptions = Partial<Limits> & { threads?: number };

/**
 * Where code and expressions that people wrote are run: QuickJS compiled to WebAssembly, in threads without environment,
 * modules or host objects, with limits on time, memory, stack and output. JSONata itself runs inside QuickJS too.
 * What the code logged before it failed is in the error's `details.logs`.
 */
export function openSandbox(options: SandboxOptions = {}): Sandbox & { close(): Promise<void> } {
  const { threads: size = 2, ...changes } = options;
  const limits: Limits = { ...defaults, ...changes };
  const threads = openThreads(size, limits);

  return {
    async runCode(source, inputs) {
      const job = { type: "code", source, inputs: JSON.stringify(inputs) } as const;
      const reply = await threads.run(job, limits.codeMs + HARD_KILL_GRACE_MS);
      if (!reply.ok) throw codeError(reply.failure, limits, reply.logs);
      return { value: jsonFrom(reply.value ?? "null"), logs: reply.logs };
    },
    async evaluate(expression, value) {
      const job = { type: "expression", source: expression, value: JSON.stringify(value) } as const;
      const reply: Reply = await threads.run(job, limits.expressionMs + HARD_KILL_GRACE_MS);
      if (!reply.ok) throw expressionError(reply.failure, limits);
      return reply.value === null ? undefined : jsonFrom(reply.value);
    },
    close: threads.close,
  };
}

const jsonFrom = (text: string): Json => Json.parse(JSON.parse(text));

function codeError(failure: Failure, limits: Limits, logs: string[]): MinnowError {
  const details = { logs };
  switch (failure.type) {
    case "failed":
      return new MinnowError("code_failed", { reason: failure.reason, line: failure.line ?? 0 }, { details });
    case "timeout":
      return new MinnowError("code_timeout", { seconds: limits.codeMs / 1_000 }, { details });
    case "memory":
      return new MinnowError("code_memory", { megabytes: limits.memoryBytes / 2 ** 20 }, { details });
    case "output":
      return new MinnowError("code_output", { kilobytes: limits.outputBytes / 2 ** 10 }, { details });
  }
}

function expressionError(failure: Failure, limits: Limits): MinnowError {
  switch (failure.type) {
    case "failed":
      return new MinnowError("expression_failed", { reason: failure.reason });
    case "timeout":
      return new MinnowError("expression_timeout", { seconds: limits.expressionMs / 1_000 });
    case "memory":
      return new MinnowError("expression_failed", { reason: `it used more than ${limits.memoryBytes / 2 ** 20} MB` });
    case "output":
      return new MinnowError("expression_failed", { reason: `it gave more than ${limits.outputBytes / 2 ** 10} KB` });
  }
}

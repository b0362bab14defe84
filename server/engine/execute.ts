import "server-only";
import type { Failure } from "@/core/engine/effects";
import type { PlannedNode } from "@/core/engine/level";
import { MinnowError } from "@/core/errors";
import type { JsonObject } from "@/core/graph/json";
import { errorText } from "@/core/messages";
import type { ExecutionContext, Outputs } from "@/nodes/executor";
import type { AnyExecutor } from "@/nodes/executors";

/**
 * Runs one attempt of a node within its time limit. One that ran out of it may be tried again, unless what it did outside may have been done.
 * @throws MinnowError; `node_timeout` when the limit passed, the signal's reason when it was aborted
 */
export async function attempt(
  execute: AnyExecutor,
  { settings, node, waits, effects }: PlannedNode,
  inputs: JsonObject,
  makeContext: (signal: AbortSignal) => ExecutionContext,
  stop: AbortSignal,
): Promise<Outputs> {
  const control = new AbortController();
  const { promise: interrupted, reject } = Promise.withResolvers<never>();
  const interrupt = (reason: unknown) => {
    control.abort(reason);
    reject(reason);
  };
  const stopped = () => interrupt(stop.reason);
  stop.throwIfAborted();
  stop.addEventListener("abort", stopped, { once: true });
  const late = () => new MinnowError("node_timeout", { seconds: settings.timeoutMs / 1_000 }, { retryable: effects !== "outside" });
  const timer = waits ? undefined : setTimeout(() => interrupt(late()), settings.timeoutMs);
  try {
    return await Promise.race([execute({ config: node.config, inputs, context: makeContext(control.signal) }), interrupted]);
  } catch (error) {
    // What an executor throws when it is interrupted tells less than why it was.
    throw control.signal.aborted ? control.signal.reason : error;
  } finally {
    clearTimeout(timer);
    stop.removeEventListener("abort", stopped);
  }
}

/** An error as the scheduler takes it. Whatever isn't an expected refusal is a crash of the node. */
export function failureOf(error: unknown): Failure {
  const known =
    error instanceof MinnowError
      ? error
      : new MinnowError("node_crashed", { reason: error instanceof Error ? error.message : String(error) }, { cause: error });
  return { code: known.code, params: known.params, message: errorText("en", known.code, known.params), retryable: known.retryable };
}

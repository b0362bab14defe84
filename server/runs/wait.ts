import "server-only";
import type { RunView } from "@/core/engine/events";
import { hasFinished } from "@/core/engine/live";
import type { WorkspaceContext } from "../context";
import type { Services } from "../services";
import { readRun, runStatus } from "./read";

/** The run as soon as it has finished, or as it is after `timeoutMs`. */
export async function waitForRun(
  services: Pick<Services, "runEvents">,
  context: WorkspaceContext,
  runId: string,
  timeoutMs: number,
): Promise<RunView> {
  const signal = AbortSignal.timeout(timeoutMs);
  const subscription = services.runEvents.subscribe(runId);
  try {
    while (!hasFinished(await runStatus(context, runId)) && !signal.aborted) {
      await subscription.next(signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    }
  } finally {
    subscription.close();
  }
  return readRun(context, runId);
}

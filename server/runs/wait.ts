import "server-only";
import { setTimeout as rest } from "node:timers/promises";
import type { RunStatus, RunView } from "@/core/engine/events";
import { hasFinished } from "@/core/engine/live";
import { isTransient } from "@/db/transient";
import type { WorkspaceContext } from "../context";
import type { Services } from "../services";
import { readRun, runStatus } from "./read";

/** While the database is away, it is asked again after so long. Milliseconds. */
const AWAY_MS = 200;

/** The run as soon as it has finished, or as it is after `timeoutMs`. A database that restarts meanwhile is waited for. */
export async function waitForRun(
  services: Pick<Services, "runEvents">,
  context: WorkspaceContext,
  runId: string,
  timeoutMs: number,
): Promise<RunView> {
  const signal = AbortSignal.timeout(timeoutMs);
  const subscription = services.runEvents.subscribe(runId);
  /** Null when the database is away. */
  const status = (): Promise<RunStatus | null> =>
    runStatus(context, runId).catch((error: unknown) => {
      if (isTransient(error) && !signal.aborted) return null;
      throw error;
    });
  try {
    for (let at = await status(); at === null || !hasFinished(at); at = await status()) {
      const news = at === null ? rest(AWAY_MS, undefined, { signal }) : subscription.next(signal);
      await news.catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
      if (signal.aborted) break;
    }
  } finally {
    subscription.close();
  }
  return readRun(context, runId);
}

import "server-only";
import type { RunEvent } from "@/core/engine/events";
import { hasFinished } from "@/core/engine/live";
import type { WorkspaceContext } from "../context";
import { readRunEvents } from "../engine/feed";
import type { Services } from "../services";
import { runStatus } from "./read";

const BATCH = 500;

/** The events of a run after `afterEventId`, in order, as they come. Ends after the last one, or when `signal` is aborted. */
export async function* watchRun(
  services: Pick<Services, "runEvents">,
  context: WorkspaceContext,
  runId: string,
  afterEventId: number,
  signal: AbortSignal,
): AsyncGenerator<{ id: number; event: RunEvent }> {
  // Subscribed before the first read, so that nothing falls between.
  const subscription = services.runEvents.subscribe(runId);
  try {
    let after = afterEventId;
    while (!signal.aborted) {
      // Asked before the events are read: those of a run that has finished by now are all there.
      const finished = hasFinished(await runStatus(context, runId));
      for (let more = true; more; ) {
        const events = await readRunEvents(context.db, runId, after, BATCH);
        for (const { id, event } of events) {
          after = id;
          yield { id, event };
          if (event.type === "run.finished") return;
        }
        more = events.length === BATCH;
      }
      if (finished) return;
      await subscription.next(signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    subscription.close();
  }
}

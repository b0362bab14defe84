import "server-only";
import { hasFinished } from "@/core/engine/live";
import type { WorkspaceContext } from "../context";
import { readRunEvents } from "../engine/feed";
import type { EventBatch } from "../engine/storedEvents";
import type { Services } from "../services";
import { runStatus } from "./read";

/** Read at once at most, in commits. */
const BATCH = 100;

/** The events of a run after `afterEventId`, in order, as they come: those of a commit together. Ends after the last one, or when `signal` is aborted. */
export async function* watchRun(
  services: Pick<Services, "runEvents">,
  context: WorkspaceContext,
  runId: string,
  afterEventId: number,
  signal: AbortSignal,
): AsyncGenerator<EventBatch> {
  // Subscribed before the first read, so that nothing falls between.
  const subscription = services.runEvents.subscribe(runId);
  try {
    let after = afterEventId;
    while (!signal.aborted) {
      // Asked before the events are read: those of a run that has finished by now are all there.
      const finished = hasFinished(await runStatus(context, runId));
      for (let more = true; more; ) {
        const batches = await readRunEvents(context.db, runId, after, BATCH);
        for (const batch of batches) {
          after = batch.id;
          yield batch;
          if (batch.events.some(({ type }) => type === "run.finished")) return;
        }
        more = batches.length === BATCH;
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

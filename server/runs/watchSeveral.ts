import "server-only";
import { z } from "zod";
import type { WorkspaceContext } from "../context";
import type { EventBatch } from "../engine/storedEvents";
import type { Services } from "../services";
import { watchRun } from "./watch";

/** Runs that one connection follows at most. */
export const MOST_WATCHED = 12;

const Ends = z.array(z.object({ runId: z.string(), after: z.number().int().min(0) }));

/** Up to which event each run is known, as one text. */
export const writeEnds = (ends: ReadonlyMap<string, number>): string =>
  JSON.stringify([...ends].map(([runId, after]) => ({ runId, after })));

/** What `writeEnds` wrote; nothing, when that can't be read. */
export function readEnds(text: string): z.infer<typeof Ends> {
  try {
    return Ends.catch([]).parse(JSON.parse(text));
  } catch {
    return [];
  }
}

type Next = { runId: string; feed: AsyncGenerator<EventBatch>; result: IteratorResult<EventBatch> };

/** The events of several runs as they come, each run's in order. Ends after the last run has, or when `signal` is aborted. */
export async function* watchRuns(
  services: Pick<Services, "runEvents">,
  context: WorkspaceContext,
  runs: readonly { runId: string; after: number }[],
  signal: AbortSignal,
): AsyncGenerator<EventBatch & { runId: string }> {
  const left = new AbortController();
  const until = AbortSignal.any([signal, left.signal]);
  const waiting = new Map<string, Promise<Next>>();
  const ask = async (runId: string, feed: AsyncGenerator<EventBatch>): Promise<Next> => ({ runId, feed, result: await feed.next() });
  for (const { runId, after } of runs) waiting.set(runId, ask(runId, watchRun(services, context, runId, after, until)));
  try {
    while (waiting.size > 0) {
      const { runId, feed, result } = await Promise.race(waiting.values());
      if (result.done === true) waiting.delete(runId);
      else {
        waiting.set(runId, ask(runId, feed));
        yield { runId, ...result.value };
      }
    }
  } finally {
    // Whoever stops listening, or one run that can't be read, ends the others' subscriptions too.
    left.abort();
    await Promise.allSettled(waiting.values());
  }
}

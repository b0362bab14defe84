import "server-only";
import { and, asc, eq, gt } from "drizzle-orm";
import type { DatabaseClient, Queryable } from "@/db/client";
import { runEvents } from "@/db/schema/runs";
import type { RunEventFeed } from "../services";
import { channels } from "./channels";
import { completeEvents, type EventBatch } from "./storedEvents";

/** A notification can be lost with its connection: a watcher looks by itself this often. Milliseconds. */
const BACKSTOP_MS = 5_000;

/** The events of a run after `afterId`, in order; of so many commits at most. */
export async function readRunEvents(db: Queryable, runId: string, afterId: number, limit: number): Promise<EventBatch[]> {
  const rows = await db
    .select({ id: runEvents.id, events: runEvents.events })
    .from(runEvents)
    .where(and(eq(runEvents.runId, runId), gt(runEvents.id, afterId)))
    .orderBy(asc(runEvents.id))
    .limit(limit);
  return completeEvents(db, runId, rows);
}

/** Wakes watchers of runs: one listening connection for all watchers of a process. */
export async function openRunEventFeed(database: DatabaseClient): Promise<RunEventFeed & { close(): Promise<void> }> {
  const watchers = new Map<string, Set<() => void>>();
  const wakeAll = () => {
    for (const wakes of watchers.values()) for (const wake of wakes) wake();
  };
  const listener = await database.sql.listen(
    channels.events,
    (runId) => {
      for (const wake of watchers.get(runId) ?? []) wake();
    },
    // After a reconnection nobody knows what was missed.
    wakeAll,
  );
  return {
    subscribe(runId) {
      let news = false;
      let waiting: (() => void) | null = null;
      const wake = () => {
        news = true;
        waiting?.();
      };
      const wakes = watchers.get(runId) ?? new Set();
      watchers.set(runId, wakes.add(wake));
      return {
        async next(signal) {
          signal.throwIfAborted();
          if (!news) await new Promise<void>((resolve) => restOr(resolve, signal, (done) => (waiting = done)));
          waiting = null;
          news = false;
          signal.throwIfAborted();
        },
        close() {
          wakes.delete(wake);
          if (wakes.size === 0 && watchers.get(runId) === wakes) watchers.delete(runId);
          waiting?.();
        },
      };
    },
    close: () => listener.unlisten(),
  };
}

/** Resolves at whichever comes first: `wake`, the abort or the backstop. */
function restOr(resolve: () => void, signal: AbortSignal, wakeable: (wake: () => void) => void): void {
  const end = () => {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
    resolve();
  };
  const timer = setTimeout(end, BACKSTOP_MS);
  signal.addEventListener("abort", end, { once: true });
  wakeable(end);
}

import "server-only";
import type { DatabaseClient } from "@/db/client";
import { channels } from "./channels";
import { openJournal } from "./journal";
import { type JobEnd, pumpRuns } from "./pump";
import { type RunnerDeps, runGraph, type StopReason } from "./runner";
import { sweepLostRuns } from "./sweep";

export type WorkerOptions = Omit<RunnerDeps, "db" | "journal"> & {
  database: DatabaseClient;
  /** Runs under way at once. */
  slots: number;
};

/** Cancellations are also looked for this often, in case their notification was lost. Milliseconds. */
const LOOK_MS = 5_000;

/** Takes runs from the queue, performs them and answers to cancellation, until it is closed. */
export async function openWorker({ database, slots, ...deps }: WorkerOptions): Promise<{ close(): Promise<void> }> {
  const { db, sql } = database;
  const journal = openJournal(db);
  const running = new Map<string, AbortController>();
  const stop = (runId: string, reason: StopReason) => running.get(runId)?.abort(reason);

  const perform = async (runId: string): Promise<JobEnd> => {
    const control = new AbortController();
    running.set(runId, control);
    try {
      return (await runGraph({ ...deps, db, journal }, runId, control.signal)) === "released" ? "released" : "done";
    } finally {
      running.delete(runId);
    }
  };

  const look = async () => {
    if (running.size > 0) {
      const rows = await sql<{ id: string }[]>`select id from runs where cancel_requested and id = any(${[...running.keys()]})`;
      for (const { id } of rows) stop(id, "cancelled");
    }
    await sweepLostRuns(db);
  };
  const looking = (work: Promise<void>) => work.catch((error: unknown) => console.error("worker:", error));

  const listener = await sql.listen(channels.cancel, (runId) => stop(runId, "cancelled"));
  const pump = await pumpRuns(database, { slots, perform });
  await looking(sweepLostRuns(db));
  const timer = setInterval(() => looking(look()), LOOK_MS);

  return {
    async close() {
      clearInterval(timer);
      const pumped = pump.stop();
      for (const control of running.values()) control.abort("released" satisfies StopReason);
      await pumped;
      await journal.close();
      await listener.unlisten();
    },
  };
}

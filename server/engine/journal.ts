import "server-only";
import type { DatabaseClient } from "@/db/client";
import { isTransient } from "@/db/transient";
import { commit, type JournalEntry, type PreparedEntry, prepare } from "./commit";

/** Another worker owns the run by now; what this one still knows is void. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
}

export type Journal = {
  /** Resolves when the entry, and so every earlier one of the run, is durable. @throws LeaseLost */
  append(entry: JournalEntry): Promise<void>;
  /** Resolves when there is room for more: what is not yet written is bounded. */
  room(): Promise<void>;
  close(): Promise<void>;
};

/** How long the first entry waits for others to share its commit; later ones gather while that is under way. Milliseconds. */
const GATHER_MS = 2;
/** Written in one commit at most: entries and characters. */
const BATCH = 2_000;
const BATCH_SIZE = 8_000_000;
/** What may wait before whoever produces it does. */
const BOUND = 2 * BATCH;
const BOUND_SIZE = 4 * BATCH_SIZE;
/** Together about half a minute. */
const TRIES = 12;
const MAX_WAIT_MS = 4_000;

type Waiting = { entry: PreparedEntry; resolve: () => void; reject: (error: unknown) => void };

/**
 * Group commit: what all runs of a process have to write is written together every few milliseconds, one multi-row statement per table.
 * One commit is under way at a time, so that the ids of a run's events rise in the order in which they can be read.
 */
export function openJournal({ sql }: Pick<DatabaseClient, "sql">): Journal {
  let waiting: Waiting[] = [];
  let size = 0;
  let flushing: Promise<void> | null = null;
  let roomWanted: (() => void)[] = [];
  const hasRoom = () => waiting.length < BOUND && size < BOUND_SIZE;

  const takeBatch = (): Waiting[] => {
    let count = 0;
    for (let taken = 0; count < Math.min(waiting.length, BATCH) && taken < BATCH_SIZE; count++) taken += waiting[count]?.entry.size ?? 0;
    const batch = waiting.slice(0, count);
    waiting = waiting.slice(count);
    for (const { entry } of batch) size -= entry.size;
    return batch;
  };
  const pump = async () => {
    await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
    while (waiting.length > 0) {
      await commitOrReject(sql, takeBatch());
      if (!hasRoom()) continue;
      for (const admit of roomWanted) admit();
      roomWanted = [];
    }
    flushing = null;
  };

  return {
    append(told) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      // Whoever needs to know awaits it; who doesn't learns of a lost lease at the run's last entry.
      promise.catch(() => {});
      try {
        const entry = prepare(told);
        waiting.push({ entry, resolve, reject });
        size += entry.size;
        flushing ??= pump();
      } catch (error) {
        reject(error);
      }
      return promise;
    },
    room: () => (hasRoom() ? Promise.resolve() : new Promise((resolve) => roomWanted.push(resolve))),
    async close() {
      while (flushing !== null) await flushing;
    },
  };
}

/**
 * A database that restarts is waited for. An entry that can't be written whatever happens is found by halving, so that it
 * fails its own run and no other.
 */
async function commitOrReject(sql: DatabaseClient["sql"], batch: readonly Waiting[]): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      const owners = await commit(
        sql,
        batch.map(({ entry }) => entry),
      );
      for (const { entry, resolve, reject } of batch) {
        if (owners.has(`${entry.runId} ${entry.epoch}`)) resolve();
        else reject(new LeaseLost(entry.runId));
      }
      return;
    } catch (error) {
      if (isTransient(error) && attempt < TRIES) {
        await new Promise((resolve) => setTimeout(resolve, Math.min(MAX_WAIT_MS, 50 * 2 ** attempt)));
        continue;
      }
      if (batch.length <= 1 || isTransient(error)) {
        for (const { reject } of batch) reject(error);
        return;
      }
      const half = Math.ceil(batch.length / 2);
      await commitOrReject(sql, batch.slice(0, half));
      await commitOrReject(sql, batch.slice(half));
      return;
    }
  }
}

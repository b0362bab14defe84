import "server-only";
import { eq, inArray, sql } from "drizzle-orm";
import type { RunEvent } from "@/core/engine/events";
import type { Database } from "@/db/client";
import { activations, modelCalls, runEvents, runs } from "@/db/schema/runs";
import { channels } from "./channels";

/** Something that happened in a run, to be made durable as a whole. */
export type JournalEntry = {
  runId: string;
  /** The writer's fence: an entry of an owner that has been replaced is refused. */
  epoch: number;
  activation?: typeof activations.$inferInsert;
  calls?: (typeof modelCalls.$inferInsert)[];
  events?: RunEvent[];
  run?: Partial<typeof runs.$inferInsert>;
};

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

/** Longest an entry waits for others to share its commit. Milliseconds. */
const GATHER_MS = 3;
/** Entries written in one commit at most, and the most that may wait before producers do. */
const BATCH = 500;
const BOUND = 4 * BATCH;
/** PostgreSQL takes at most 65,535 parameters in a statement; the widest row here has 26. */
const ROWS = 2_000;
/** Together about half a minute. */
const TRIES = 12;
const MAX_WAIT_MS = 4_000;

type Waiting = { entry: JournalEntry; resolve: () => void; reject: (error: unknown) => void };

/**
 * Group commit: what all runs of a process have to write is written together every few milliseconds, one multi-row statement per table.
 */
export function openJournal(db: Database): Journal {
  let waiting: Waiting[] = [];
  let flushing: Promise<void> | null = null;
  let roomWanted: (() => void)[] = [];

  const pump = async () => {
    while (waiting.length > 0) {
      await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
      const batch = waiting.slice(0, BATCH);
      waiting = waiting.slice(BATCH);
      await commitOrReject(db, batch);
      if (waiting.length < BOUND) {
        for (const admit of roomWanted) admit();
        roomWanted = [];
      }
    }
    flushing = null;
  };

  return {
    append(entry) {
      const written = new Promise<void>((resolve, reject) => waiting.push({ entry, resolve, reject }));
      // Whoever needs to know awaits it; who doesn't learns of a lost lease at the run's last entry.
      written.catch(() => {});
      flushing ??= pump();
      return written;
    },
    room: () => (waiting.length < BOUND ? Promise.resolve() : new Promise((resolve) => roomWanted.push(resolve))),
    async close() {
      while (flushing !== null) await flushing;
    },
  };
}

/**
 * A database that restarts is waited for. An entry that can't be written whatever happens is found by halving, so that it
 * fails its own run and no other; that run is resumed from what was recorded.
 */
async function commitOrReject(db: Database, batch: Waiting[]): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      const owned = await commit(
        db,
        batch.map(({ entry }) => entry),
      );
      for (const { entry, resolve, reject } of batch) {
        if (owned.has(`${entry.runId} ${entry.epoch}`)) resolve();
        else reject(new LeaseLost(entry.runId));
      }
      return;
    } catch (error) {
      if (isTransient(error) && attempt < TRIES) {
        await new Promise((resolve) => setTimeout(resolve, Math.min(MAX_WAIT_MS, 50 * 2 ** attempt)));
        continue;
      }
      const [only] = batch;
      if (only === undefined || batch.length === 1 || isTransient(error)) {
        for (const { reject } of batch) reject(error);
        return;
      }
      const half = Math.ceil(batch.length / 2);
      await commitOrReject(db, batch.slice(0, half));
      await commitOrReject(db, batch.slice(half));
      return;
    }
  }
}

/** May the same statement succeed later: connection lost (08), server going away or coming up (57P), deadlock and serialisation (40)? */
function isTransient(error: unknown): boolean {
  for (let at = error, depth = 0; typeof at === "object" && at !== null && depth < 5; depth++) {
    const code = "code" in at ? String(at.code) : "";
    if (/^(?:08|57P|40)/.test(code) || /^(?:CONNECTION_|CONNECT_TIMEOUT|ECONN|EPIPE|ETIMEDOUT)/.test(code)) return true;
    at = "cause" in at ? at.cause : undefined;
  }
  return false;
}

/** Writes the entries whose writer still owns its run. @returns those owners as `runId epoch` */
async function commit(db: Database, entries: readonly JournalEntry[]): Promise<Set<string>> {
  return db.transaction(async (transaction) => {
    const ids = [...new Set(entries.map(({ runId }) => runId))];
    // The share lock is the fence: nobody can take a run over between this check and the commit.
    const held = await transaction.select({ id: runs.id, epoch: runs.epoch }).from(runs).where(inArray(runs.id, ids)).for("share");
    const owned = new Set(held.map(({ id, epoch }) => `${id} ${epoch}`));
    const valid = entries.filter(({ runId, epoch }) => owned.has(`${runId} ${epoch}`));
    for (const rows of chunks(valid.flatMap(({ activation }) => activation ?? []))) {
      await transaction.insert(activations).values(rows).onConflictDoNothing();
    }
    for (const rows of chunks(valid.flatMap(({ calls }) => calls ?? [])))
      await transaction.insert(modelCalls).values(rows).onConflictDoNothing();
    for (const rows of chunks(valid.flatMap(({ runId, events }) => (events ?? []).map((event) => ({ runId, event }))))) {
      await transaction.insert(runEvents).values(rows);
    }
    for (const { runId, run } of valid) if (run !== undefined) await transaction.update(runs).set(run).where(eq(runs.id, runId));
    const news = [...new Set(valid.filter(({ events }) => (events ?? []).length > 0).map(({ runId }) => runId))];
    if (news.length > 0) {
      await transaction.execute(
        sql`select pg_notify(${channels.events}, id) from jsonb_array_elements_text(${JSON.stringify(news)}::jsonb) as id`,
      );
    }
    return owned;
  });
}

function chunks<T>(rows: T[]): T[][] {
  return Array.from({ length: Math.ceil(rows.length / ROWS) }, (_, index) => rows.slice(index * ROWS, (index + 1) * ROWS));
}

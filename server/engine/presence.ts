import "server-only";
import { randomInt } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import type postgres from "postgres";
import type { Database } from "@/db/client";

/** First half of the advisory locks by which workers show that they live; the second is the worker's number. */
const WORKERS = 0x6d6e6f77;

export type Presence = {
  /** This worker's number, written on the runs it takes. */
  worker: number;
  /** Takes the lock again where the connection that held it was lost. */
  renew(): Promise<void>;
  close(): Promise<void>;
};

/**
 * Holds a session-level advisory lock for as long as the process lives. PostgreSQL drops it the moment the connection
 * ends, so that others learn of a death at once and not by a missed heartbeat, which remains the backstop.
 */
export async function announceWorker(client: postgres.Sql): Promise<Presence> {
  const worker = randomInt(1, 2 ** 31 - 1);
  let connection = await client.reserve();
  const lock = () => connection`select pg_advisory_lock(${WORKERS}, ${worker})`;
  await lock();
  return {
    worker,
    async renew() {
      const [held] = await client`
        select from pg_locks where locktype = 'advisory' and classid = ${WORKERS} and objid = ${worker} and objsubid = 2`;
      if (held !== undefined) return;
      connection.release();
      connection = await client.reserve();
      await lock();
    },
    async close() {
      await connection`select pg_advisory_unlock(${WORKERS}, ${worker})`;
      connection.release();
    },
  };
}

/** How many workers live, as a part of a query. */
export const liveWorkers = sql<number>`(
  select count(*)::int from pg_locks
  where locktype = 'advisory' and classid = ${WORKERS} and objsubid = 2
    and database = (select oid from pg_database where datname = current_database())
)`;

/** Has the worker died whose number a column holds? */
export const workerDied = (worker: SQL): SQL => sql`${worker} is not null and not exists (
  select from pg_locks
  where locktype = 'advisory' and classid = ${WORKERS} and objid = ${worker} and objsubid = 2
    and database = (select oid from pg_database where datname = current_database())
)`;

/** Runs whose worker has died. Each is told to one caller only. @returns ids of their jobs */
export async function claimOrphans(db: Database): Promise<string[]> {
  const rows = await db.execute<{ id: string }>(sql`
    update runs set worker = null where status = 'running' and ${workerDied(sql`runs.worker`)}
    returning coalesce(job_id, id) as id`);
  return rows.map(({ id }) => id);
}

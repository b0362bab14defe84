import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type postgres from "postgres";
import type { Tallies } from "@/core/tallies/run";
import { storeTallies } from "@/core/tallies/stored";
import type { Queryable, Transaction } from "@/db/client";
import { rollupNews, rollupStale } from "@/db/schema/rollups";
import { runs } from "@/db/schema/runs";

/**
 * Tells the rollups of a workspace what happens in this transaction: runs that end here are counted from their records, a moment later
 * and outside the transaction, and whoever reads statistics before that counts them first.
 */
export const tellRunsEnded = (sql: postgres.TransactionSql, workspaceId: string, runIds: readonly string[]) =>
  sql`insert into rollup_news (workspace_id, run_ids) values (${workspaceId}, ${[...runIds]}::text[])`;

/** Of runs that ended before, and are counted perhaps, something more is recorded: their hours are counted anew, a little later. */
export const tellLate = (sql: postgres.TransactionSql, workspaceId: string, hours: readonly string[]) =>
  sql`insert into rollup_stale (workspace_id, hour, due_at)
    select distinct ${workspaceId}, hour::timestamptz, now() + interval '30 seconds' from unnest(${[...hours]}::text[]) as hours (hour)
    on conflict do nothing`;

/** The end of a run within a transaction of drizzle's. */
export async function tellRunEnded(transaction: Transaction, workspaceId: string, runId: string): Promise<void> {
  await transaction.insert(rollupNews).values({ workspaceId, runIds: [runId] });
}

/** Runs that were stored whole, with what they add up to. */
export async function tellTallies(transaction: Transaction, workspaceId: string, tallies: Tallies): Promise<void> {
  if (tallies.size > 0) await transaction.insert(rollupNews).values({ workspaceId, tallies: storeTallies(tallies) });
}

/**
 * Those runs have changed after they were counted, or are about to go: their hours are counted anew.
 * @param which a condition on runs
 * @param soon at the next reading; otherwise when others like them have had time to come
 */
export async function tellStale(db: Queryable, which: SQL, soon: boolean): Promise<void> {
  await db.execute(sql`
    insert into ${rollupStale} (workspace_id, hour, due_at)
    select distinct ${runs.workspaceId}, date_trunc('hour', ${runs.createdAt}, 'UTC'), ${soon ? sql`now()` : sql`now() + interval '30 seconds'`}
    from ${runs} where ${which}
    on conflict (workspace_id, hour) do update set due_at = least(rollup_stale.due_at, excluded.due_at)`);
}

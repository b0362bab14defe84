import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { hourOf } from "@/core/tallies/run";
import type { Queryable, Transaction } from "@/db/client";
import { rollupNews, rollupStale } from "@/db/schema/rollups";
import { addNews, atOneMoment } from "./add";
import { countHours } from "./recount";

/** Pieces of news, and hours, that are taken at once. */
const [NEWS, HOURS] = [200, 200];

const Pending = z.object({ news: z.boolean(), stale: z.boolean() });

/**
 * Brings a workspace's rollups up to what is recorded. Quick when there is nothing to do, so whoever reads them calls it first.
 * Each step is a transaction that sees one moment: what is told after it is left for the next.
 */
export async function settle(db: Queryable, workspaceId: string): Promise<void> {
  for (;;) {
    const [row] = await db.execute(sql`
      select exists(select from ${rollupNews} where workspace_id = ${workspaceId}) as news,
        exists(select from ${rollupStale} where workspace_id = ${workspaceId} and due_at <= now()) as stale`);
    const { news, stale } = Pending.parse(row);
    if (stale) await atOneMoment(db, (transaction) => recountStale(transaction, workspaceId));
    else if (news) await atOneMoment(db, (transaction) => addNews(transaction, workspaceId, NEWS));
    else return;
  }
}

/** The same for every workspace where something waits. */
export async function settleAll(db: Queryable, signal: AbortSignal): Promise<void> {
  const rows = await db.execute<{ id: string }>(sql`
    select workspace_id as id from ${rollupNews} union select workspace_id from ${rollupStale} where due_at <= now()`);
  for (const { id } of rows) {
    if (signal.aborted) return;
    await settle(db, id);
  }
}

/** Counts stale hours anew, the earliest first. All news are added first: what is in the records must not be told again later. */
async function recountStale(transaction: Transaction, workspaceId: string): Promise<void> {
  const rows = await transaction.execute<{ hour: number }>(sql`
    delete from ${rollupStale} where (workspace_id, hour) in (
      select workspace_id, hour from ${rollupStale} where workspace_id = ${workspaceId} and due_at <= now() order by hour limit ${HOURS}
    )
    returning (extract(epoch from hour) * 1000)::float8 as hour`);
  await addNews(transaction, workspaceId, null);
  await countHours(
    transaction,
    workspaceId,
    rows.map(({ hour }) => hourOf(hour)),
  );
}

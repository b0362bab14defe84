import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { countRun, hourOf, type Tallies } from "@/core/tallies/run";
import { mergeStored, StoredTallies } from "@/core/tallies/stored";
import type { Queryable, Transaction } from "@/db/client";
import { rollupNews, rollupStale } from "@/db/schema/rollups";
import { isTransient } from "@/db/transient";
import { readRunFacts } from "./facts";
import { countHours } from "./recount";
import { addTallies } from "./rows";

/** Pieces of news and hours that are taken at once, and runs that are read at once. */
const NEWS = 200;
const HOURS = 200;
const RUNS = 500;
/** Two that settle the same at once: one of them begins anew. */
const TRIES = 10;

const News = z.object({ runIds: z.array(z.string()), tallies: StoredTallies.nullable() });
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

/** Within one snapshot, and again when somebody else changed what it changes. */
export async function atOneMoment<T>(db: Queryable, work: (transaction: Transaction) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction(work, { isolationLevel: "repeatable read" });
    } catch (error) {
      if (!isTransient(error) || attempt === TRIES) throw error;
    }
  }
}

/** @param most pieces of news; null for all there are */
export async function addNews(transaction: Transaction, workspaceId: string, most: number | null): Promise<void> {
  const limit = most === null ? sql`` : sql`limit ${most}`;
  const taken = await transaction.execute(sql`
    delete from ${rollupNews} where id in (select id from ${rollupNews} where workspace_id = ${workspaceId} order by id ${limit})
    returning run_ids as "runIds", tallies`);
  const news = z.array(News).parse([...taken]);
  const tallies: Tallies = new Map();
  for (const { tallies: told } of news) if (told !== null) mergeStored(tallies, told);
  const ids = [...new Set(news.flatMap(({ runIds }) => runIds))];
  for (let from = 0; from < ids.length; from += RUNS)
    for (const run of await readRunFacts(transaction, ids.slice(from, from + RUNS))) countRun(tallies, run);
  await addTallies(transaction, workspaceId, tallies);
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

import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { countRun, type Tallies } from "@/core/tallies/run";
import { mergeStored, StoredTallies } from "@/core/tallies/stored";
import type { Queryable, Transaction } from "@/db/client";
import { rollupNews } from "@/db/schema/rollups";
import { isTransient } from "@/db/transient";
import { readRunFacts } from "./facts";
import { addTallies } from "./rows";

/** Runs that are read at once. */
const RUNS = 500;
/** Two that settle the same at once: one of them begins anew. */
const TRIES = 10;

const News = z.object({ runIds: z.array(z.string()), tallies: StoredTallies.nullable() });

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

/** Adds what has been told. @param most pieces of news; null for all there are */
export async function addNews(transaction: Transaction, workspaceId: string, most: number | null): Promise<void> {
  const limit = most === null ? sql`` : sql`limit ${most}`;
  const taken = await transaction.execute(sql`
    delete from ${rollupNews} where id in (select id from ${rollupNews} where workspace_id = ${workspaceId} order by id ${limit})
    returning run_ids as "runIds", tallies`);
  const news = z.array(News).parse([...taken]);
  const tallies: Tallies = new Map();
  for (const { tallies: told } of news) if (told !== null) mergeStored(tallies, told);
  const ids = [...new Set(news.flatMap(({ runIds }) => runIds))];
  await countRuns(transaction, tallies, ids);
  await addTallies(transaction, workspaceId, tallies);
}

/** Counts those of the given runs that have ended and are still there. */
export async function countRuns(transaction: Transaction, tallies: Tallies, ids: readonly string[]): Promise<void> {
  for (let from = 0; from < ids.length; from += RUNS)
    for (const run of await readRunFacts(transaction, ids.slice(from, from + RUNS))) countRun(tallies, run);
}

import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type TallyKey as Key, mergeInto, type Tallies } from "@/core/tallies/run";
import { type Level, levels, startOf } from "@/core/tallies/spans";
import { TallyKey } from "@/core/tallies/stored";
import { readTally, StoredCounts, StoredShapes, storeTally } from "@/core/tallies/tally";
import type { Transaction } from "@/db/client";
import { graphs } from "@/db/schema/graphs";
import { rollups } from "@/db/schema/rollups";

/** Rows that one statement reads or writes. */
const BATCH = 500;

const Row = TallyKey.extend({ startsAt: z.number(), counts: StoredCounts, shapes: StoredShapes });

const columns = sql.raw(`graph_id as "graphId", subject, node_id as "nodeId", fingerprint, model,
  (extract(epoch from starts_at) * 1000)::float8 as "startsAt", counts, shapes`);

/** Adds tallies to a level's rows. */
export async function addToLevel(transaction: Transaction, workspaceId: string, level: Level, tallies: Tallies): Promise<void> {
  const coarse = atLevel(level, tallies);
  const all = [...coarse.values()];
  for (let from = 0; from < all.length; from += BATCH) {
    const batch = all.slice(from, from + BATCH);
    const places = unnested(batch.map(({ key, hour }) => placeOf(key, hour)));
    const found = await transaction.execute(sql`
      select ${columns} from ${rollups}
      where level = ${level} and (graph_id, starts_at, subject, node_id, fingerprint, model) in (
        select graph_id, starts_at::timestamptz, subject, node_id, fingerprint, model from ${places}
      )`);
    for (const { startsAt, counts, shapes, ...key } of z.array(Row).parse([...found]))
      mergeInto(coarse, startsAt, key, readTally(counts, shapes));
  }
  await write(transaction, workspaceId, level, coarse);
}

/** Adds tallies to every level. */
export async function addTallies(transaction: Transaction, workspaceId: string, tallies: Tallies): Promise<void> {
  for (const level of levels) await addToLevel(transaction, workspaceId, level, tallies);
}

/** Tallies by the start of the level's parts of time instead of by hour. */
function atLevel(level: Level, tallies: Tallies): Tallies {
  const coarse: Tallies = new Map();
  for (const { key, hour, tally } of tallies.values()) mergeInto(coarse, startOf(level, hour), key, tally);
  return coarse;
}

/** Rows of a level that start in a range, as tallies by their start. */
export async function readLevel(transaction: Transaction, level: Level, where: SQL): Promise<Tallies> {
  const found = await transaction.execute(sql`select ${columns} from ${rollups} where level = ${level} and ${where}`);
  const tallies: Tallies = new Map();
  for (const { startsAt, counts, shapes, ...key } of z.array(Row).parse([...found]))
    mergeInto(tallies, startsAt, key, readTally(counts, shapes));
  return tallies;
}

/** Writes a level's rows over what is there. Graphs that have gone since are left out. */
async function write(transaction: Transaction, workspaceId: string, level: Level, tallies: Tallies): Promise<void> {
  const all = [...tallies.values()];
  for (let from = 0; from < all.length; from += BATCH) {
    const rows = all.slice(from, from + BATCH).map(({ key, hour, tally }) => {
      const { counts, shapes } = storeTally(tally);
      return { ...placeOf(key, hour), counts: JSON.stringify(counts), shapes: JSON.stringify(shapes) };
    });
    await transaction.execute(sql`
      insert into ${rollups} (workspace_id, level, graph_id, starts_at, subject, node_id, fingerprint, model, counts, shapes)
      select ${workspaceId}, ${level}, graph_id, starts_at::timestamptz, subject, node_id, fingerprint, model, counts::json, shapes::json
      from ${unnested(rows)} where exists (select 1 from ${graphs} where ${graphs.id} = graph_id)
      on conflict (graph_id, level, starts_at, subject, node_id, fingerprint, model)
      do update set counts = excluded.counts, shapes = excluded.shapes`);
  }
}

const placeOf = ({ graphId, subject, nodeId, fingerprint, model }: Key, startsAt: number) => ({
  graph_id: graphId,
  starts_at: new Date(startsAt).toISOString(),
  subject,
  node_id: nodeId,
  fingerprint,
  model,
});

/** Rows of text as a table of the statement. */
function unnested(rows: readonly Record<string, string>[]): SQL {
  const names = Object.keys(rows[0] ?? {});
  const arrays = names.map((name) => sql`${sql.param(rows.map((row) => row[name] ?? ""))}::text[]`);
  return sql`unnest(${sql.join(arrays, sql`, `)}) as given (${sql.raw(names.join(", "))})`;
}

import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Tallies } from "@/core/tallies/run";
import { type Level, levels, nextOf, startOf } from "@/core/tallies/spans";
import type { Queryable, Transaction } from "@/db/client";
import { rollups } from "@/db/schema/rollups";
import { runs } from "@/db/schema/runs";
import { addNews, atOneMoment, countRuns } from "./add";
import { endedRunIds } from "./facts";
import { addToLevel, readLevel } from "./rows";

const moment = (ms: number) => sql`${new Date(ms).toISOString()}::timestamptz`;

/**
 * Counts the runs of whole hours anew from their records and puts the days, months and the whole together again.
 * @param transaction sees one moment, at which no news of the workspace wait
 * @param hours their starts in milliseconds since 1970
 */
export async function countHours(transaction: Transaction, workspaceId: string, hours: readonly number[]): Promise<void> {
  const touched = new Set<string>();
  for (const hour of hours) {
    const tallies: Tallies = new Map();
    await countRuns(transaction, tallies, await endedRunIds(transaction, workspaceId, hour));
    for (const graphId of await clear(transaction, workspaceId, "hour", hour)) touched.add(graphId);
    for (const { key } of tallies.values()) touched.add(key.graphId);
    await addToLevel(transaction, workspaceId, "hour", tallies);
  }
  const steps = [
    ["hour", "day"],
    ["day", "month"],
  ] as const;
  for (const [fine, coarse] of steps) {
    for (const start of new Set(hours.map((hour) => startOf(coarse, hour)))) {
      const within = sql`workspace_id = ${workspaceId} and starts_at >= ${moment(start)} and starts_at < ${moment(nextOf(coarse, start))}`;
      await clear(transaction, workspaceId, coarse, start);
      await addToLevel(transaction, workspaceId, coarse, await readLevel(transaction, fine, within));
    }
  }
  if (touched.size === 0) return;
  const ofTouched = sql`graph_id = any(${sql.param([...touched])}::text[])`;
  await transaction.execute(sql`delete from ${rollups} where level = 'all' and ${ofTouched}`);
  await addToLevel(transaction, workspaceId, "all", await readLevel(transaction, "month", ofTouched));
}

/** Deletes all of a workspace's rows of a level that start at a moment. @returns the graphs they were of */
async function clear(transaction: Transaction, workspaceId: string, level: Level, start: number): Promise<string[]> {
  const gone = await transaction.execute<{ graph: string }>(sql`
    delete from ${rollups} where workspace_id = ${workspaceId} and level = ${level} and starts_at = ${moment(start)}
    returning graph_id as graph`);
  return gone.map(({ graph }) => graph);
}

const Found = z.object({ rows: z.number().int(), digest: z.string() });

/** What a rebuild found: parts of time counted, and how many of them had other figures than their records. */
export type Rebuilt = { hours: number; rows: number; changedDays: number };

/**
 * Counts all of a workspace anew from its records, a day at a time, while it goes on working.
 * @param told after each day, with the share that is done
 */
export async function rebuildRollups(db: Queryable, workspaceId: string, told: (share: number) => void = () => {}): Promise<Rebuilt> {
  const found = await db.execute<{ hour: number }>(sql`
    select (extract(epoch from hour) * 1000)::float8 as hour from (
      select distinct date_trunc('hour', created_at, 'UTC') as hour from ${runs} where workspace_id = ${workspaceId}
      union select starts_at from ${rollups} where workspace_id = ${workspaceId} and level = 'hour'
    ) as hours order by hour`);
  const days = [...Map.groupBy(found, ({ hour }) => startOf("day", hour)).values()];
  const done: Rebuilt = { hours: 0, rows: 0, changedDays: 0 };
  for (const [index, ofDay] of days.entries()) {
    const hours = ofDay.map(({ hour }) => hour);
    const { before, after } = await atOneMoment(db, async (transaction) => {
      await addNews(transaction, workspaceId, null);
      const before = await digestOf(transaction, workspaceId, hours);
      await countHours(transaction, workspaceId, hours);
      return { before, after: await digestOf(transaction, workspaceId, hours) };
    });
    done.hours += hours.length;
    done.rows += after.rows;
    if (before.digest !== after.digest) done.changedDays++;
    told((index + 1) / days.length);
  }
  return done;
}

/** A digest over every level's rows that the given hours are part of. */
async function digestOf(transaction: Transaction, workspaceId: string, hours: readonly number[]): Promise<z.infer<typeof Found>> {
  const starts = levels.map((level) => {
    const of = [...new Set(hours.map((hour) => startOf(level, hour)))].map((start) => new Date(start).toISOString());
    return sql`(level = ${level} and starts_at = any(${sql.param(of)}::text[]::timestamptz[]))`;
  });
  const [row] = await transaction.execute(sql`
    select count(*)::int as rows, coalesce(md5(string_agg(line, chr(10) order by line collate "C")), '') as digest from (
      select concat_ws('|', graph_id, level, starts_at, subject, node_id, fingerprint, model, counts, shapes) as line
      from ${rollups} where workspace_id = ${workspaceId} and (${sql.join(starts, sql` or `)})
    ) as lines`);
  return Found.parse(row);
}

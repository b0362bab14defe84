import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Subject, subjects } from "@/core/tallies/run";
import { type Level, spansOf } from "@/core/tallies/spans";
import { TallyKey } from "@/core/tallies/stored";
import { emptyTally, mergeTally, readTally, StoredCounts, StoredShapes, type Tally } from "@/core/tallies/tally";
import { rollups } from "@/db/schema/rollups";
import type { WorkspaceContext } from "../../context";
import { settle } from "./settle";

/** From the hour of `from` up to but without the hour of `to`, unless that is in the middle of its hour. */
export type Range = { from?: Date | undefined; to?: Date | undefined };

const Row = TallyKey.extend({ startsAt: z.number(), counts: StoredCounts, shapes: StoredShapes.optional() });
export type Counted = z.infer<typeof TallyKey> & { tally: Tally };

type Wanted = { graphId: string | null; subjects: readonly Subject[]; shapes: boolean };

async function readRows(context: WorkspaceContext, { graphId, subjects: wanted, shapes }: Wanted, when: SQL) {
  await settle(context.db, context.workspaceId);
  const found = await context.db.execute(sql`
    select graph_id as "graphId", subject, node_id as "nodeId", fingerprint, model,
      (extract(epoch from starts_at) * 1000)::float8 as "startsAt", counts ${shapes ? sql`, shapes` : sql``}
    from ${rollups}
    where workspace_id = ${context.workspaceId} ${graphId === null ? sql`` : sql`and graph_id = ${graphId}`} and (${when})
      ${wanted.length === subjects.length ? sql`` : sql`and subject = any(${sql.param([...wanted])}::text[])`}`);
  return z.array(Row).parse([...found]);
}

const during = (level: Level, from: number, to: number): SQL =>
  sql`(level = ${level} and starts_at >= ${new Date(from).toISOString()}::timestamptz and starts_at < ${new Date(to).toISOString()}::timestamptz)`;

/** What was counted in a range of time of each thing, by its key. @param shapes whether tokens' quantiles and answers are wanted too */
export async function readCounted(context: WorkspaceContext, wanted: Wanted, { from, to }: Range): Promise<Counted[]> {
  const spans = spansOf(from?.getTime() ?? null, to?.getTime() ?? null);
  if (spans.length === 0) return [];
  const rows = await readRows(
    context,
    wanted,
    sql.join(
      spans.map((span) => during(span.level, span.from, span.to)),
      sql` or `,
    ),
  );
  const merged = new Map<string, Counted>();
  for (const { counts, shapes, startsAt: _, ...key } of rows) {
    const id = JSON.stringify([key.subject, key.graphId, key.nodeId, key.fingerprint, key.model]);
    const tally = readTally(counts, shapes);
    const known = merged.get(id);
    if (known === undefined) merged.set(id, { ...key, tally });
    else mergeTally(known.tally, tally);
  }
  return [...merged.values()];
}

/** What was counted in each hour, day or month of a range. @returns with the starts in milliseconds since 1970 */
export async function readOverTime(
  context: WorkspaceContext,
  wanted: Omit<Wanted, "shapes">,
  level: Exclude<Level, "all">,
  from: number,
  to: number,
): Promise<(Counted & { startsAt: number })[]> {
  const rows = await readRows(context, { ...wanted, shapes: false }, during(level, from, to));
  return rows.map(({ counts, shapes: _, ...key }) => ({ ...key, tally: readTally(counts) }));
}

/** The first hour in which a run of a graph was begun that is counted, in milliseconds since 1970; null when there is none. */
export async function firstHour(context: WorkspaceContext, graphId: string): Promise<number | null> {
  await settle(context.db, context.workspaceId);
  const [row] = await context.db.execute<{ first: number | null }>(sql`
    select (extract(epoch from min(starts_at)) * 1000)::float8 as first from ${rollups}
    where workspace_id = ${context.workspaceId} and graph_id = ${graphId} and level = 'hour'`);
  return row?.first ?? null;
}

/** All of some tallies as one. */
export function together(counted: readonly { tally: Tally }[]): Tally {
  const sum = emptyTally();
  for (const { tally } of counted) mergeTally(sum, tally);
  return sum;
}

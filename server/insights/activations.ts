import "server-only";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { activations, modelCalls, runs } from "@/db/schema/runs";
import type { WorkspaceContext } from "../context";
import { costOfCalls } from "../runs/read";
import { within } from "../scope";
import { inRange, type Range } from "./series";

const Row = z.object({
  nodeId: z.string(),
  kind: z.string(),
  fired: z.number().int(),
  failed: z.number().int(),
  skipped: z.number().int(),
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  lastRunId: z.string(),
});
export type NodeActivity = z.infer<typeof Row>;

/** How often each node of a graph fired, failed and was skipped, and how long it took. Times in milliseconds. */
export async function readActivity(context: WorkspaceContext, graphId: string, range: Range): Promise<NodeActivity[]> {
  const rows = await context.db.execute(sql`
    select node_id as "nodeId", max(kind) as kind,
      (count(*) filter (where status in ('succeeded', 'failed')))::int as fired,
      (count(*) filter (where status = 'failed'))::int as failed,
      (count(*) filter (where status = 'skipped'))::int as skipped,
      percentile_cont(0.5) within group (order by ms) as p50, percentile_cont(0.95) within group (order by ms) as p95,
      max(run_id) as "lastRunId"
    from (
      select ${activations.nodeId} as node_id, ${activations.kind} as kind, ${activations.status} as status, ${activations.runId} as run_id,
        case when ${activations.status} in ('succeeded', 'failed')
          then (extract(epoch from ${activations.finishedAt} - ${activations.startedAt}) * 1000)::float8 end as ms
      from ${activations}
      where ${within(context, activations, eq(activations.graphId, graphId), inRange(activations.finishedAt, range))} and ${activations.takenFrom} is null
    ) as firing
    group by node_id order by node_id`);
  return z.array(Row).parse([...rows]);
}

const RunTotals = z.object({
  runs: z.number().int(),
  failed: z.number().int(),
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  /** Model calls of these runs, and their cost in US dollars; null when a price is unknown. */
  calls: z.number().int(),
  cost: z.number().nullable(),
});

/** Runs of a graph that ended, and how long they took from start to end in milliseconds. Trials and tests are nobody's use of it. */
export async function readRunTotals(context: WorkspaceContext, graphId: string, range: Range): Promise<z.infer<typeof RunTotals>> {
  const rows = await context.db.execute(sql`
    with finished as (
      select ${runs.id} as id, ${runs.status} as status, (extract(epoch from ${runs.finishedAt} - ${runs.startedAt}) * 1000)::float8 as ms
      from ${runs}
      where ${within(context, runs, eq(runs.graphId, graphId), inRange(runs.createdAt, range))}
        and ${runs.trigger} not in ('node', 'test') and ${runs.status} in ('succeeded', 'failed', 'cancelled')
    )
    select times.*, asked.* from (
      select (count(*))::int as runs, (count(*) filter (where status = 'failed'))::int as failed,
        percentile_cont(0.5) within group (order by ms) as p50, percentile_cont(0.95) within group (order by ms) as p95
      from finished
    ) as times, (
      select (count(*))::int as calls, ${costOfCalls} as cost from ${modelCalls} join finished on finished.id = ${modelCalls.runId}
    ) as asked`);
  return RunTotals.parse(rows[0]);
}

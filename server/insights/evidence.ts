import "server-only";
import { eq, ne, sql } from "drizzle-orm";
import { z } from "zod";
import { type GraphEvidence, NodeEvidence, TaskEvidence } from "@/core/replacement/evidence";
import { activations, modelCalls, runs } from "@/db/schema/runs";
import type { WorkspaceContext } from "../context";
import { findGraph } from "../graphs/read";
import { within } from "../scope";
import { readSeries } from "./series";

/**
 * What was recorded of a graph's nodes by task and model, and how often each of them fires in a run.
 * @throws MinnowError `not_found`
 */
export async function graphEvidence(context: WorkspaceContext, graphId: string): Promise<GraphEvidence> {
  await findGraph(context, graphId);
  const [models, tasks, nodes, ended] = await Promise.all([
    readSeries(context, graphId, {}),
    readTaskFirings(context, graphId),
    readFirings(context, graphId),
    countRuns(context, graphId),
  ]);
  return { runs: ended, nodes, tasks, models };
}

/** Activations in which a model was asked, by node and task. */
async function readTaskFirings(context: WorkspaceContext, graphId: string): Promise<TaskEvidence[]> {
  const rows = await context.db.execute(sql`
    select node_id as "nodeId", fingerprint, (count(*))::int as firings from (
      select distinct ${modelCalls.nodeId} as node_id, ${modelCalls.fingerprint} as fingerprint, ${modelCalls.runId}, ${modelCalls.activation}
      from ${modelCalls} where ${within(context, modelCalls, eq(modelCalls.graphId, graphId))}
    ) as firing
    group by node_id, fingerprint order by node_id, fingerprint`);
  return z.array(TaskEvidence).parse([...rows]);
}

/** Runs that came to their end, so that every node had its chance to fire. */
const endedWell = (context: WorkspaceContext, graphId: string) =>
  within(context, runs, eq(runs.graphId, graphId), eq(runs.status, "succeeded"), ne(runs.trigger, "node"));

async function countRuns(context: WorkspaceContext, graphId: string): Promise<number> {
  return context.db.$count(runs, endedWell(context, graphId));
}

async function readFirings(context: WorkspaceContext, graphId: string): Promise<NodeEvidence[]> {
  const rows = await context.db.execute(sql`
    select ${activations.nodeId} as "nodeId", (count(*))::int as fired,
      percentile_cont(0.5) within group (
        order by case when ${activations.takenFrom} is null
          then (extract(epoch from ${activations.finishedAt} - ${activations.startedAt}) * 1000)::float8 end
      ) as p50
    from ${activations} join ${runs} on ${runs.id} = ${activations.runId}
    where ${endedWell(context, graphId)} and ${activations.graphId} = ${graphId} and ${activations.status} = 'succeeded'
    group by ${activations.nodeId} order by ${activations.nodeId}`);
  return z.array(NodeEvidence).parse([...rows]);
}

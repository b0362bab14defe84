import "server-only";
import { eq, sql } from "drizzle-orm";
import { FEWEST_CALLS } from "@/core/clustering/model";
import { type ClusteredNode, FitProgress } from "@/core/clustering/report";
import { Refusal } from "@/core/knowledge/base";
import { clusterings } from "@/db/schema/clusters";
import { modelCalls } from "@/db/schema/runs";
import type { WorkspaceContext } from "../../context";
import { findGraph, parseDocument } from "../../graphs/read";
import { within } from "../../scope";
import { modelOf } from "./store";

/** The nodes of a graph whose calls can be clustered: those that have made any. Calls are counted as far as it matters. @throws MinnowError `not_found` */
export async function clusteredNodes(context: WorkspaceContext, graphId: string): Promise<{ graphName: string; nodes: ClusteredNode[] }> {
  const { db, workspaceId } = context;
  const graph = await findGraph(context, graphId);
  const draft = parseDocument(graph.draft);
  // Of nodes one after the other by the index, instead of looking at all calls.
  const counted = await db.execute<{ node: string; calls: number }>(sql`
    with recursive nodes(node) as (
      (select node_id from ${modelCalls} where workspace_id = ${workspaceId} and graph_id = ${graphId} order by node_id limit 1)
      union all
      select (
        select node_id from ${modelCalls} where workspace_id = ${workspaceId} and graph_id = ${graphId} and node_id > nodes.node
        order by node_id limit 1
      ) from nodes where nodes.node is not null
    )
    select node, (
      select count(*)::int from (
        select from ${modelCalls} where workspace_id = ${workspaceId} and graph_id = ${graphId} and node_id = nodes.node and error is null
        limit ${FEWEST_CALLS}
      ) as answered
    ) as calls
    from nodes where node is not null`);
  const rows = await db
    .select()
    .from(clusterings)
    .where(within(context, clusterings, eq(clusterings.graphId, graphId)));
  const order = (nodeId: string) => {
    const index = draft.nodes.findIndex(({ id }) => id === nodeId);
    return index < 0 ? draft.nodes.length : index;
  };
  const nodes = [...counted].map(({ node: nodeId, calls }): ClusteredNode => {
    const row = rows.find((one) => one.nodeId === nodeId);
    return {
      ...{ nodeId, calls, needed: FEWEST_CALLS },
      name: draft.nodes.find(({ id }) => id === nodeId)?.name ?? null,
      fittedAt: row?.fittedAt?.toISOString() ?? null,
      clusters: row === undefined ? 0 : (modelOf(row)?.clusters.length ?? 0),
      fitting: row?.fitDue != null && row.error === null,
      progress: FitProgress.nullable().parse(row?.progress ?? null),
      error: Refusal.nullable().parse(row?.error ?? null),
      embeddingModel: row?.embeddingModel ?? null,
      namingModel: row?.namingModel ?? null,
    };
  });
  return { graphName: graph.name, nodes: nodes.toSorted((a, b) => order(a.nodeId) - order(b.nodeId)) };
}

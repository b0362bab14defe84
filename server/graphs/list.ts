import "server-only";
import { count, desc, eq, max, notInArray, sql } from "drizzle-orm";
import { z } from "zod";
import { Position } from "@/core/graph/document";
import { readDocument } from "@/core/graph/formats";
import { modelsOf } from "@/core/graph/kind";
import { graphs } from "@/db/schema/graphs";
import { modelCalls, runs } from "@/db/schema/runs";
import { kinds } from "@/nodes/definitions";
import type { WorkspaceContext } from "../context";
import { within } from "../scope";
import { amongDrawn } from "./read";

/** Just enough of a document to draw a thumbnail and count its models. */
export const GraphOutline = z.object({
  nodes: z.array(z.object({ id: z.string(), kind: z.string(), position: Position, models: z.array(z.string()) })),
  edges: z.array(z.object({ source: z.string(), target: z.string() })),
});

export const GraphSummary = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  revision: z.number().int(),
  liveVersion: z.number().int().nullable(),
  updatedAt: z.string(),
  outline: GraphOutline,
  runs: z.number().int(),
  lastRunAt: z.string().nullable(),
  /** US dollars of all its model calls; null when it has none with a known price. */
  cost: z.number().nullable(),
  simulated: z.boolean(),
});
export type GraphSummary = z.infer<typeof GraphSummary>;

const emptyOutline = { nodes: [], edges: [] };

function outlineOf(draft: unknown): z.infer<typeof GraphOutline> {
  const read = readDocument(draft);
  // A draft that can't be read still has its card; opening it says what is wrong.
  if (!read.ok) return emptyOutline;
  return {
    nodes: read.document.nodes.map((node) => ({ id: node.id, kind: node.kind, position: node.position, models: modelsOf(node, kinds) })),
    edges: read.document.edges.map(({ source, target }) => ({ source: source.node, target: target.node })),
  };
}

/** The workspace's graphs, last edited first. */
export async function listGraphs(context: WorkspaceContext): Promise<GraphSummary[]> {
  const runTotals = context.db
    .select({ graphId: runs.graphId, runs: count().as("runs"), lastRunAt: max(runs.createdAt).as("last_run_at") })
    .from(runs)
    .where(within(context, runs, notInArray(runs.trigger, ["node", "test"])))
    .groupBy(runs.graphId)
    .as("run_totals");
  const callTotals = context.db
    .select({
      graphId: modelCalls.graphId,
      cost: sql<number | null>`sum(${modelCalls.cost})`.as("cost"),
      simulated: sql<boolean>`bool_or(${modelCalls.simulated})`.as("simulated"),
    })
    .from(modelCalls)
    .where(within(context, modelCalls))
    .groupBy(modelCalls.graphId)
    .as("call_totals");
  const rows = await context.db
    .select({ graph: graphs, runs: runTotals.runs, lastRunAt: runTotals.lastRunAt, cost: callTotals.cost, simulated: callTotals.simulated })
    .from(graphs)
    .leftJoin(runTotals, eq(runTotals.graphId, graphs.id))
    .leftJoin(callTotals, eq(callTotals.graphId, graphs.id))
    .where(amongDrawn(context))
    .orderBy(desc(graphs.updatedAt));
  return rows.map(({ graph, runs: total, lastRunAt, cost, simulated }) => ({
    id: graph.id,
    slug: graph.slug,
    name: graph.name,
    description: graph.description,
    revision: graph.revision,
    liveVersion: graph.liveVersion,
    updatedAt: graph.updatedAt.toISOString(),
    outline: outlineOf(graph.draft),
    runs: total ?? 0,
    lastRunAt: lastRunAt === null ? null : new Date(lastRunAt).toISOString(),
    cost,
    simulated: simulated ?? false,
  }));
}

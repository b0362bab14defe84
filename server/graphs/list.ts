import "server-only";
import { and, count, desc, eq, inArray, notInArray, sql } from "drizzle-orm";
import { z } from "zod";
import { Position } from "@/core/graph/document";
import { readDocument } from "@/core/graph/formats";
import { modelsOf } from "@/core/graph/kind";
import type { Subject } from "@/core/tallies/run";
import { countIn, dollarsOf } from "@/core/tallies/tally";
import { graphs } from "@/db/schema/graphs";
import { runs } from "@/db/schema/runs";
import { kinds } from "@/nodes/definitions";
import type { WorkspaceContext } from "../context";
import { readCounted, together } from "../insights/rollups/read";
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

/** Runs that have not ended, and when the last was begun, by graph. The few under way have an index of their own. */
async function readRunning(context: WorkspaceContext) {
  const use = notInArray(runs.trigger, ["node", "test"]);
  const underWay = context.db
    .select({ graphId: runs.graphId, many: count().as("many") })
    .from(runs)
    .where(within(context, runs, use, inArray(runs.status, ["queued", "running", "waiting", "paused"])))
    .groupBy(runs.graphId)
    .as("under_way");
  const last = context.db
    .select({ at: runs.createdAt })
    .from(runs)
    .where(and(eq(runs.graphId, graphs.id), use))
    .orderBy(desc(runs.createdAt))
    .limit(1)
    .as("last");
  return context.db
    .select({ graph: graphs, underWay: underWay.many, lastRunAt: last.at })
    .from(graphs)
    .leftJoin(underWay, eq(underWay.graphId, graphs.id))
    .leftJoinLateral(last, sql`true`)
    .where(amongDrawn(context))
    .orderBy(desc(graphs.updatedAt));
}

/** The workspace's graphs, last edited first. Money is counted of runs that have ended. */
export async function listGraphs(context: WorkspaceContext): Promise<GraphSummary[]> {
  const [rows, counted] = await Promise.all([
    readRunning(context),
    readCounted(context, { graphId: null, subjects: ["run", "call"], shapes: false }, {}),
  ]);
  const byGraph = Map.groupBy(counted, ({ graphId }) => graphId);
  return rows.map(({ graph, underWay, lastRunAt }) => {
    const of = (subject: Subject) => together((byGraph.get(graph.id) ?? []).filter((one) => one.subject === subject));
    const [ended, calls] = [of("run"), of("call")];
    return {
      id: graph.id,
      slug: graph.slug,
      name: graph.name,
      description: graph.description,
      revision: graph.revision,
      liveVersion: graph.liveVersion,
      updatedAt: graph.updatedAt.toISOString(),
      outline: outlineOf(graph.draft),
      runs: countIn(ended, "runs") + (underWay ?? 0),
      lastRunAt: lastRunAt?.toISOString() ?? null,
      cost: countIn(calls, "pricedCalls") === 0 ? null : dollarsOf(calls),
      simulated: countIn(calls, "simulatedCalls") > 0,
    };
  });
}

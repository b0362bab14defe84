import "server-only";
import { inArray } from "drizzle-orm";
import { MinnowError } from "@/core/errors";
import { graphs } from "@/db/schema/graphs";
import type { WorkspaceContext } from "../context";
import { parseDocument } from "../graphs/read";
import { within } from "../scope";

/** What the nodes of a draft are called, by id; of one that can't be read any more nothing. */
export function nodeNamesOf(draft: unknown): Map<string, string> {
  try {
    return new Map(parseDocument(draft).nodes.map(({ id, name }) => [id, name]));
  } catch (error) {
    if (error instanceof MinnowError) return new Map();
    throw error;
  }
}

/** What graphs and their nodes are called today; ids of what is gone are their own names. */
export async function openNames(
  context: WorkspaceContext,
  graphIds: readonly string[],
): Promise<(graphId: string, nodeId: string) => { graph: string; node: string }> {
  if (graphIds.length === 0) return (graph, node) => ({ graph, node });
  const rows = await context.db
    .select({ id: graphs.id, name: graphs.name, draft: graphs.draft })
    .from(graphs)
    .where(within(context, graphs, inArray(graphs.id, [...new Set(graphIds)])));
  const known = new Map(rows.map(({ id, name, draft }) => [id, { name, nodes: nodeNamesOf(draft) }]));
  return (graphId, nodeId) => ({
    graph: known.get(graphId)?.name ?? graphId,
    node: known.get(graphId)?.nodes.get(nodeId) ?? nodeId,
  });
}

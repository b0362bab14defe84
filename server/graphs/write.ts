import "server-only";
import { eq, sql } from "drizzle-orm";
import { MinnowError } from "@/core/errors";
import { emptyDocument, type GraphDocument } from "@/core/graph/document";
import { isRunnable, validateGraph } from "@/core/graph/validate";
import { problemText } from "@/core/messages";
import { graphs } from "@/db/schema/graphs";
import { runs } from "@/db/schema/runs";
import { kinds } from "@/nodes/definitions";
import type { WorkspaceContext } from "../context";
import { tellStale } from "../insights/rollups/news";
import { modelKeys } from "../models/registry";
import { partsMayBeLeft } from "../runs/requests";
import { within } from "../scope";
import { amongDrawn, findGraph, parseDocument } from "./read";
import { freeSlug } from "./slug";
import { subgraphProblems, subgraphsOf } from "./subgraphs";
import { orderDeskAgent } from "./templates/orderDeskAgent";
import { orderDeskCode } from "./templates/orderDeskCode";
import { supportTriage } from "./templates/supportTriage";

export const templates = {
  empty: emptyDocument,
  "support-triage": supportTriage,
  "order-desk-agent": orderDeskAgent,
  "order-desk-code": orderDeskCode,
} as const;
export type TemplateName = keyof typeof templates;

export const userOf = ({ actor }: WorkspaceContext): string | null => (actor.type === "user" ? actor.id : null);

export async function createGraph(
  context: WorkspaceContext,
  request: { name: string; description?: string; document: GraphDocument },
): Promise<{ id: string }> {
  return context.db.transaction(async (transaction) => {
    // Two creations of the same name at once must not race for one slug.
    await transaction.execute(sql`select pg_advisory_xact_lock(hashtext(${`slug ${context.workspaceId}`}))`);
    const slug = await freeSlug(transaction, context, request.name);
    const [row] = await transaction
      .insert(graphs)
      .values({
        workspaceId: context.workspaceId,
        slug,
        name: request.name,
        description: request.description ?? "",
        draft: request.document,
        createdBy: userOf(context),
      })
      .returning({ id: graphs.id });
    if (row === undefined) throw new Error("a graph was inserted without an id");
    return row;
  });
}

export async function renameGraph(context: WorkspaceContext, request: { id: string; name: string; description: string }): Promise<void> {
  const rows = await context.db
    .update(graphs)
    .set({ name: request.name, description: request.description, updatedAt: new Date() })
    .where(amongDrawn(context, eq(graphs.id, request.id)))
    .returning({ id: graphs.id });
  if (rows.length === 0) throw new MinnowError("not_found", { thing: "graph" });
}

/** @throws graph_invalid, with all problems as details, when the graph or one that it runs inside it has an error */
export async function requireRunnable(context: WorkspaceContext, graphId: string, document: GraphDocument): Promise<void> {
  const [models, subgraphs] = await Promise.all([modelKeys(context), subgraphsOf(context.db, context.workspaceId, document)]);
  const problems = [...validateGraph(document, { kinds, models }), ...subgraphProblems(graphId, document, subgraphs, models)];
  if (isRunnable(problems)) return;
  const errors = problems.filter(({ severity }) => severity === "error");
  const first = errors[0];
  throw new MinnowError(
    "graph_invalid",
    { count: errors.length, first: first === undefined ? "" : problemText("en", first, kinds) },
    { details: problems },
  );
}

export async function removeGraph(context: WorkspaceContext, id: string): Promise<void> {
  const rows = await context.db.transaction(async (transaction) => {
    // Its runs may have used other graphs, whose statistics go on without them.
    await tellStale(transaction, within(context, runs, eq(runs.graphId, id)), true);
    await partsMayBeLeft(transaction, within(context, runs, eq(runs.graphId, id)));
    return transaction
      .delete(graphs)
      .where(amongDrawn(context, eq(graphs.id, id)))
      .returning({ id: graphs.id });
  });
  if (rows.length === 0) throw new MinnowError("not_found", { thing: "graph" });
}

export async function duplicateGraph(context: WorkspaceContext, id: string): Promise<{ id: string }> {
  const graph = await findGraph(context, id);
  return createGraph(context, { name: `${graph.name} (2)`, description: graph.description, document: parseDocument(graph.draft) });
}

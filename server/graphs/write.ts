import "server-only";
import { eq, sql } from "drizzle-orm";
import { MinnowError } from "@/core/errors";
import { emptyDocument, type GraphDocument } from "@/core/graph/document";
import { isRunnable, validateGraph } from "@/core/graph/validate";
import { problemText } from "@/core/messages";
import { graphs, graphVersions } from "@/db/schema/graphs";
import { kinds } from "@/nodes/definitions";
import type { WorkspaceContext } from "../context";
import { modelKeys } from "../models/registry";
import { within } from "../scope";
import { findGraph, parseDocument, storeDocument } from "./read";
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

const userOf = ({ actor }: WorkspaceContext): string | null => (actor.type === "user" ? actor.id : null);

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
    .where(within(context, graphs, eq(graphs.id, request.id)))
    .returning({ id: graphs.id });
  if (rows.length === 0) throw new MinnowError("not_found", { thing: "graph" });
}

/** Makes the draft, as saved at `revision`, the version that programs run. */
export async function publishGraph(
  context: WorkspaceContext,
  request: { id: string; revision: number; message: string },
): Promise<{ version: number }> {
  return context.db.transaction(async (transaction) => {
    const [graph] = await transaction
      .select()
      .from(graphs)
      .where(within(context, graphs, eq(graphs.id, request.id)))
      .for("update");
    if (graph === undefined) throw new MinnowError("not_found", { thing: "graph" });
    if (graph.revision !== request.revision) throw new MinnowError("revision_conflict", {}, { details: { revision: graph.revision } });
    const document = parseDocument(graph.draft);
    await requireRunnable(context, graph.id, document);
    const [last] = await transaction
      .select({ number: sql<number>`coalesce(max(${graphVersions.number}), 0)`.mapWith(Number) })
      .from(graphVersions)
      .where(within(context, graphVersions, eq(graphVersions.graphId, graph.id)));
    const version = (last?.number ?? 0) + 1;
    await transaction.insert(graphVersions).values({
      graphId: graph.id,
      number: version,
      workspaceId: context.workspaceId,
      documentHash: await storeDocument(transaction, context, document),
      message: request.message,
      createdBy: userOf(context),
    });
    await transaction
      .update(graphs)
      .set({ liveVersion: version })
      .where(within(context, graphs, eq(graphs.id, graph.id)));
    return { version };
  });
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
    { count: errors.length, first: first === undefined ? "" : problemText("en", first) },
    { details: problems },
  );
}

export async function removeGraph(context: WorkspaceContext, id: string): Promise<void> {
  const rows = await context.db
    .delete(graphs)
    .where(within(context, graphs, eq(graphs.id, id)))
    .returning({ id: graphs.id });
  if (rows.length === 0) throw new MinnowError("not_found", { thing: "graph" });
}

export async function duplicateGraph(context: WorkspaceContext, id: string): Promise<{ id: string }> {
  const graph = await findGraph(context, id);
  return createGraph(context, { name: `${graph.name} (2)`, description: graph.description, document: parseDocument(graph.draft) });
}

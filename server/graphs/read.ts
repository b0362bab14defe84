import "server-only";
import { and, eq, type SQL } from "drizzle-orm";
import { MinnowError } from "@/core/errors";
import type { GraphDocument } from "@/core/graph/document";
import { contentHash } from "@/core/graph/fingerprint";
import { readDocument } from "@/core/graph/formats";
import type { Queryable } from "@/db/client";
import { documents, graphs, graphVersions } from "@/db/schema/graphs";
import type { WorkspaceContext } from "../context";
import { within } from "../scope";

export type GraphRow = typeof graphs.$inferSelect;

/** `within` of graphs that people draw; the one that the playground's runs hang on is none of them. */
export const amongDrawn = (context: Pick<WorkspaceContext, "workspaceId">, ...conditions: (SQL | undefined)[]): SQL =>
  within(context, graphs, eq(graphs.kind, "drawn"), ...conditions);

/**
 * Parses a document that left the database or came from outside, whatever version made it.
 * @throws document_newer, document_unreadable
 */
export function parseDocument(body: unknown): GraphDocument {
  const read = readDocument(body);
  if (read.ok) return read.document;
  const { refusal } = read;
  if (refusal.code === "newer") throw new MinnowError("document_newer", { format: refusal.format });
  throw new MinnowError("document_unreadable", { reason: refusal.code === "broken" ? `${refusal.where}: ${refusal.reason}` : "format" });
}

export async function findGraph(context: WorkspaceContext, id: string): Promise<GraphRow> {
  const [row] = await context.db
    .select()
    .from(graphs)
    .where(amongDrawn(context, eq(graphs.id, id)));
  if (row === undefined) throw new MinnowError("not_found", { thing: "graph" });
  return row;
}

export async function findGraphBySlug(
  context: WorkspaceContext,
  slug: string,
): Promise<{ id: string; liveVersion: number | null; name: string }> {
  const [row] = await context.db
    .select({ id: graphs.id, liveVersion: graphs.liveVersion, name: graphs.name })
    .from(graphs)
    .where(amongDrawn(context, eq(graphs.slug, slug)));
  if (row === undefined) throw new MinnowError("not_found", { thing: "graph" });
  return row;
}

/** Stores a document by its content, once. @returns its hash */
export async function storeDocument(db: Queryable, context: { workspaceId: string }, document: GraphDocument): Promise<string> {
  const hash = contentHash(document);
  await db.insert(documents).values({ workspaceId: context.workspaceId, hash, body: document }).onConflictDoNothing();
  return hash;
}

/** The document of a draft, stored as it is now, or of a published version. */
export async function loadDocument(
  context: WorkspaceContext,
  graphId: string,
  version: number | "draft",
): Promise<{ document: GraphDocument; hash: string; name: string }> {
  const graph = await findGraph(context, graphId);
  if (version === "draft") {
    const document = parseDocument(graph.draft);
    return { document, hash: await storeDocument(context.db, context, document), name: graph.name };
  }
  const [row] = await context.db
    .select({ hash: documents.hash, body: documents.body })
    .from(graphVersions)
    .innerJoin(documents, and(eq(documents.hash, graphVersions.documentHash), eq(documents.workspaceId, graphVersions.workspaceId)))
    .where(within(context, graphVersions, eq(graphVersions.graphId, graphId), eq(graphVersions.number, version)));
  if (row === undefined) throw new MinnowError("not_found", { thing: "version" });
  return { document: parseDocument(row.body), hash: row.hash, name: graph.name };
}

/** Is the draft other than what programs run? */
export async function differsFromLive(context: WorkspaceContext, { id, liveVersion, draft }: GraphRow): Promise<boolean> {
  if (liveVersion === null) return true;
  const live = await loadDocument(context, id, liveVersion);
  return live.hash !== contentHash(parseDocument(draft));
}

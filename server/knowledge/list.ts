import "server-only";
import { asc, eq, sql } from "drizzle-orm";
import { MinnowError } from "@/core/errors";
import type { KnowledgeBase, KnowledgeDocument } from "@/core/knowledge/base";
import type { Queryable } from "@/db/client";
import { knowledgeBases, knowledgeDocuments } from "@/db/schema/knowledge";
import { within } from "../scope";

export type Scope = { db: Queryable; workspaceId: string };

/** The workspace's knowledge bases, by name. */
export async function listBases(scope: Scope): Promise<KnowledgeBase[]> {
  const totals = scope.db
    .select({
      baseId: knowledgeDocuments.baseId,
      documents: sql<number>`count(*)`.mapWith(Number).as("documents"),
      chunks: sql<number>`sum(${knowledgeDocuments.chunkCount})`.mapWith(Number).as("chunks"),
      size: sql<number>`sum(${knowledgeDocuments.size})`.mapWith(Number).as("size"),
    })
    .from(knowledgeDocuments)
    .where(within(scope, knowledgeDocuments))
    .groupBy(knowledgeDocuments.baseId)
    .as("totals");
  const rows = await scope.db
    .select({ base: knowledgeBases, documents: totals.documents, chunks: totals.chunks, size: totals.size })
    .from(knowledgeBases)
    .leftJoin(totals, eq(totals.baseId, knowledgeBases.id))
    .where(within(scope, knowledgeBases))
    .orderBy(asc(sql`lower(${knowledgeBases.name})`), asc(knowledgeBases.id));
  return rows.map(({ base: { id, slug, name, description, updatedAt }, documents, chunks, size }) => ({
    id,
    slug,
    name,
    description,
    documents: documents ?? 0,
    chunks: chunks ?? 0,
    size: size ?? 0,
    updatedAt: updatedAt.toISOString(),
  }));
}

/** @throws MinnowError `not_found` */
export async function requireBase(scope: Scope, id: string): Promise<void> {
  const [row] = await scope.db
    .select({ id: knowledgeBases.id })
    .from(knowledgeBases)
    .where(within(scope, knowledgeBases, eq(knowledgeBases.id, id)));
  if (row === undefined) throw new MinnowError("not_found", { thing: "knowledge base" });
}

/** A base's documents, by name. @throws MinnowError `not_found` */
export async function listDocuments(scope: Scope, baseId: string): Promise<KnowledgeDocument[]> {
  await requireBase(scope, baseId);
  const rows = await scope.db
    .select()
    .from(knowledgeDocuments)
    .where(within(scope, knowledgeDocuments, eq(knowledgeDocuments.baseId, baseId)))
    .orderBy(asc(sql`lower(${knowledgeDocuments.name})`), asc(knowledgeDocuments.id));
  return rows.map(({ id, name, mediaType, size, status, chunkCount, createdAt }) => ({
    id,
    name,
    mediaType,
    size,
    status,
    chunks: chunkCount,
    createdAt: createdAt.toISOString(),
  }));
}

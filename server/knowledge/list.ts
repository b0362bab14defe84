import "server-only";
import { asc, count, eq, sql } from "drizzle-orm";
import { MinnowError } from "@/core/errors";
import { type KnowledgeBase, type KnowledgeDocument, Refusal } from "@/core/knowledge/base";
import type { Queryable } from "@/db/client";
import { knowledgeBases, knowledgeChunks, knowledgeDocuments } from "@/db/schema/knowledge";
import { within } from "../scope";
import { unembedded } from "./embed";

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
  return Promise.all(
    rows.map(async ({ base, documents, chunks, size }) => ({
      id: base.id,
      slug: base.slug,
      name: base.name,
      description: base.description,
      documents: documents ?? 0,
      chunks: chunks ?? 0,
      size: size ?? 0,
      embeddingModel: base.embeddingModel,
      unembedded: base.embeddingDue === null ? 0 : await countUnembedded(scope, base.id),
      embeddingError: Refusal.nullable().parse(base.embeddingError),
      updatedAt: base.updatedAt.toISOString(),
    })),
  );
}

async function countUnembedded({ db }: Scope, baseId: string): Promise<number> {
  const [row] = await db.select({ count: count() }).from(knowledgeChunks).where(unembedded(baseId));
  return row?.count ?? 0;
}

/** @throws MinnowError `not_found` */
export async function requireBase(scope: Scope, id: string): Promise<{ embeddingModel: string | null }> {
  const [row] = await scope.db
    .select({ embeddingModel: knowledgeBases.embeddingModel })
    .from(knowledgeBases)
    .where(within(scope, knowledgeBases, eq(knowledgeBases.id, id)));
  if (row === undefined) throw new MinnowError("not_found", { thing: "knowledge base" });
  return row;
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

import "server-only";
import { createHash } from "node:crypto";
import { and, asc, eq, like, type SQL, sql } from "drizzle-orm";
import { MinnowError } from "@/core/errors";
import type { AddedDocument, BaseDetails } from "@/core/knowledge/base";
import { type Chunk, chunksOf } from "@/core/knowledge/chunk";
import { searchTerms } from "@/core/knowledge/terms";
import { slugOf } from "@/core/slug";
import type { Queryable } from "@/db/client";
import { newId } from "@/db/id";
import { knowledgeBases, knowledgeChunks, knowledgeDocuments } from "@/db/schema/knowledge";
import { models } from "@/db/schema/models";
import type { WorkspaceContext } from "../context";
import { within } from "../scope";
import { extractText, type File } from "./extract";
import { requireBase, type Scope } from "./list";

/** Rows of one insert: PostgreSQL takes 65,535 values in a statement. */
const BATCH = 1_000;

/** Makes a base. Where the workspace has an embedding model, the base is searched by meaning, too. */
export async function createBase(context: WorkspaceContext, { name, description }: BaseDetails): Promise<{ id: string }> {
  const { workspaceId, actor } = context;
  const id = newId();
  await context.db.transaction(async (transaction) => {
    // Two creations of the same name at once must not race for one slug.
    await transaction.execute(sql`select pg_advisory_xact_lock(hashtext(${`knowledge slug ${workspaceId}`}))`);
    const slug = await freeSlug({ db: transaction, workspaceId }, name);
    const createdBy = actor.type === "user" ? actor.id : null;
    const [embeddingModel = null] = await embeddingModels({ db: transaction, workspaceId });
    await transaction.insert(knowledgeBases).values({ id, workspaceId, slug, name, description, createdBy, embeddingModel });
  });
  return { id };
}

/** The slug stays: programs may use it. @throws MinnowError `not_found` */
export async function renameBase(scope: Scope, { id, name, description }: BaseDetails & { id: string }): Promise<void> {
  const rows = await scope.db
    .update(knowledgeBases)
    .set({ name, description, updatedAt: new Date() })
    .where(within(scope, knowledgeBases, eq(knowledgeBases.id, id)))
    .returning({ id: knowledgeBases.id });
  if (rows.length === 0) throw new MinnowError("not_found", { thing: "knowledge base" });
}

/**
 * Chooses the model by whose vectors a base is searched beside its words, or none. The vectors are made by a worker.
 * @throws MinnowError `not_found`, `not_embeddings`
 */
export async function chooseEmbeddings(scope: Scope, { id, model }: { id: string; model: string | null }): Promise<void> {
  await requireBase(scope, id);
  if (model !== null && !(await embeddingModels(scope)).includes(model)) throw new MinnowError("not_embeddings", { model });
  await scope.db
    .update(knowledgeBases)
    .set({ embeddingModel: model, embeddingDue: model === null ? null : sql`now()`, embeddingError: null })
    .where(within(scope, knowledgeBases, eq(knowledgeBases.id, id)));
}

/** Keys of the models that may make vectors, oldest first. */
async function embeddingModels(scope: Scope): Promise<string[]> {
  const rows = await scope.db
    .select({ key: models.key })
    .from(models)
    .where(within(scope, models, and(eq(models.enabled, true), sql`${models.capabilities}->>'embeddings' = 'true'`)))
    .orderBy(asc(models.createdAt), asc(models.key));
  return rows.map(({ key }) => key);
}

/** Removes a base with its documents. @throws MinnowError `not_found` */
export async function removeBase(scope: Scope, id: string): Promise<void> {
  const rows = await scope.db
    .delete(knowledgeBases)
    .where(within(scope, knowledgeBases, eq(knowledgeBases.id, id)))
    .returning({ id: knowledgeBases.id });
  if (rows.length === 0) throw new MinnowError("not_found", { thing: "knowledge base" });
}

/**
 * Reads a file into a base: its text, cut into chunks. A file whose very bytes the base has is not added again.
 * @throws MinnowError `not_found` and those of extractText
 */
export async function addDocument(scope: Scope, baseId: string, file: File): Promise<AddedDocument> {
  await requireBase(scope, baseId);
  const contentHash = createHash("sha256").update(file.bytes).digest("hex");
  const known = await documentOfHash(scope, baseId, contentHash);
  if (known !== null) return known;
  const { mediaType, pages } = await extractText(file);
  const chunks = chunksOf(pages, mediaType === "text/markdown");
  const { workspaceId } = scope;
  const document = { id: newId(), baseId, workspaceId, name: file.name, mediaType, contentHash, size: file.bytes.byteLength };
  return scope.db.transaction(async (transaction) => {
    const inserted = await transaction
      .insert(knowledgeDocuments)
      .values({ ...document, status: "ready", chunkCount: chunks.length })
      .onConflictDoNothing({ target: [knowledgeDocuments.baseId, knowledgeDocuments.contentHash] })
      .returning({ id: knowledgeDocuments.id });
    if (inserted.length === 0) {
      // Somebody else added it meanwhile.
      const other = await documentOfHash({ db: transaction, workspaceId }, baseId, contentHash);
      if (other === null) throw new MinnowError("not_found", { thing: "document" });
      return other;
    }
    await insertChunks(transaction, { documentId: document.id, baseId, workspaceId }, chunks);
    const due = sql`case when ${knowledgeBases.embeddingModel} is not null then now() end`;
    await touch({ db: transaction, workspaceId }, baseId, { embeddingDue: due });
    return { id: document.id, added: true, chunks: chunks.length };
  });
}

/** Removes a document with its chunks. @throws MinnowError `not_found` */
export async function removeDocument(scope: Scope, id: string): Promise<void> {
  const [row] = await scope.db
    .delete(knowledgeDocuments)
    .where(within(scope, knowledgeDocuments, eq(knowledgeDocuments.id, id)))
    .returning({ baseId: knowledgeDocuments.baseId });
  if (row === undefined) throw new MinnowError("not_found", { thing: "document" });
  await touch(scope, row.baseId);
}

async function documentOfHash(scope: Scope, baseId: string, contentHash: string): Promise<AddedDocument | null> {
  const [row] = await scope.db
    .select({ id: knowledgeDocuments.id, chunks: knowledgeDocuments.chunkCount })
    .from(knowledgeDocuments)
    .where(within(scope, knowledgeDocuments, eq(knowledgeDocuments.baseId, baseId), eq(knowledgeDocuments.contentHash, contentHash)));
  return row === undefined ? null : { ...row, added: false };
}

type Owners = { documentId: string; baseId: string; workspaceId: string };

async function insertChunks(db: Queryable, owners: Owners, chunks: readonly Chunk[]): Promise<void> {
  for (let start = 0; start < chunks.length; start += BATCH) {
    const rows = chunks.slice(start, start + BATCH).map(({ ordinal, heading, page, text }) => ({
      ...owners,
      ordinal,
      heading,
      page,
      text,
      terms: searchTerms(heading === "" ? text : `${heading}\n${text}`),
    }));
    await db.insert(knowledgeChunks).values(rows);
  }
}

async function touch(scope: Scope, baseId: string, also: { embeddingDue?: SQL } = {}): Promise<void> {
  await scope.db
    .update(knowledgeBases)
    .set({ updatedAt: new Date(), ...also })
    .where(within(scope, knowledgeBases, eq(knowledgeBases.id, baseId)));
}

async function freeSlug(scope: Scope, name: string): Promise<string> {
  const wanted = slugOf(name, { otherwise: "base" });
  const rows = await scope.db
    .select({ slug: knowledgeBases.slug })
    .from(knowledgeBases)
    .where(within(scope, knowledgeBases, like(knowledgeBases.slug, `${wanted}%`)));
  const taken = new Set(rows.map(({ slug }) => slug));
  if (!taken.has(wanted)) return wanted;
  for (let number = 2; ; number++) if (!taken.has(`${wanted}-${number}`)) return `${wanted}-${number}`;
}

import "server-only";
import { and, asc, eq, lte, type SQL, sql } from "drizzle-orm";
import { MinnowError } from "@/core/errors";
import type { Refusal } from "@/core/knowledge/base";
import type { Database } from "@/db/client";
import { knowledgeBases as bases, knowledgeChunks as chunks } from "@/db/schema/knowledge";
import type { Embedder } from "../models/gateway";

/** Passages of one call: what servers take at once, and lose little of when a call fails. */
const BATCH = 64;
/** Longer passages are cut for the vector alone: most embedding models read a few thousand tokens at most. UTF-16 code units. */
const MAX_TEXT = 6_000;
/** In whole milliseconds, as the driver reads times back. */
const now = sql`date_trunc('milliseconds', now())`;
/** A worker that says nothing for so long has died, and another may go on. */
const leased = sql`${now} + interval '6 minutes'`;
/** When to try again after a failure. */
const rested = sql`${now} + interval '1 minute'`;

/** Passages of a base that have no vector of its model. */
export const unembedded = (baseId: string): SQL =>
  sql`${chunks.baseId} = ${baseId} and ${chunks.embeddedBy} is distinct from (select embedding_model from knowledge_bases where id = ${baseId})`;

/** A vector as the database has it: the numbers, and their signs as bits. */
export const signsOf = (vector: readonly number[]): string => vector.map((value) => (value > 0 ? "1" : "0")).join("");

/**
 * Makes the vectors that passages lack, of every base that is due, one base after the other. Two workers may be at the same base for a
 * moment; what both write is the same.
 */
export async function embedDueBases(db: Database, embedder: Embedder, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const [base] = await db
      .update(bases)
      .set({ embeddingDue: leased })
      .where(
        eq(
          bases.id,
          db
            .select({ id: bases.id })
            .from(bases)
            .where(lte(bases.embeddingDue, sql`now()`))
            .orderBy(asc(bases.embeddingDue))
            .limit(1)
            .for("update", { skipLocked: true }),
        ),
      )
      .returning();
    if (base === undefined) return;
    try {
      while (await embedSome(db, embedder, base.id, signal));
    } catch (error) {
      // Whoever comes next goes on at once.
      if (signal.aborted) await db.update(bases).set({ embeddingDue: now }).where(eq(bases.id, base.id));
      if (!(error instanceof MinnowError)) throw error;
      const refusal: Refusal = { code: error.code, params: error.params };
      await db.update(bases).set({ embeddingError: refusal, embeddingDue: rested }).where(eq(bases.id, base.id));
    }
  }
}

/** @returns whether there may be more */
async function embedSome(db: Database, embedder: Embedder, baseId: string, signal: AbortSignal): Promise<boolean> {
  const [base] = await db.update(bases).set({ embeddingDue: leased }).where(eq(bases.id, baseId)).returning();
  if (base === undefined || base.embeddingModel === null) return false;
  const { embeddingModel: model, embeddingDue: lease, workspaceId } = base;
  const rows = await db
    .select({ id: chunks.id, heading: chunks.heading, text: chunks.text })
    .from(chunks)
    .where(unembedded(baseId))
    .orderBy(asc(chunks.id))
    .limit(BATCH);
  if (rows.length === 0) {
    // Files that came meanwhile have made it due again: the lease is another.
    const done = await db
      .update(bases)
      .set({ embeddingDue: null, embeddingError: null })
      .where(and(eq(bases.id, baseId), sql`${bases.embeddingDue} is not distinct from ${lease?.toISOString() ?? null}::timestamptz`))
      .returning({ id: bases.id });
    return done.length === 0;
  }
  const texts = rows.map(({ heading, text }) => (heading === "" ? text : `${heading}\n${text}`).slice(0, MAX_TEXT).toWellFormed());
  const vectors = await embedder.embed(workspaceId, model, texts, signal);
  // Arrays of one dimension only: a vector goes as its own text.
  await db.execute(sql`
    update ${chunks} set embedded_by = ${model}, embedding = made.vector::real[], embedding_signs = made.signs::varbit
    from unnest(
      ${sql.param(rows.map(({ id }) => id))}::text[],
      ${sql.param(vectors.map((vector) => `{${vector.join(",")}}`))}::text[],
      ${sql.param(vectors.map(signsOf))}::text[]
    ) as made (id, vector, signs)
    where ${chunks.id} = made.id`);
  return true;
}

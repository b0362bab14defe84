import "server-only";
import { eq, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { MinnowError } from "@/core/errors";
import { citationOf, type Findings } from "@/core/knowledge/passage";
import { queryTerms, spelledWords } from "@/core/knowledge/terms";
import { knowledgeChunks as chunks, knowledgeDocuments as documents } from "@/db/schema/knowledge";
import type { Embedder } from "../models/gateway";
import { within } from "../scope";
import { signsOf } from "./embed";
import { requireBase, type Scope } from "./list";

/** Constant of reciprocal rank fusion: how little the first places differ. Cormack, Clarke and Büttcher, SIGIR 2009. */
const FUSION = 60;
/** How many of each list take part. */
const CANDIDATES = 100;
/** Least word_similarity at which a word may be another one misspelled: “warantee” and “warranty” have 0.45. */
const SIMILARITY = 0.45;
/** Longer questions are cut: each word is a look-up of its own. */
const MAX_QUESTION = 2_000;
const MAX_LEXEMES = 64;
const MAX_WORDS = 16;

export type Search = { baseId: string; query: string; limit: number };

const Row = z.object({ text: z.string(), heading: z.string(), page: z.number().nullable(), document: z.string(), score: z.number() });

/** How many passages with the nearest signs are compared in full. */
const NEAR = 400;
/** A question that the embedding model can't read in this time is searched by its words. Milliseconds. */
const EMBEDDING_MS = 10_000;

/**
 * The passages of a base that fit a question best, best first.
 * Three lists are fused by rank: what matches the whole question as a search engine reads it (quotes, minus signs, or), what holds its words,
 * rare ones counting more, and what holds words that look like those the base hasn't got. A minus sign leaves the first list alone.
 * A base with an embedding model has a fourth one: what is nearest in meaning. Without an answer of that model, the words are searched.
 * @throws MinnowError `not_found`; the signal's reason when it is aborted
 */
export async function searchBase(scope: Scope, search: Search, embedder: Embedder, signal?: AbortSignal): Promise<Findings> {
  const { embeddingModel } = await requireBase(scope, search.baseId);
  const meaning =
    embeddingModel === null || search.query.trim() === "" ? null : await meaningOf(scope, embeddingModel, search.query, embedder, signal);
  const wordsOnly = meaning instanceof MinnowError ? { code: meaning.code, params: meaning.params } : null;
  const rows = await scope.db.transaction(async (transaction) => {
    await transaction.execute(thresholdQuery());
    return transaction.execute(searchQuery(scope, search, meaning instanceof MinnowError ? null : meaning));
  });
  const passages = z
    .array(Row)
    .parse([...rows])
    .map((row) => ({ ...row, citation: citationOf(row) }));
  return { passages, wordsOnly };
}

/** A question as an embedding model reads it. */
export type Meaning = { model: string; vector: readonly number[] };

async function meaningOf(
  { workspaceId }: Scope,
  model: string,
  query: string,
  embedder: Embedder,
  signal: AbortSignal | undefined,
): Promise<Meaning | MinnowError> {
  const limit = AbortSignal.timeout(EMBEDDING_MS);
  try {
    const [vector = []] = await embedder.embed(
      workspaceId,
      model,
      [query.slice(0, MAX_QUESTION)],
      AbortSignal.any(signal ? [signal, limit] : [limit]),
    );
    return { model, vector };
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof MinnowError) return error;
    if (limit.aborted) return new MinnowError("provider_timeout", { connection: model, seconds: EMBEDDING_MS / 1_000 });
    throw error;
  }
}

/** What the operator `<%` goes by until the transaction ends. */
export const thresholdQuery = (): SQL => sql`select set_config('pg_trgm.word_similarity_threshold', ${String(SIMILARITY)}, true)`;

/** The whole search as one statement; apart from searchBase so that its plan can be looked at. */
export function searchQuery(scope: Pick<Scope, "workspaceId">, { baseId, query, limit }: Search, meaning: Meaning | null): SQL {
  const question = query.slice(0, MAX_QUESTION).toWellFormed().replaceAll("\u0000", " ");
  const terms = queryTerms(question);
  const words = spelledWords(question).slice(0, MAX_WORDS);
  const here = within(scope, chunks, eq(chunks.baseId, baseId));
  return sql`
    with question as materialized (
      select websearch_to_tsquery('english', ${terms}) as whole
    ), lexemes as materialized (
      select lexeme, ('''' || replace(replace(lexeme, '\\', '\\\\'), '''', '''''') || '''')::tsquery as query
      from unnest(to_tsvector('english', ${terms})) limit ${MAX_LEXEMES}
    ), found as materialized (
      select ${chunks.id} as id, lexeme from lexemes join ${chunks} on ${chunks.search} @@ lexemes.query where ${here}
    ), weights as (
      select lexeme, ln(1 + (select count(distinct id) from found)::float8 / count(*)) as weight from found group by lexeme
    ), misspelled as materialized (
      select word from unnest(${sql.param(words)}::text[]) as word
      where to_tsvector('english', word) <> '' and not to_tsvector('english', word) @@ any (select query from lexemes join found using (lexeme))
    ), lists as (
      (select ${chunks.id} as id, row_number() over (order by ts_rank_cd(${chunks.search}, whole, 1) desc, ${chunks.id}) as place
        from question join ${chunks} on ${chunks.search} @@ whole where ${here} order by place limit ${CANDIDATES})
      union all
      (select id, row_number() over (order by sum(weight) desc, id) as place
        from found join weights using (lexeme), question where whole::text not like '%!%' group by id order by place limit ${CANDIDATES})
      union all
      (select ${chunks.id} as id, row_number() over (order by sum(word_similarity(word, ${chunks.text})) desc, ${chunks.id}) as place
        from misspelled join ${chunks} on word <% ${chunks.text}, question
        where ${here} and whole::text not like '%!%' group by ${chunks.id} order by place limit ${CANDIDATES})
      ${meaning === null ? sql`` : sql`union all (${nearestQuery(here, meaning)})`}
    ), fused as (
      select id, sum((${FUSION} + 1)::float8 / (${FUSION} + place)) / ${meaning === null ? 3 : 4} as score from lists group by id order by score desc, id limit ${CANDIDATES}
    )
    select ${chunks.text} as text, ${chunks.heading} as heading, ${chunks.page} as page, ${documents.name} as document, score
    from fused join ${chunks} on ${chunks.id} = fused.id join ${documents} on ${documents.id} = ${chunks.documentId}
    where ${documents.status} = 'ready'
    order by score desc, ${documents.name}, ${chunks.ordinal}, ${chunks.id} limit ${limit}`;
}

/** Passages by their nearness to the question: those with the nearest signs, compared in full. Those without a vector don't take part. */
function nearestQuery(here: SQL | undefined, { model, vector }: Meaning): SQL {
  const signs = sql`${signsOf(vector)}::varbit`;
  return sql`
    select id, row_number() over (order by nearness desc, id) as place from (
      select id, (select sum(mine * asked) from unnest(embedding, ${`{${vector.join(",")}}`}::real[]) as pair (mine, asked)) as nearness
      from (
        select ${chunks.id} as id, ${chunks.embedding} as embedding from ${chunks}, question
        where ${here} and whole::text not like '%!%' and ${chunks.embeddedBy} = ${model} and length(${chunks.embeddingSigns}) = ${vector.length}
        order by bit_count(${chunks.embeddingSigns} # ${signs}), ${chunks.id} limit ${NEAR}
      ) as near
    ) as compared order by place limit ${CANDIDATES}`;
}

/** Searches bases of workspaces on behalf of running graphs. */
export type KnowledgeSearch = { search(workspaceId: string, search: Search, signal: AbortSignal): Promise<Findings> };

/** @throws in `search` MinnowError `base_missing` when the workspace has no such base */
export function openKnowledgeSearch(db: Scope["db"], embedder: Embedder): KnowledgeSearch {
  return {
    async search(workspaceId, search, signal) {
      try {
        return await searchBase({ db, workspaceId }, search, embedder, signal);
      } catch (error) {
        if (error instanceof MinnowError && error.code === "not_found") throw new MinnowError("base_missing", {}, { cause: error });
        throw error;
      }
    },
  };
}

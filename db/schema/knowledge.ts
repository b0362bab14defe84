import { sql } from "drizzle-orm";
import { customType, index, integer, json, pgTable, real, text, uniqueIndex } from "drizzle-orm/pg-core";
import { user, workspace } from "./auth";
import { createdAt, id, moment } from "./columns";

const varbit = customType<{ data: string }>({ dataType: () => "bit varying" });
const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });

export const knowledgeBases = pgTable(
  "knowledge_bases",
  {
    id: id(),
    workspaceId: text()
      .notNull()
      .references(() => workspace.id, { onDelete: "cascade" }),
    slug: text().notNull(),
    name: text().notNull(),
    description: text().notNull().default(""),
    /** Key of the model whose vectors its passages are found by as well as by their words; null for words alone. */
    embeddingModel: text(),
    /** When a worker may next take up passages without a vector; in the future while one is at it or a failure is rested from, null when none is left. */
    embeddingDue: moment(),
    /** Why the last try failed: `{ code, params }`; null when it didn't. */
    embeddingError: json(),
    createdBy: text().references(() => user.id, { onDelete: "set null" }),
    createdAt: createdAt(),
    updatedAt: moment().notNull().defaultNow(),
  },
  (table) => [uniqueIndex().on(table.workspaceId, table.slug)],
);

export const knowledgeDocuments = pgTable(
  "knowledge_documents",
  {
    id: id(),
    baseId: text()
      .notNull()
      .references(() => knowledgeBases.id, { onDelete: "cascade" }),
    workspaceId: text()
      .notNull()
      .references(() => workspace.id, { onDelete: "cascade" }),
    /** Name of the file. */
    name: text().notNull(),
    mediaType: text({ enum: ["text/plain", "text/markdown", "application/pdf"] }).notNull(),
    /** SHA-256 of the file's bytes: the same file is in a base once. */
    contentHash: text().notNull(),
    /** Bytes of the file. */
    size: integer().notNull(),
    /** Whether its chunks can be searched. Reading is done before a document is stored; a step after that, such as embedding, waits here. */
    status: text({ enum: ["pending", "ready"] }).notNull(),
    chunkCount: integer().notNull(),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex().on(table.baseId, table.contentHash)],
);

/** A passage: what a search gives out. */
export const knowledgeChunks = pgTable(
  "knowledge_chunks",
  {
    id: id(),
    documentId: text()
      .notNull()
      .references(() => knowledgeDocuments.id, { onDelete: "cascade" }),
    baseId: text()
      .notNull()
      .references(() => knowledgeBases.id, { onDelete: "cascade" }),
    workspaceId: text()
      .notNull()
      .references(() => workspace.id, { onDelete: "cascade" }),
    /** Place in the document, from 0. */
    ordinal: integer().notNull(),
    /** Headings it stands under, outermost first, joined by ` › `; empty when there are none. */
    heading: text().notNull(),
    /** From 1; null where a file has no pages. */
    page: integer(),
    text: text().notNull(),
    /** What is looked for: heading and text, with scripts that put no spaces between words cut into pairs. See core/knowledge/terms.ts. */
    terms: text().notNull(),
    /** Model whose vector this is; null before there is one. */
    embeddedBy: text(),
    /** Of length 1. */
    embedding: real().array(),
    /** The signs of the vector, 1 for positive: what is near in these is likely near in full, and comparing them is cheap. */
    embeddingSigns: varbit(),
    // English takes off endings and leaves out stop words; words of other languages pass through it, and questions go the same way.
    search: tsvector().notNull().generatedAlwaysAs(sql`to_tsvector('english', terms)`),
  },
  (table) => [
    uniqueIndex().on(table.documentId, table.ordinal),
    index().on(table.baseId),
    index().using("gin", table.search),
    index().using("gin", table.text.op("gin_trgm_ops")),
  ],
);

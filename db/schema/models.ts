import { sql } from "drizzle-orm";
import { boolean, doublePrecision, index, integer, json, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { workspace } from "./auth";
import { createdAt, id } from "./columns";

/** A place that answers model calls; what the kinds are, core/models.ts says. */
export const connections = pgTable(
  "connections",
  {
    id: id(),
    workspaceId: text()
      .notNull()
      .references(() => workspace.id, { onDelete: "cascade" }),
    /** First half of its models' keys, such as `ollama` in `ollama/qwen3:4b`. */
    slug: text().notNull(),
    name: text().notNull(),
    kind: text({ enum: ["openai", "azure", "anthropic", "google", "ollama", "gguf", "recorded", "simulated"] }).notNull(),
    baseUrl: text(),
    /** AES-256-GCM, see server/auth/secrets.ts; never leaves the server. */
    sealedKey: text(),
    /** Headers that go along, an object in JSON, and the address of a proxy: sealed likewise. */
    sealedHeaders: text(),
    sealedProxy: text(),
    /** See ConnectionOptions in core/connections.ts. */
    options: json().notNull().default(sql`'{}'::json`),
    maxConcurrent: integer().notNull().default(8),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex().on(table.workspaceId, table.slug)],
);

export const models = pgTable(
  "models",
  {
    id: id(),
    workspaceId: text()
      .notNull()
      .references(() => workspace.id, { onDelete: "cascade" }),
    connectionId: text()
      .notNull()
      .references(() => connections.id, { onDelete: "cascade" }),
    /** `<connection slug>/<name>`: what documents refer to. */
    key: text().notNull(),
    /** What the server calls it. */
    name: text().notNull(),
    label: text().notNull(),
    /** In billions; null when unknown. */
    parameters: doublePrecision(),
    /** A person's word over the policy's; null follows the policy. */
    classOverride: text({ enum: ["slm", "llm"] }),
    /** In tokens; null when unknown. */
    contextTokens: integer(),
    /** US dollars per million tokens; null when unknown. */
    inputPrice: doublePrecision(),
    outputPrice: doublePrecision(),
    /** Capabilities: see ModelCapabilities in core/models.ts. */
    capabilities: json().notNull().default(sql`'{}'::json`),
    /** Of simulated models: see Simulation in core/models.ts. */
    simulation: json(),
    enabled: boolean().notNull().default(true),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex().on(table.workspaceId, table.key), index().on(table.connectionId)],
);

/** Requests and responses a recorded connection answers from, by hash of the canonical request. */
export const recordings = pgTable(
  "recordings",
  {
    connectionId: text()
      .notNull()
      .references(() => connections.id, { onDelete: "cascade" }),
    requestHash: text().notNull(),
    workspaceId: text()
      .notNull()
      .references(() => workspace.id, { onDelete: "cascade" }),
    request: json().notNull(),
    response: json().notNull(),
  },
  (table) => [primaryKey({ columns: [table.connectionId, table.requestHash] })],
);

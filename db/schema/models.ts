import { sql } from "drizzle-orm";
import { boolean, doublePrecision, index, integer, json, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { workspace } from "./auth";
import { createdAt, id, moment } from "./columns";

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
    /** Such as `Q4_K_M`; null when unknown, or when there is none. */
    quantisation: text(),
    licence: text(),
    /** Who says what of the above, and of the capabilities: see FactSources in core/modelFacts.ts. */
    sources: json().notNull().default(sql`'{}'::json`),
    /** What asking it found out: see ProbeResults in core/probes.ts. */
    probes: json().notNull().default(sql`'{}'::json`),
    /** What it costs from when on: see PriceList in core/prices.ts. */
    prices: json().notNull().default(sql`'[]'::json`),
    /** Capabilities: see ModelCapabilities in core/models.ts. */
    capabilities: json().notNull().default(sql`'{}'::json`),
    /** Of simulated models: see Simulation in core/models.ts. */
    simulation: json(),
    enabled: boolean().notNull().default(true),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex().on(table.workspaceId, table.key), index().on(table.connectionId)],
);

/** What the calls of a connection are doing, as a process that makes them last told it: see server/models/calls/tellStates.ts. */
export const connectionStates = pgTable(
  "connection_states",
  {
    connectionId: text()
      .notNull()
      .references(() => connections.id, { onDelete: "cascade" }),
    /** Of one process that makes calls, while it lives. */
    caller: text().notNull(),
    workspaceId: text()
      .notNull()
      .references(() => workspace.id, { onDelete: "cascade" }),
    /** See CallerState in core/connectionState.ts. */
    state: json().notNull(),
    toldAt: moment().notNull(),
  },
  (table) => [primaryKey({ columns: [table.connectionId, table.caller] }), index().on(table.workspaceId)],
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

import { boolean, customType, index, integer, json, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { user, workspace } from "./auth";
import { createdAt, id, moment } from "./columns";

const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => "bytea" });

/** Documents by content, shared by drafts that were run and by versions. Stored as `json`, not `jsonb`, here and elsewhere: the order of keys is part of what people and models see. */
export const documents = pgTable(
  "documents",
  {
    workspaceId: text()
      .notNull()
      .references(() => workspace.id, { onDelete: "cascade" }),
    hash: text().notNull(),
    body: json().notNull(),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.hash] })],
);

export const graphs = pgTable(
  "graphs",
  {
    id: id(),
    workspaceId: text()
      .notNull()
      .references(() => workspace.id, { onDelete: "cascade" }),
    /** playground: what the playground's runs hang on; nobody draws or sees it. See docs/decisions/0014. */
    kind: text({ enum: ["drawn", "playground"] })
      .notNull()
      .default("drawn"),
    slug: text().notNull(),
    name: text().notNull(),
    description: text().notNull().default(""),
    draft: json().notNull(),
    /** Goes up by one at every saved edit; a save names the revision it started from. */
    revision: integer().notNull().default(1),
    /** Number of the published version that programs run; null before the first. */
    liveVersion: integer(),
    createdBy: text().references(() => user.id, { onDelete: "set null" }),
    createdAt: createdAt(),
    updatedAt: moment().notNull().defaultNow(),
  },
  (table) => [uniqueIndex().on(table.workspaceId, table.slug), index().on(table.workspaceId, table.updatedAt)],
);

/** A draft as people edit it together: the same content as `graphs.draft`, with what it takes to merge edits. Made when a graph is first opened. */
export const graphStates = pgTable("graph_states", {
  graphId: text()
    .primaryKey()
    .references(() => graphs.id, { onDelete: "cascade" }),
  workspaceId: text()
    .notNull()
    .references(() => workspace.id, { onDelete: "cascade" }),
  /** Of the draft it holds; when the graph's is another one, the draft is what counts. */
  revision: integer().notNull(),
  /** A Yjs update (V2). */
  state: bytea().notNull(),
});

export const graphVersions = pgTable(
  "graph_versions",
  {
    graphId: text()
      .notNull()
      .references(() => graphs.id, { onDelete: "cascade" }),
    number: integer().notNull(),
    workspaceId: text()
      .notNull()
      .references(() => workspace.id, { onDelete: "cascade" }),
    documentHash: text().notNull(),
    name: text().notNull().default(""),
    message: text().notNull().default(""),
    /** Has it ever been the version that programs run? One that was only saved has not been checked. */
    published: boolean().notNull().default(true),
    createdBy: text().references(() => user.id, { onDelete: "set null" }),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.graphId, table.number] })],
);

/** What the draft was like now and then while it was edited, so that one can go back to before something went wrong. */
export const graphCheckpoints = pgTable(
  "graph_checkpoints",
  {
    id: id(),
    graphId: text()
      .notNull()
      .references(() => graphs.id, { onDelete: "cascade" }),
    workspaceId: text()
      .notNull()
      .references(() => workspace.id, { onDelete: "cascade" }),
    documentHash: text().notNull(),
    createdBy: text().references(() => user.id, { onDelete: "set null" }),
    createdAt: createdAt(),
  },
  (table) => [index().on(table.graphId, table.createdAt)],
);

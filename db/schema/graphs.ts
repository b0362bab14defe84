import { index, integer, json, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { user, workspace } from "./auth";
import { createdAt, id, moment } from "./columns";

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
    message: text().notNull().default(""),
    createdBy: text().references(() => user.id, { onDelete: "set null" }),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.graphId, table.number] })],
);

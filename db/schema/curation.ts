import { sql } from "drizzle-orm";
import { index, integer, json, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { user, workspace } from "./auth";
import { createdAt, id, moment } from "./columns";

/** What analysts have said about what is found in texts: see core/privacy/corrections.ts. Those that were undone stay, to be seen. */
export const corrections = pgTable(
  "curation_corrections",
  {
    id: id(),
    workspaceId: text()
      .notNull()
      .references(() => workspace.id, { onDelete: "cascade" }),
    verdict: text({ enum: ["harmless", "missed", "kind"] }).notNull(),
    form: text({ enum: ["value", "pattern"] }).notNull(),
    text: text().notNull(),
    /** See FoundKind; null of what is harmless. */
    kind: text(),
    createdBy: text().references(() => user.id, { onDelete: "set null" }),
    createdAt: createdAt(),
    undoneBy: text().references(() => user.id, { onDelete: "set null" }),
    undoneAt: moment(),
  },
  (table) => [
    index().on(table.workspaceId, table.createdAt),
    // Of one text one thing is said at a time.
    uniqueIndex("curation_corrections_said_once")
      .on(table.workspaceId, table.form, sql`lower(${table.text})`)
      .where(sql`undone_at is null`),
  ],
);

/** Going through all runs that are stored, to take out of them what is found now. A worker has one for a while, and goes on where another left off. */
export const curationPasses = pgTable(
  "curation_passes",
  {
    id: id(),
    workspaceId: text()
      .notNull()
      .references(() => workspace.id, { onDelete: "cascade" }),
    /** corrected: only what analysts marked. everything: whatever the policy looks for. */
    scope: text({ enum: ["corrected", "everything"] }).notNull(),
    status: text({ enum: ["underway", "done", "stopped", "failed"] })
      .notNull()
      .default("underway"),
    /** Runs it has to go through, has gone through, and has changed. */
    total: integer().notNull(),
    done: integer().notNull().default(0),
    changed: integer().notNull().default(0),
    /** The last run it has gone through, in the order of their ids, which is that of their beginning. */
    cursor: text(),
    /** When a worker may next take it up; in the future while one is at it. */
    dueAt: moment().notNull().defaultNow(),
    /** `{ code, params }` */
    error: json(),
    createdBy: text().references(() => user.id, { onDelete: "set null" }),
    createdAt: createdAt(),
    finishedAt: moment(),
  },
  (table) => [
    index().on(table.workspaceId, table.createdAt),
    uniqueIndex().on(table.workspaceId).where(sql`status = 'underway'`),
    index().on(table.dueAt).where(sql`status = 'underway'`),
  ],
);

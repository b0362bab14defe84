import { bigserial, index, json, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { workspace } from "./auth";
import { moment } from "./columns";
import { graphs } from "./graphs";

/**
 * Tallies of what runs recorded, by the hour, day and month in which the runs were begun, and of all time: the same things counted
 * four times, so that any span of time is read from few rows. See core/tallies.
 */
export const rollups = pgTable(
  "rollups",
  {
    workspaceId: text().notNull(),
    graphId: text()
      .notNull()
      .references(() => graphs.id, { onDelete: "cascade" }),
    level: text({ enum: ["hour", "day", "month", "all"] }).notNull(),
    /** In UTC; the epoch for all time. */
    startsAt: moment().notNull(),
    subject: text({ enum: ["call", "task", "node", "run"] }).notNull(),
    /** These three are empty where the subject has none. */
    nodeId: text().notNull(),
    fingerprint: text().notNull(),
    model: text().notNull(),
    /** See StoredCounts and StoredShapes in core/tallies/tally.ts. */
    counts: json().notNull(),
    shapes: json().notNull(),
  },
  (table) => [
    primaryKey({
      name: "rollups_pk",
      columns: [table.graphId, table.level, table.startsAt, table.subject, table.nodeId, table.fingerprint, table.model],
    }),
    index().on(table.workspaceId, table.level, table.startsAt),
  ],
);

/** What has happened and isn't in the rollups yet; written in the transaction in which it happened. */
export const rollupNews = pgTable(
  "rollup_news",
  {
    id: bigserial({ mode: "number" }).primaryKey(),
    workspaceId: text()
      .notNull()
      .references(() => workspace.id, { onDelete: "cascade" }),
    /** Runs that have ended, which are to be counted from their records. */
    runIds: text().array().notNull().default([]),
    /** Tallies of runs that came with their records; see StoredTallies in core/tallies/stored.ts. */
    tallies: json(),
  },
  (table) => [index().on(table.workspaceId)],
);

/** Hours whose runs have changed or gone since they were counted: they are counted anew from the records. */
export const rollupStale = pgTable(
  "rollup_stale",
  {
    workspaceId: text()
      .notNull()
      .references(() => workspace.id, { onDelete: "cascade" }),
    hour: moment().notNull(),
    /** Not before: where more changes of the same kind are to be expected, they are waited for. */
    dueAt: moment().notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.hour] })],
);

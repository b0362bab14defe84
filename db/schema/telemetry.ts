import { boolean, integer, json, pgTable, text } from "drizzle-orm/pg-core";
import { workspace } from "./auth";
import { moment } from "./columns";

/** Where a workspace's runs are told to, as spans of OpenTelemetry; no row, or no address: nowhere. */
export const telemetryTargets = pgTable("telemetry_targets", {
  workspaceId: text()
    .primaryKey()
    .references(() => workspace.id, { onDelete: "cascade" }),
  endpoint: text(),
  /** An object in JSON; see server/auth/secrets.ts. */
  sealedHeaders: text(),
  contents: boolean().notNull().default(false),
  /** Of the run that was told last, in the order in which runs end; at first the moment from which on runs are told. */
  toldUntil: moment().notNull().defaultNow(),
  toldRun: text().notNull().default(""),
  /** Attempts that failed since the last that didn't, and when the next one is due. */
  failures: integer().notNull().default(0),
  dueAt: moment().notNull().defaultNow(),
  error: json(),
});

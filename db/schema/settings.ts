import { sql } from "drizzle-orm";
import { doublePrecision, pgTable, text } from "drizzle-orm/pg-core";
import { workspace } from "./auth";
import { moment } from "./columns";

/** A workspace's policies; a row is made with the workspace. */
export const workspaceSettings = pgTable("workspace_settings", {
  workspaceId: text()
    .primaryKey()
    .references(() => workspace.id, { onDelete: "cascade" }),
  /** A model of at most so many billion parameters is an SLM. */
  slmMaxParameters: doublePrecision().notNull().default(10),
  /** Hosts the outbound guard lets through although they are private, such as `localhost` or `10.0.0.5:8000`. */
  allowedHosts: text().array().notNull().default(sql`'{}'::text[]`),
  updatedAt: moment().notNull().defaultNow(),
});

import { sql } from "drizzle-orm";
import { json, pgTable, text } from "drizzle-orm/pg-core";
import { workspace } from "./auth";
import { moment } from "./columns";

/** A workspace's policies; a row is made with the workspace. */
export const workspaceSettings = pgTable("workspace_settings", {
  workspaceId: text()
    .primaryKey()
    .references(() => workspace.id, { onDelete: "cascade" }),
  /** What counts as an SLM: see SlmPolicy in core/slmPolicy.ts. */
  slmPolicy: json().notNull().default(sql`'{"by":"parameters","max":10}'::json`),
  /** Hosts the outbound guard lets through although they are private, such as `localhost` or `10.0.0.5:8000`. */
  allowedHosts: text().array().notNull().default(sql`'{}'::text[]`),
  /** What is taken out of texts, and when: see CurationPolicy in core/privacy/policy.ts. Null: the usual. */
  curation: json(),
  updatedAt: moment().notNull().defaultNow(),
});

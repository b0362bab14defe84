import { pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { workspace } from "./auth";
import { createdAt, id, moment } from "./columns";

/** Credentials that nodes use by name. Written, replaced and removed; never read by anyone but a node that runs. */
export const secrets = pgTable(
  "secrets",
  {
    id: id(),
    workspaceId: text()
      .notNull()
      .references(() => workspace.id, { onDelete: "cascade" }),
    name: text().notNull(),
    /** AES-256-GCM, see server/auth/secrets.ts. */
    sealed: text().notNull(),
    createdAt: createdAt(),
    updatedAt: moment().notNull().defaultNow(),
  },
  (table) => [uniqueIndex().on(table.workspaceId, table.name)],
);

import { bigserial, index, json, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { workspace } from "./auth";
import { createdAt } from "./columns";

/** What conversations remember: messages by key, in the order in which they were added. */
export const memories = pgTable(
  "memories",
  {
    id: bigserial({ mode: "number" }).primaryKey(),
    workspaceId: text()
      .notNull()
      .references(() => workspace.id, { onDelete: "cascade" }),
    /** Of the conversations, such as `support`; graphs that name the same share them. */
    store: text().notNull(),
    key: text().notNull(),
    /** `{ role, content }` */
    message: json().notNull(),
    /** Run and activation it came from, so that a repetition adds nothing. */
    origin: text().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex().on(table.workspaceId, table.store, table.key, table.origin),
    index().on(table.workspaceId, table.store, table.key, table.id),
  ],
);

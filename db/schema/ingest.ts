import { boolean, index, json, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { workspace } from "./auth";
import { createdAt } from "./columns";
import { graphs } from "./graphs";

/**
 * Spans of runs elsewhere, which come one by one and in no order, until their run can be put together; and for a while after that, for
 * those of its spans that come late.
 */
export const stagedSpans = pgTable(
  "staged_spans",
  {
    workspaceId: text()
      .notNull()
      .references(() => workspace.id, { onDelete: "cascade" }),
    /** Of the whole trace, whoever it belongs to. */
    traceId: text().notNull(),
    spanId: text().notNull(),
    /** The agent that the sender names when the span doesn't; empty when neither does. */
    agent: text().notNull(),
    /** See ObservedSpan in core/ingest/observed.ts. */
    span: json().notNull(),
    /** It has been part of a run that was put together. */
    stored: boolean().notNull().default(false),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.traceId, table.spanId] }), index().on(table.createdAt)],
);

/** Agents that run elsewhere, each with the graph that is drawn from its logs. */
export const observedAgents = pgTable(
  "observed_agents",
  {
    graphId: text()
      .primaryKey()
      .references(() => graphs.id, { onDelete: "cascade" }),
    workspaceId: text()
      .notNull()
      .references(() => workspace.id, { onDelete: "cascade" }),
    /** What it calls itself. */
    name: text().notNull(),
    /** What is known of it: see ObservedAgent in core/ingest/agent.ts. */
    state: json().notNull(),
    /** Of the document that shows it as it is known now; see documents. */
    documentHash: text().notNull(),
    /** Hash of the draft as it was last drawn: another draft is a person's, and stays as it is. */
    drawnHash: text().notNull(),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex().on(table.workspaceId, table.name)],
);

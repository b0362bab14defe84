import { sql } from "drizzle-orm";
import { index, integer, json, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { user, workspace } from "./auth";
import { createdAt, id, moment } from "./columns";
import { graphs } from "./graphs";
import { runs } from "./runs";

/** Test cases of a graph that were run together. */
export const testRuns = pgTable(
  "test_runs",
  {
    id: id(),
    workspaceId: text()
      .notNull()
      .references(() => workspace.id, { onDelete: "cascade" }),
    graphId: text()
      .notNull()
      .references(() => graphs.id, { onDelete: "cascade" }),
    /** Null when the draft was tested. */
    version: integer(),
    documentHash: text().notNull(),
    createdBy: text().references(() => user.id, { onDelete: "set null" }),
    createdAt: createdAt(),
    /** When the last of its cases was judged. */
    finishedAt: moment(),
  },
  (table) => [index().on(table.graphId, table.createdAt)],
);

/** A case of a test run: what was asked, and what came of it. What its run gave is in the run's own record. */
export const testResults = pgTable(
  "test_results",
  {
    testRunId: text()
      .notNull()
      .references(() => testRuns.id, { onDelete: "cascade" }),
    caseId: text().notNull(),
    workspaceId: text()
      .notNull()
      .references(() => workspace.id, { onDelete: "cascade" }),
    graphId: text()
      .notNull()
      .references(() => graphs.id, { onDelete: "cascade" }),
    /** In the list of cases. */
    place: integer().notNull(),
    /** The case as it was then, a GraphExample. */
    example: json().notNull(),
    /** Null when it couldn't be started. */
    runId: text().references(() => runs.id, { onDelete: "cascade" }),
    /** Why it couldn't be started, or judged. */
    error: json(),
    verdict: text({ enum: ["passed", "failed", "error", "ran"] }),
    /** See CheckResult in core/testing/judge.ts. */
    checks: json(),
    createdAt: createdAt(),
    judgedAt: moment(),
  },
  (table) => [
    primaryKey({ columns: [table.testRunId, table.caseId] }),
    index().on(table.graphId, table.caseId, table.createdAt),
    index().on(table.runId),
    // The few that wait to be judged.
    index().on(table.createdAt).where(sql`judged_at is null`),
  ],
);

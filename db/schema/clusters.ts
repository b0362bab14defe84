import { sql } from "drizzle-orm";
import { doublePrecision, index, integer, json, pgTable, real, text, uniqueIndex } from "drizzle-orm/pg-core";
import { workspace } from "./auth";
import { id, moment } from "./columns";
import { graphs } from "./graphs";
import { runs } from "./runs";

/** The tasks that were found in the calls of a node. A row is there from when somebody first asked for them. */
export const clusterings = pgTable(
  "clusterings",
  {
    id: id(),
    workspaceId: text()
      .notNull()
      .references(() => workspace.id, { onDelete: "cascade" }),
    graphId: text()
      .notNull()
      .references(() => graphs.id, { onDelete: "cascade" }),
    nodeId: text().notNull(),
    /** Key of the model whose vectors tell what calls are about; null to compare their words. */
    embeddingModel: text(),
    /** Key of the model that names clusters; null when their terms have to do. */
    namingModel: text(),
    /** ClusterModel of core/clustering/model.ts; null before the first fit. */
    model: json(),
    /** Goes up with each change of the model, by a fit or by hand. */
    revision: integer().notNull().default(0),
    /** When a worker may take up a fit that is wanted; in the future while one is at it or a failure is rested from, null when none is wanted. */
    fitDue: moment(),
    /** Of the fit that is under way: see FitProgress. */
    progress: json(),
    /** Why the last try failed: `{ code, params }`; null when it didn't. */
    error: json(),
    fittedAt: moment(),
    /** Calls that were assigned when it was fitted, and since; how many of the latter fit nowhere. */
    fittedCalls: integer().notNull().default(0),
    newCalls: integer().notNull().default(0),
    newOutliers: integer().notNull().default(0),
    /** Calls that began before this have been looked at; null when all are to be. */
    assignedUntil: moment(),
    /** When a worker may next look for calls that came; in the future while one is at it. */
    assignDue: moment().notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex().on(table.graphId, table.nodeId),
    index().on(table.fitDue).where(sql`fit_due is not null`),
    index().on(table.assignDue).where(sql`model is not null`),
  ],
);

/** The cluster of a call. It goes with its run; it doesn't refer to the call, whose table is cut up by time. */
export const clusterCalls = pgTable(
  "cluster_calls",
  {
    callId: text().primaryKey(),
    workspaceId: text().notNull(),
    graphId: text().notNull(),
    nodeId: text().notNull(),
    runId: text()
      .notNull()
      .references(() => runs.id, { onDelete: "cascade" }),
    /** Null when it is like none of them. */
    cluster: text(),
    part: text(),
    /** Cosine to the nearest centre. */
    closeness: real().notNull(),
    /** Its place on the map. */
    x: real().notNull(),
    y: real().notNull(),
    /** US dollars; null when unknown. */
    cost: doublePrecision(),
    startedAt: moment().notNull(),
  },
  (table) => [index().on(table.runId), index().on(table.graphId, table.nodeId, table.cluster, table.startedAt)],
);

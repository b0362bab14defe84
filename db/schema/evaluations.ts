import { sql } from "drizzle-orm";
import { boolean, doublePrecision, index, integer, json, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { user, workspace } from "./auth";
import { createdAt, id, moment } from "./columns";
import { graphs } from "./graphs";
import { runs } from "./runs";

/** Replays of a node's recorded calls on smaller models, to find out whether one of them may serve it. */
export const evaluations = pgTable(
  "evaluations",
  {
    id: id(),
    workspaceId: text()
      .notNull()
      .references(() => workspace.id, { onDelete: "cascade" }),
    graphId: text()
      .notNull()
      .references(() => graphs.id, { onDelete: "cascade" }),
    nodeId: text().notNull(),
    /** As it was called then. */
    nodeName: text().notNull(),
    /** See taskFingerprint. */
    fingerprint: text().notNull(),
    /** Key of the model whose answers are recorded. */
    incumbent: text().notNull(),
    /** See EvaluationPlan in core/evaluation/plan.ts. */
    plan: json().notNull(),
    /** Ids of the recorded calls, in the order in which they are replayed; null before they are chosen. */
    sample: json().$type<readonly string[]>(),
    status: text({ enum: ["queued", "running", "paused", "done", "cancelled", "failed"] })
      .notNull()
      .default("queued"),
    /** See Verdict in core/evaluation/report.ts; null until it is done. */
    verdict: json(),
    /** Why it rests or has failed: `{ code, params }`. */
    error: json(),
    /** Calls sent, and US dollars they cost. */
    calls: integer().notNull().default(0),
    spent: doublePrecision().notNull().default(0),
    /** Of what is under way, at its upper bound: written before anything is sent, so that a worker's death hides no spending. */
    reservedCalls: integer().notNull().default(0),
    reserved: doublePrecision().notNull().default(0),
    /** Did any answer come from a simulated model? */
    simulated: boolean().notNull().default(false),
    /** Its job in the queue, when that isn't its first, which has the evaluation's id. */
    jobId: text(),
    /** Fence: goes up when a worker takes it; only its holder may write. */
    epoch: integer().notNull().default(0),
    /** Number of the worker that has it; see server/engine/presence.ts. */
    worker: integer(),
    createdBy: text().references(() => user.id, { onDelete: "set null" }),
    createdAt: createdAt(),
    startedAt: moment(),
    finishedAt: moment(),
  },
  (table) => [
    index().on(table.workspaceId, table.createdAt),
    index().on(table.graphId, table.nodeId, table.createdAt),
    // A node is evaluated once at a time.
    uniqueIndex("evaluations_underway").on(table.graphId, table.nodeId).where(sql`status in ('queued', 'running', 'paused')`),
    index().on(table.createdAt).where(sql`status in ('queued', 'running')`),
  ],
);

/** A model that is tried in an evaluation. Nothing here tells what was asked or answered. */
export const evaluationCandidates = pgTable(
  "evaluation_candidates",
  {
    evaluationId: text()
      .notNull()
      .references(() => evaluations.id, { onDelete: "cascade" }),
    workspaceId: text()
      .notNull()
      .references(() => workspace.id, { onDelete: "cascade" }),
    /** Key in the registry. */
    model: text().notNull(),
    /** Cheapest first. */
    position: integer().notNull(),
    state: text({ enum: ["waiting", "running", "accepted", "dropped", "hopeless", "undecided"] })
      .notNull()
      .default("waiting"),
    /** How far into the sample it has come, and how many pairs of that could be compared. */
    seen: integer().notNull().default(0),
    pairs: integer().notNull().default(0),
    /** Paired losses so far, as core/replacement/decision.ts counts them; null before the first. */
    losses: json(),
    /** About how many more pairs would settle it; null when that can't be told. */
    more: integer(),
    /** Estimate and bounds as they went: see HistoryPoint in core/evaluation/report.ts. */
    history: json().notNull().default(sql`'[]'::json`),
  },
  (table) => [primaryKey({ columns: [table.evaluationId, table.model] })],
);

/** What a model answered to a recorded call's request: of the candidates, and of the incumbent asked again. It goes with the call's run. */
export const evaluationItems = pgTable(
  "evaluation_items",
  {
    evaluationId: text()
      .notNull()
      .references(() => evaluations.id, { onDelete: "cascade" }),
    /** The call's own table is cut up by time, and so isn't referred to. */
    callId: text().notNull(),
    model: text().notNull(),
    workspaceId: text()
      .notNull()
      .references(() => workspace.id, { onDelete: "cascade" }),
    runId: text()
      .notNull()
      .references(() => runs.id, { onDelete: "cascade" }),
    /** How well it agrees with the recorded answer, from 0 to 1. */
    score: doublePrecision().notNull(),
    /** See Agreement in core/evaluation; null when there was no answer to compare. */
    agreement: json(),
    /** `{ text, toolCalls? }`; null when there was none. */
    answer: json(),
    error: json(),
    /** Identity of the request where chance has no part in its answer: an equal one is not asked again. */
    requestHash: text(),
    /** Was it answered by an equal request of this evaluation? Then it cost nothing, and its latency says nothing. */
    reused: boolean().notNull().default(false),
    simulated: boolean().notNull(),
    inputTokens: integer(),
    outputTokens: integer(),
    /** US dollars. */
    cost: doublePrecision(),
    /** Milliseconds. */
    latencyMs: doublePrecision(),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.evaluationId, table.model, table.callId] }), index().on(table.runId)],
);

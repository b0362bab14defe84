import { sql } from "drizzle-orm";
import { bigserial, boolean, doublePrecision, index, integer, json, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { newId } from "../id";
import { workspace } from "./auth";
import { createdAt, id, moment } from "./columns";
import { graphs } from "./graphs";

export const runs = pgTable(
  "runs",
  {
    id: id(),
    workspaceId: text()
      .notNull()
      .references(() => workspace.id, { onDelete: "cascade" }),
    graphId: text()
      .notNull()
      .references(() => graphs.id, { onDelete: "cascade" }),
    /** Null when a draft was run. */
    version: integer(),
    documentHash: text().notNull(),
    /** node: one node of the draft was run alone; see core/graph/trial.ts. test: a test case was run; see server/testing. playground: see server/playground. */
    trigger: text({ enum: ["editor", "api", "node", "test", "playground", "import"] }).notNull(),
    startedBy: text(),
    /** waiting: for a person; paused: by one. Neither has a job or a worker. */
    status: text({ enum: ["queued", "running", "waiting", "paused", "succeeded", "failed", "cancelled"] })
      .notNull()
      .default("queued"),
    input: json().notNull(),
    output: json(),
    /** `{ code, message, nodeId? }` */
    error: json(),
    /** Did any answer in it come from a simulated model? */
    simulated: boolean().notNull().default(false),
    /** Set by a person; the owner of the run sees it and stops. */
    cancelRequested: boolean().notNull().default(false),
    pauseRequested: boolean().notNull().default(false),
    /** Ids of the nodes it stops before. */
    breakpoints: json().$type<readonly string[]>().notNull().default([]),
    /** The run whose record it began with, when it was run again from a node. */
    againOf: text(),
    /** Its job in the queue, when that isn't its first, which has the run's id. */
    jobId: text(),
    /** Time it was under way before it was last put aside. Milliseconds. */
    spentMs: integer().notNull().default(0),
    /** Fence: goes up when a worker takes the run; only its holder may write. */
    epoch: integer().notNull().default(0),
    /** Number of the worker that has it; see server/engine/presence.ts. */
    worker: integer(),
    idempotencyKey: text(),
    createdAt: createdAt(),
    startedAt: moment(),
    finishedAt: moment(),
    /** When personal data is to be taken out of what it and its nodes took and gave; null: never, or done. Set by whoever ends it; see server/curation/due.ts. */
    valuesDue: moment(),
    /** When that was done. */
    valuesTakenOut: moment(),
    /** Keyed hash of the input as it was before that, by which the same request is known again. */
    inputMark: text(),
  },
  (table) => [
    index().on(table.workspaceId, table.createdAt),
    index().on(table.graphId, table.createdAt),
    index().on(table.valuesDue).where(sql`values_due is not null`),
    uniqueIndex().on(table.workspaceId, table.idempotencyKey),
    // The few that are under way, for the worker that looks after them.
    index().on(table.createdAt).where(sql`status in ('queued', 'running', 'waiting', 'paused')`),
  ],
);

/** The journal: one row per activation that ended, or was skipped. */
export const activations = pgTable(
  "activations",
  {
    runId: text()
      .notNull()
      .references(() => runs.id, { onDelete: "cascade" }),
    /** Key of the firing, such as `review[3]/critic`. */
    path: text().notNull(),
    workspaceId: text().notNull(),
    graphId: text().notNull(),
    nodeId: text().notNull(),
    kind: text().notNull(),
    status: text({ enum: ["succeeded", "failed", "skipped", "cancelled"] }).notNull(),
    attempt: integer().notNull().default(1),
    inputs: json(),
    outputs: json(),
    error: json(),
    logs: json(),
    /** Where its outputs were taken from when it was not run; see TakenFrom in core/engine/events.ts. */
    takenFrom: text({ enum: ["record", "pin"] }),
    startedAt: moment(),
    finishedAt: moment().notNull(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.path] }), index().on(table.graphId, table.nodeId)],
);

/** What runs have asked people: to approve something, or to let a node go on that a breakpoint stands before. */
export const approvals = pgTable(
  "approvals",
  {
    runId: text()
      .notNull()
      .references(() => runs.id, { onDelete: "cascade" }),
    /** Of the activation that waits. */
    path: text().notNull(),
    kind: text({ enum: ["approval", "breakpoint"] })
      .notNull()
      .default("approval"),
    workspaceId: text().notNull(),
    graphId: text().notNull(),
    nodeId: text().notNull(),
    /** See ApprovalRequest and ApprovalOutcome in core/engine/approval.ts. */
    request: json().notNull(),
    answer: json(),
    status: text({ enum: ["waiting", "answered", "expired"] })
      .notNull()
      .default("waiting"),
    answeredBy: text(),
    createdAt: createdAt(),
    expiresAt: moment(),
    answeredAt: moment(),
  },
  (table) => [
    primaryKey({ columns: [table.runId, table.path, table.kind] }),
    index().on(table.workspaceId, table.createdAt).where(sql`status = 'waiting'`),
    index().on(table.expiresAt).where(sql`status = 'waiting'`),
  ],
);

/** Every call of a model, as sent and as answered. A partition for each month in which calls were made; see db/partitions.ts. */
export const modelCalls = pgTable(
  "model_calls",
  {
    id: text().notNull().$defaultFn(newId),
    workspaceId: text().notNull(),
    graphId: text().notNull(),
    runId: text()
      .notNull()
      .references(() => runs.id, { onDelete: "cascade" }),
    activation: text().notNull(),
    attempt: integer().notNull().default(1),
    nodeId: text().notNull(),
    /** See taskFingerprint. */
    fingerprint: text().notNull(),
    /** Key in the registry at the time. */
    model: text().notNull(),
    modelClass: text({ enum: ["slm", "llm", "unknown"] }).notNull(),
    simulated: boolean().notNull(),
    /** As it was sent, but for the parts that lie in call_parts: read it as `wholeRequest` of server/runs/requests.ts. */
    request: json().notNull(),
    /** Hashes of those parts; null when all of it is here. */
    parts: text().array(),
    /** Identity of the request, of calls that may be answered from the record; see server/models/reuse.ts. */
    requestHash: text(),
    /** Answered from the record of an equal call: it cost nothing, and its latency says nothing. */
    cached: boolean().notNull().default(false),
    /** The variables the prompt was filled with. */
    variables: json(),
    response: json(),
    error: json(),
    outputText: text(),
    /** Hash of the normalised output, for counting distinct ones. */
    outputHash: text(),
    /** Null when no schema was asked for. */
    schemaValid: boolean(),
    /** Tools that its answer called; null when none were offered, nothing came back, or the call is older than this column. */
    toolCalls: integer(),
    inputTokens: integer(),
    outputTokens: integer(),
    cachedTokens: integer(),
    reasoningTokens: integer(),
    /** True when the server sent no usage and tokens were counted here. */
    tokensEstimated: boolean().notNull().default(false),
    /** The prices of its time, by which its cost was found: see TokenPrices in core/prices.ts. Null when they were unknown, or nothing was paid. */
    prices: json(),
    /** US dollars at the prices of the time; null when they are unknown. */
    cost: doublePrecision(),
    /** Null where a log doesn't say. */
    latencyMs: doublePrecision(),
    firstTokenMs: doublePrecision(),
    /** Transport retries inside the call. */
    retries: integer().notNull().default(0),
    startedAt: moment().notNull(),
  },
  (table) => [
    // A partitioned table's key has to hold what it is parted by. Ids are unique by themselves.
    primaryKey({ name: "model_calls_pk", columns: [table.id, table.startedAt] }),
    index().on(table.runId),
    index().on(table.graphId, table.nodeId, table.fingerprint),
    index().on(table.workspaceId, table.startedAt),
    index().on(table.workspaceId, table.requestHash, table.startedAt).where(sql`request_hash is not null and not cached and error is null`),
  ],
);

/** Parts of requests, such as a prompt's fixed text or what was said before, that several calls of a graph have in common; see server/runs/requests.ts. */
export const callParts = pgTable(
  "call_parts",
  {
    /** That of the calls. A run's calls inside another graph outlive that graph, and so do their parts. */
    graphId: text().notNull(),
    hash: text().notNull(),
    workspaceId: text()
      .notNull()
      .references(() => workspace.id, { onDelete: "cascade" }),
    /** JSON, to the letter. */
    body: text().notNull(),
    /** A call was recorded with it then, or up to an hour later. */
    usedAt: moment().notNull(),
  },
  (table) => [primaryKey({ columns: [table.graphId, table.hash] })],
);

/** Graphs of which calls have been deleted or rewritten, so that parts may be left that no call has. */
export const callPartsLeft = pgTable("call_parts_left", {
  graphId: text().primaryKey(),
  /** When that was last so. */
  toldAt: moment().notNull(),
  /** When to look next. */
  dueAt: moment().notNull(),
});

/** What people and programs say of runs and of firings in them; each says one thing of one. */
export const feedback = pgTable(
  "feedback",
  {
    id: id(),
    workspaceId: text().notNull(),
    runId: text()
      .notNull()
      .references(() => runs.id, { onDelete: "cascade" }),
    /** Of the activation that is meant; empty for the whole run. */
    path: text().notNull().default(""),
    /** Of the user or the key. */
    author: text().notNull(),
    authorType: text({ enum: ["user", "key"] }).notNull(),
    verdict: text({ enum: ["good", "bad"] }),
    /** From 0 to 1. */
    score: doublePrecision(),
    /** `{ value }`, when there is one: null may be what it should have been. */
    correction: json(),
    comment: text().notNull().default(""),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex().on(table.runId, table.path, table.author), index().on(table.workspaceId, table.createdAt)],
);

/** What watchers follow: state changes and batched tokens, in order per run; a row is what one commit told of a run. Short-lived. */
export const runEvents = pgTable(
  "run_events",
  {
    id: bigserial({ mode: "number" }).primaryKey(),
    runId: text()
      .notNull()
      .references(() => runs.id, { onDelete: "cascade" }),
    /** A list; see StoredEvent in server/engine/storedEvents.ts. */
    events: json().notNull(),
    createdAt: createdAt(),
  },
  (table) => [index().on(table.runId, table.id)],
);

import "server-only";
import { and, asc, eq, inArray, isNotNull, lte, ne, sql } from "drizzle-orm";
import { RunError } from "@/core/engine/events";
import { type ErrorCode, isErrorCode, MinnowError } from "@/core/errors";
import { Json } from "@/core/graph/json";
import { errorText } from "@/core/messages";
import { curateRun } from "@/core/telemetry/curate";
import { exportOf, type ToldCall, type ToldRun } from "@/core/telemetry/spans";
import type { Database } from "@/db/client";
import { documents, graphs } from "@/db/schema/graphs";
import { activations, modelCalls, runs } from "@/db/schema/runs";
import { telemetryTargets } from "@/db/schema/telemetry";
import type { OutboundRequest, OutboundResponse } from "@/nodes/executor";
import { openCuration } from "../curation/policy";
import { parseDocument } from "../graphs/read";
import { wholeCall } from "../runs/requests";
import { within } from "../scope";
import { SETTLED } from "./settled";
import { headersOf, type TargetRow } from "./target";

/** Runs that are told at once. */
const BATCH = 50;
/** Between two looks when there was nothing more to tell. Milliseconds. */
const PAUSE = 3_000;
/** Between two attempts that fail; it doubles up to the most. Milliseconds. */
const [FIRST_REST, LONGEST_REST] = [10_000, 15 * 60_000];

export type Send = (workspaceId: string, request: OutboundRequest, signal: AbortSignal) => Promise<OutboundResponse>;

/** As long as a target is one worker's. Milliseconds. */
const LEASE = 60_000;

/** Tells collectors of runs that have ended since they were last told. Several workers may do this at once: each target is one's. */
export async function tellTelemetry(db: Database, send: Send, signal: AbortSignal, now: () => number = Date.now): Promise<void> {
  for (;;) {
    const target = await claim(db, now());
    if (target === null || signal.aborted) return;
    const told = await curated(db, target, await endedRuns(db, target, new Date(now() - SETTLED)));
    const last = told.at(-1);
    const error = last === undefined ? null : await deliver(target, told, send, signal);
    const failures = error === null ? 0 : target.failures + 1;
    const rest = error === null ? (told.length === BATCH ? 0 : PAUSE) : Math.min(LONGEST_REST, FIRST_REST * 2 ** (failures - 1));
    await db
      .update(telemetryTargets)
      .set({
        ...{ failures, error },
        dueAt: new Date(now() + rest),
        ...(error === null && last !== undefined && { toldUntil: new Date(last.finishedAt), toldRun: last.id }),
      })
      // Somebody may have chosen another place meanwhile, where nothing has been told yet.
      .where(within(target, telemetryTargets, eq(telemetryTargets.endpoint, target.endpoint)));
  }
}

type Target = TargetRow & { endpoint: string };

/** The target that has waited longest, for this worker alone. */
async function claim(db: Database, now: number): Promise<Target | null> {
  const due = db
    .select({ workspaceId: telemetryTargets.workspaceId })
    .from(telemetryTargets)
    .where(and(isNotNull(telemetryTargets.endpoint), lte(telemetryTargets.dueAt, new Date(now))))
    .orderBy(asc(telemetryTargets.dueAt))
    .limit(1)
    .for("update", { skipLocked: true });
  const [row] = await db
    .update(telemetryTargets)
    .set({ dueAt: new Date(now + LEASE) })
    .where(inArray(telemetryTargets.workspaceId, due))
    .returning();
  return row?.endpoint == null ? null : { ...row, endpoint: row.endpoint };
}

/** Runs as the workspace lets them out. */
async function curated(db: Database, { workspaceId }: Target, told: readonly ToldRun[]): Promise<readonly ToldRun[]> {
  const { policy, redaction } = await openCuration({ db, workspaceId });
  if (!policy.exports) return told;
  return told.map((run) => curateRun(run, redaction));
}

type Refused = { code: ErrorCode; params: Record<string, string | number> };

async function deliver(target: Target, told: readonly ToldRun[], send: Send, signal: AbortSignal): Promise<Refused | null> {
  const { workspaceId, endpoint, contents } = target;
  try {
    const response = await send(
      workspaceId,
      {
        method: "POST",
        url: endpoint,
        headers: { ...headersOf(target), "content-type": "application/json" },
        body: JSON.stringify(exportOf(told, { contents })),
      },
      signal,
    );
    if (response.status >= 200 && response.status < 300) return null;
    return { code: "telemetry_refused", params: { status: response.status, answer: response.text.slice(0, 300) } };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof MinnowError) return { code: error.code, params: error.params };
    throw error;
  }
}

const moment = (date: Date): number => date.getTime();
const jsonOf = (value: unknown): Json => Json.parse(value ?? null);

function textOf(error: unknown): string | null {
  const parsed = RunError.safeParse(error);
  if (!parsed.success) return null;
  const { code, params } = parsed.data;
  return isErrorCode(code) ? errorText("en", code, params) : code;
}

/** Runs of a workspace that ended since its collector was last told, in the order in which they ended. Runs that ran elsewhere are told by who ran them. */
async function endedRuns(db: Database, target: Target, until: Date): Promise<ToldRun[]> {
  const { workspaceId, toldUntil, toldRun } = target;
  const rows = await db
    .select({ run: runs, graphName: graphs.name, body: documents.body })
    .from(runs)
    .innerJoin(graphs, eq(graphs.id, runs.graphId))
    .innerJoin(documents, and(eq(documents.hash, runs.documentHash), eq(documents.workspaceId, runs.workspaceId)))
    .where(
      within(
        target,
        runs,
        inArray(runs.status, ["succeeded", "failed", "cancelled"]),
        ne(runs.trigger, "import"),
        sql`(${runs.finishedAt}, ${runs.id}) > (${toldUntil.toISOString()}::timestamptz, ${toldRun})`,
        lte(runs.finishedAt, until),
      ),
    )
    .orderBy(asc(runs.finishedAt), asc(runs.id))
    .limit(BATCH);
  const ids = rows.map(({ run }) => run.id);
  if (ids.length === 0) return [];
  const [fired, called] = await Promise.all([
    db
      .select()
      .from(activations)
      .where(within({ workspaceId }, activations, inArray(activations.runId, ids)))
      .orderBy(asc(activations.finishedAt), asc(activations.path)),
    db
      .select(wholeCall)
      .from(modelCalls)
      .where(within({ workspaceId }, modelCalls, inArray(modelCalls.runId, ids)))
      .orderBy(asc(modelCalls.startedAt), asc(modelCalls.id)),
  ]);
  const callsOf = Map.groupBy(called, ({ runId, activation }) => `${runId} ${activation}`);
  const firedOf = Map.groupBy(fired, ({ runId }) => runId);
  return rows.map(({ run, graphName, body }): ToldRun => {
    const { id, graphId, version, trigger, status, input, output, error, createdAt, startedAt, finishedAt } = run;
    return {
      ...{ id, version, trigger, status },
      graph: { id: graphId, name: graphName },
      startedAt: moment(startedAt ?? createdAt),
      finishedAt: moment(finishedAt ?? startedAt ?? createdAt),
      input: jsonOf(input),
      output: jsonOf(output),
      error: textOf(error),
      document: parseDocument(body),
      activations: (firedOf.get(id) ?? [])
        // What was skipped did nothing.
        .filter(({ status }) => status !== "skipped")
        .map((row) => ({
          ...{ path: row.path, nodeId: row.nodeId, kind: row.kind, status: row.status },
          startedAt: moment(row.startedAt ?? row.finishedAt),
          finishedAt: moment(row.finishedAt),
          inputs: jsonOf(row.inputs),
          outputs: jsonOf(row.outputs),
          error: textOf(row.error),
          calls: (callsOf.get(`${id} ${row.path}`) ?? []).map(toldCall),
        })),
    };
  });
}

function toldCall(row: Omit<typeof modelCalls.$inferSelect, "parts">): ToldCall {
  const { id, model, modelClass, simulated, request, outputText, startedAt, latencyMs, error } = row;
  const { inputTokens, outputTokens, cachedTokens, reasoningTokens, cost, firstTokenMs } = row;
  return {
    ...{ id, model, modelClass, simulated, inputTokens, outputTokens, cachedTokens, reasoningTokens, cost, firstTokenMs },
    provider: model.split("/")[0] ?? model,
    request: jsonOf(request),
    text: outputText,
    toolCalls: [],
    startedAt: moment(startedAt),
    endedAt: latencyMs === null ? null : moment(startedAt) + latencyMs,
    error: textOf(error),
  };
}

import "server-only";
import { and, gte, inArray, lt, sql } from "drizzle-orm";
import { type ActivationFacts, type CallFacts, HOUR, type RunFacts } from "@/core/tallies/run";
import type { Queryable } from "@/db/client";
import { activations, modelCalls, runs } from "@/db/schema/runs";
import { within } from "../../scope";

const ENDED = ["succeeded", "failed", "cancelled"] as const;
const isEnded = (status: string): status is (typeof ENDED)[number] => ENDED.some((ended) => ended === status);

/** Milliseconds between two moments of a row as the database has them, to the microsecond; null when one is missing. */
const msBetween = (
  start: typeof runs.startedAt | typeof activations.startedAt,
  end: typeof runs.finishedAt | typeof activations.finishedAt,
) => sql<number | null>`(extract(epoch from ${end} - ${start}) * 1000)::float8`;

/** What the given runs tell statistics, of those that have ended. Only narrow columns are read. */
export async function readRunFacts(db: Queryable, runIds: readonly string[]): Promise<RunFacts[]> {
  if (runIds.length === 0) return [];
  const ids = sql`any(${sql.param([...runIds])}::text[])`;
  const [ended, fired, called] = await Promise.all([
    db
      .select({
        id: runs.id,
        graphId: runs.graphId,
        trigger: runs.trigger,
        status: runs.status,
        createdAt: runs.createdAt,
        durationMs: msBetween(runs.startedAt, runs.finishedAt),
      })
      .from(runs)
      .where(sql`${runs.id} = ${ids}`),
    db
      .select({
        runId: activations.runId,
        graphId: activations.graphId,
        nodeId: activations.nodeId,
        kind: activations.kind,
        status: activations.status,
        taken: sql<boolean>`${activations.takenFrom} is not null`,
        durationMs: msBetween(activations.startedAt, activations.finishedAt),
      })
      .from(activations)
      .where(sql`${activations.runId} = ${ids}`),
    db
      .select({ runId: modelCalls.runId, ...callColumns })
      .from(modelCalls)
      .where(sql`${modelCalls.runId} = ${ids}`),
  ]);
  const activationsOf = Map.groupBy(fired, ({ runId }) => runId);
  const callsOf = Map.groupBy(called, ({ runId }) => runId);
  return ended.flatMap(({ status, createdAt, ...run }): RunFacts[] => {
    if (!isEnded(status)) return [];
    const ownActivations: ActivationFacts[] = activationsOf.get(run.id) ?? [];
    const ownCalls = (callsOf.get(run.id) ?? []).map(({ startedAt, ...call }): CallFacts => ({ ...call, startedAt: startedAt.getTime() }));
    return [{ ...run, status, createdAt: createdAt.getTime(), activations: ownActivations, calls: ownCalls }];
  });
}

const callColumns = {
  id: modelCalls.id,
  graphId: modelCalls.graphId,
  nodeId: modelCalls.nodeId,
  activation: modelCalls.activation,
  fingerprint: modelCalls.fingerprint,
  model: modelCalls.model,
  modelClass: modelCalls.modelClass,
  failed: sql<boolean>`${modelCalls.error} is not null`,
  cached: modelCalls.cached,
  retries: modelCalls.retries,
  schemaValid: modelCalls.schemaValid,
  toolCalls: modelCalls.toolCalls,
  inputTokens: modelCalls.inputTokens,
  outputTokens: modelCalls.outputTokens,
  cachedTokens: modelCalls.cachedTokens,
  reasoningTokens: modelCalls.reasoningTokens,
  tokensEstimated: modelCalls.tokensEstimated,
  cost: modelCalls.cost,
  latencyMs: modelCalls.latencyMs,
  firstTokenMs: modelCalls.firstTokenMs,
  outputHash: modelCalls.outputHash,
  simulated: modelCalls.simulated,
  startedAt: modelCalls.startedAt,
};

/** Ids of a workspace's ended runs that were begun in an hour. @param hour its start in milliseconds since 1970 */
export async function endedRunIds(db: Queryable, workspaceId: string, hour: number): Promise<string[]> {
  const begun = and(gte(runs.createdAt, new Date(hour)), lt(runs.createdAt, new Date(hour + HOUR)));
  const rows = await db
    .select({ id: runs.id })
    .from(runs)
    .where(within({ workspaceId }, runs, begun, inArray(runs.status, [...ENDED])));
  return rows.map(({ id }) => id);
}

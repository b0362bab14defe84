import "server-only";
import { type ActivationFacts, type CallFacts, countRun, type Tallies } from "@/core/tallies/run";
import type { activations, modelCalls, runs } from "@/db/schema/runs";

export type RunRows = {
  runs: (typeof runs.$inferInsert)[];
  activations: (typeof activations.$inferInsert)[];
  calls: (typeof modelCalls.$inferInsert)[];
};

type Timed = { startedAt?: Date | null; finishedAt?: Date | null };
const durationOf = ({ startedAt, finishedAt }: Timed): number | null =>
  startedAt == null || finishedAt == null ? null : finishedAt.getTime() - startedAt.getTime();

/** Adds what rows that are stored whole add up to: the same as is read from them later. */
export function addTallies(tallies: Tallies, { runs: stored, activations: fired, calls: called }: RunRows): Tallies {
  const activationsOf = Map.groupBy(fired, ({ runId }) => runId);
  const callsOf = Map.groupBy(called, ({ runId }) => runId);
  for (const { id = "", graphId, trigger, status, createdAt, ...times } of stored) {
    if (status !== "succeeded" && status !== "failed" && status !== "cancelled") continue;
    countRun(tallies, {
      id,
      graphId,
      trigger,
      status,
      createdAt: createdAt?.getTime() ?? 0,
      durationMs: durationOf(times),
      activations: (activationsOf.get(id) ?? []).map(activationFacts),
      calls: (callsOf.get(id) ?? []).map(callFacts),
    });
  }
  return tallies;
}

const activationFacts = (row: RunRows["activations"][number]): ActivationFacts => ({
  graphId: row.graphId,
  nodeId: row.nodeId,
  kind: row.kind,
  status: row.status,
  taken: row.takenFrom != null,
  durationMs: durationOf(row),
});

const callFacts = (row: RunRows["calls"][number]): CallFacts => ({
  id: row.id ?? "",
  graphId: row.graphId,
  nodeId: row.nodeId,
  activation: row.activation,
  fingerprint: row.fingerprint,
  model: row.model,
  modelClass: row.modelClass,
  failed: row.error != null,
  cached: row.cached ?? false,
  retries: row.retries ?? 0,
  schemaValid: row.schemaValid ?? null,
  toolCalls: row.toolCalls ?? null,
  inputTokens: row.inputTokens ?? null,
  outputTokens: row.outputTokens ?? null,
  cachedTokens: row.cachedTokens ?? null,
  reasoningTokens: row.reasoningTokens ?? null,
  tokensEstimated: row.tokensEstimated ?? false,
  cost: row.cost ?? null,
  latencyMs: row.latencyMs ?? null,
  firstTokenMs: row.firstTokenMs ?? null,
  outputHash: row.outputHash ?? null,
  simulated: row.simulated,
  startedAt: row.startedAt.getTime(),
});

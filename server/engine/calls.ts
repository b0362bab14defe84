import "server-only";
import type { Usage } from "@/core/engine/events";
import type { PlannedNode } from "@/core/engine/level";
import { nodeFingerprint } from "@/core/graph/fingerprint";
import type { JsonObject } from "@/core/graph/json";
import type { modelCalls } from "@/db/schema/runs";
import type { CallOutcome } from "../models/gateway";

export type CallRow = typeof modelCalls.$inferInsert;

type Place = {
  workspaceId: string;
  graphId: string;
  runId: string;
  activation: string;
  attempt: number;
  planned: PlannedNode;
  variables: JsonObject;
};

/** A call's record as a row of the journal. */
export function callRow({ planned, ...place }: Place, outcome: CallOutcome): CallRow {
  return {
    ...place,
    ...outcome.record,
    nodeId: planned.node.id,
    fingerprint: nodeFingerprint(planned.node.config),
    error: outcome.ok ? null : { code: outcome.error.code, params: outcome.error.params },
  };
}

/** What the calls of an activation used together; null when it made none. */
export function usageOf(calls: readonly CallRow[]): Usage | null {
  if (calls.length === 0) return null;
  const sum = (pick: (call: CallRow) => number | null | undefined) => calls.reduce((total, call) => total + (pick(call) ?? 0), 0);
  // A call that failed before any token cost nothing; one with tokens and no price makes the sum unknown.
  const unknown = calls.some(({ cost, outputTokens }) => (cost ?? null) === null && (outputTokens ?? null) !== null);
  return {
    calls: calls.length,
    inputTokens: sum(({ inputTokens }) => inputTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
    cost: unknown ? null : sum(({ cost }) => cost),
    models: [...new Set(calls.map(({ model }) => model))],
    simulated: calls.some(({ simulated }) => simulated),
  };
}

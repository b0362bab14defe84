import "server-only";
import type { Usage } from "@/core/engine/events";
import type { PlannedNode } from "@/core/engine/level";
import { nodeFingerprint, partFingerprint, type TaskPart } from "@/core/graph/fingerprint";
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

/**
 * A call's record as a row of the journal.
 * @param part of the node's work, when that is a task of its own
 */
export function callRow({ planned, ...place }: Place, outcome: CallOutcome, part?: TaskPart): CallRow {
  const fingerprint = nodeFingerprint(planned.node.config);
  return {
    ...place,
    ...outcome.record,
    nodeId: planned.node.id,
    fingerprint: part === undefined ? fingerprint : partFingerprint(fingerprint, part),
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

import "server-only";
import { v7 } from "uuid";
import { contentHash, nodeFingerprint } from "@/core/graph/fingerprint";
import { isJsonObject, type JsonObject } from "@/core/graph/json";
import { answerOf, type ObservedActivation, type ObservedNode, type ObservedRun } from "@/core/ingest/agent";
import { configOf } from "@/core/ingest/draw";
import type { ObservedCall, ObservedSpan } from "@/core/ingest/observed";
import type { activations, modelCalls, runs } from "@/db/schema/runs";
import type { ServingModel } from "./models";

export const startOf = (spans: readonly ObservedSpan[]): number => Math.min(...spans.map(({ startedAt }) => startedAt));

/** A key that sorts by a moment, and is the same for the same words: UUID version 7. */
export function idAt(ms: number, words: string): string {
  const hash = contentHash(words);
  const random = Uint8Array.from({ length: 16 }, (_, index) => Number.parseInt(hash.slice(index * 2, index * 2 + 2), 16));
  return v7({ msecs: Math.floor(ms), random, seq: Number.parseInt(hash.slice(40, 47), 16) });
}

/** When something began and ended. Where a log tells one moment only, it ended then, and nobody knows how long it took. */
const timesOf = ({ startedAt, finishedAt }: Pick<ObservedSpan, "startedAt" | "finishedAt">) =>
  finishedAt === null
    ? { startedAt: null, finishedAt: new Date(startedAt) }
    : { startedAt: new Date(startedAt), finishedAt: new Date(finishedAt) };

const errorOf = (reason: string | null) =>
  reason === null ? null : { code: "failed_elsewhere", params: { reason: reason.slice(0, 2_000) } };

type RunPlace = { id: string; workspaceId: string; graphId: string; documentHash: string; idempotencyKey: string };

export function runRow({ spans, activations: fired }: ObservedRun, place: RunPlace): typeof runs.$inferInsert {
  const roots = spans.filter(({ parentId }) => parentId === null || !spans.some(({ spanId }) => spanId === parentId));
  const [root] = roots.sort((a, b) => a.startedAt - b.startedAt);
  const last = fired.at(-1);
  const begun = startOf(spans);
  const ended = spans.every(({ finishedAt }) => finishedAt === null)
    ? null
    : Math.max(...spans.map((span) => span.finishedAt ?? span.startedAt));
  const failed = root?.error ?? (spans.length === 1 ? (spans[0]?.error ?? null) : null);
  const error = errorOf(failed);
  const input: JsonObject = isJsonObject(root?.input) ? root.input : root?.input != null ? { input: root.input } : (fired[0]?.inputs ?? {});
  return {
    ...place,
    trigger: "import",
    status: failed === null ? "succeeded" : "failed",
    input,
    output: failed !== null ? null : (root?.output ?? last?.outputs?.output ?? null),
    error: error === null || last?.error == null ? error : { ...error, nodeId: last.node.id },
    createdAt: new Date(begun),
    ...timesOf({ startedAt: ended === null ? Math.max(...spans.map(({ startedAt }) => startedAt)) : begun, finishedAt: ended }),
  };
}

type At = { runId: string; workspaceId: string; graphId: string };

export function activationRow({ path, node, span, inputs, outputs, error }: ObservedActivation, at: At): typeof activations.$inferInsert {
  return {
    ...at,
    path,
    nodeId: node.id,
    kind: node.task === null ? "elsewhere" : "model",
    status: error === null ? "succeeded" : "failed",
    attempt: 1,
    inputs,
    outputs,
    error: errorOf(error),
    logs: [],
    ...timesOf(span),
  };
}

export function callRowsOf(
  { path, node, calls }: ObservedActivation,
  at: At,
  modelOf: (call: ObservedCall) => ServingModel,
  fingerprintOf: (node: ObservedNode) => string,
): (typeof modelCalls.$inferInsert)[] {
  const fingerprint = fingerprintOf(node);
  return calls.map(({ span, call, variables }) => {
    const served = modelOf(call);
    const { cost, prices } = served.costOf(call, span.startedAt);
    const { messages, tools, schema, sampling } = call;
    const answer = call.text ?? "";
    const asked = call.toolCalls.map(({ name, arguments: given }) => ({ name, arguments: given }));
    return {
      ...at,
      id: idAt(span.startedAt, `${at.runId} ${span.spanId}`),
      activation: path,
      attempt: 1,
      nodeId: node.id,
      fingerprint,
      model: served.key,
      modelClass: served.class,
      simulated: false,
      request: {
        model: call.model,
        messages,
        ...sampling,
        ...(schema !== null && { schema }),
        ...(tools.length > 0 && { tools }),
      },
      variables,
      response: call.response,
      error: errorOf(span.error),
      outputText: span.error === null ? answer : null,
      outputHash: span.error === null ? contentHash(asked.length === 0 ? answer.trim() : [answer.trim(), ...asked]) : null,
      schemaValid: schema === null || span.error !== null || asked.length > 0 ? null : typeof answerOf(call) !== "string",
      toolCalls: span.error !== null || tools.length + asked.length === 0 ? null : asked.length,
      inputTokens: call.inputTokens,
      outputTokens: call.outputTokens,
      cachedTokens: call.cachedTokens,
      reasoningTokens: call.reasoningTokens,
      prices,
      cost: span.error === null ? cost : null,
      latencyMs: span.finishedAt === null ? null : span.finishedAt - span.startedAt,
      firstTokenMs: call.firstTokenMs,
      startedAt: new Date(span.startedAt),
    };
  });
}

/** Task fingerprints of nodes as they were seen; many calls are of the same. */
export function fingerprints(): (node: ObservedNode) => string {
  const known = new WeakMap<ObservedNode, string>();
  return (node) => {
    const fingerprint = known.get(node) ?? nodeFingerprint(configOf(node));
    known.set(node, fingerprint);
    return fingerprint;
  };
}

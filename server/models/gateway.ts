import "server-only";
import type { MinnowError } from "@/core/errors";
import type { Json } from "@/core/graph/json";
import type { ModelCapabilities, ModelClass } from "@/core/models";
import type { TokenPrices } from "@/core/prices";
import type { Observation } from "@/core/probing";
import type { ModelAnswer, ModelRequest } from "@/nodes/executor";

/** One call as it will be recorded, whether it was answered or failed. Times in milliseconds, cost in US dollars. */
export type CallRecord = {
  model: string;
  modelClass: ModelClass;
  simulated: boolean;
  /** What was sent: messages, sampling, schema. */
  request: Json;
  /** Identity of the request, for calls that may be answered from the record; else null. */
  requestHash: string | null;
  /** Was it answered from the record of an equal call? Then it cost nothing, and its latency says nothing. */
  cached: boolean;
  /** What came back, verbatim; null when nothing did. */
  response: Json | null;
  outputText: string | null;
  outputHash: string | null;
  /** Null when no schema was asked for or nothing came back. */
  schemaValid: boolean | null;
  /** Tools that the answer called; null when none were offered or nothing came back. */
  toolCalls: number | null;
  inputTokens: number | null;
  outputTokens: number | null;
  cachedTokens: number | null;
  reasoningTokens: number | null;
  tokensEstimated: boolean;
  /** Those of the time it began; null when they are unknown or it was free. */
  prices: TokenPrices | null;
  cost: number | null;
  latencyMs: number;
  firstTokenMs: number | null;
  retries: number;
  startedAt: Date;
};

export type CallOutcome = { record: CallRecord } & ({ ok: true; answer: ModelAnswer } | { ok: false; error: MinnowError });

/** The way to every model of every workspace: registry, connection, limiter, prices and validation are behind it. */
export type ModelGateway = {
  /**
   * Never rejects for a provider's fault: that is an outcome with a record. Rejects only when `signal` is aborted.
   * @param owner whose call it is, such as a run; owners take turns at a connection that is busy
   */
  call(workspaceId: string, request: ModelRequest, signal: AbortSignal, owner?: string): Promise<CallOutcome>;
};

/** Makes vectors of length 1 of texts, by an embedding model of the workspace. */
export type Embedder = {
  /** @throws MinnowError `model_missing`, `not_embeddings` and the `provider_` family; the signal's reason when it is aborted */
  embed(workspaceId: string, model: string, texts: readonly string[], signal: AbortSignal): Promise<number[][]>;
};

export type Attempt = Pick<ModelRequest, "messages" | "sampling" | "outputSchema" | "tools" | "logprobs">;

/** Asks a model as if it could do certain things, to find out whether it can. */
export type Prober = {
  /**
   * One call, in turn with all others, that is neither repeated nor repaired nor recorded.
   * @throws MinnowError `model_missing` and the `provider_` family; the signal's reason when it is aborted
   */
  attempt(workspaceId: string, model: string, asked: Attempt, assuming: ModelCapabilities, signal: AbortSignal): Promise<Observation>;
};

import "server-only";
import type { ExportedCall } from "../../runs/export";
import type { Column } from "./parquet";

const text = (of: (call: ExportedCall) => unknown) => (call: ExportedCall) => {
  const value = of(call);
  return value === null || value === undefined ? null : JSON.stringify(value);
};

/** A recorded model call as a row of a table. Moments in UTC, times in milliseconds, cost in US dollars. */
export const callColumns: readonly Column<ExportedCall>[] = [
  { name: "id", type: "STRING", of: ({ id }) => id },
  { name: "run_id", type: "STRING", of: ({ runId }) => runId },
  { name: "run_status", type: "STRING", of: ({ runStatus }) => runStatus },
  { name: "graph", type: "STRING", of: ({ graphName }) => graphName },
  { name: "node_id", type: "STRING", of: ({ nodeId }) => nodeId },
  { name: "task", type: "STRING", of: ({ fingerprint }) => fingerprint },
  { name: "model", type: "STRING", of: ({ model }) => model },
  { name: "model_class", type: "STRING", of: ({ modelClass }) => modelClass },
  { name: "simulated", type: "BOOLEAN", of: ({ simulated }) => simulated },
  { name: "started_at", type: "TIMESTAMP", of: ({ startedAt }) => Date.parse(startedAt) },
  { name: "latency_ms", type: "DOUBLE", of: ({ latencyMs }) => latencyMs },
  { name: "first_token_ms", type: "DOUBLE", of: ({ firstTokenMs }) => firstTokenMs },
  { name: "input_tokens", type: "INT32", of: ({ inputTokens }) => inputTokens },
  { name: "output_tokens", type: "INT32", of: ({ outputTokens }) => outputTokens },
  { name: "cached_tokens", type: "INT32", of: ({ cachedTokens }) => cachedTokens },
  { name: "reasoning_tokens", type: "INT32", of: ({ reasoningTokens }) => reasoningTokens },
  { name: "tokens_estimated", type: "BOOLEAN", of: ({ tokensEstimated }) => tokensEstimated },
  { name: "cost_usd", type: "DOUBLE", of: ({ cost }) => cost },
  { name: "retries", type: "INT32", of: ({ retries }) => retries },
  { name: "from_record", type: "BOOLEAN", of: ({ cached }) => cached },
  { name: "schema_valid", type: "BOOLEAN", of: ({ schemaValid }) => schemaValid },
  { name: "output", type: "STRING", of: ({ outputText }) => outputText },
  { name: "error", type: "STRING", of: text(({ error }) => error) },
  { name: "variables", type: "STRING", of: text(({ variables }) => variables) },
  { name: "request", type: "STRING", of: text(({ request }) => request) },
  { name: "response", type: "STRING", of: text(({ response }) => response) },
];

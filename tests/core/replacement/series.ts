import type { ModelInfo } from "@/core/models";
import type { Findings, Series, TaskFacts } from "@/core/replacement/series";

/** A hundred calls of a large model that picks one of four labels, each as often. */
export const labels: Series = {
  graphId: "graph",
  nodeId: "classify",
  fingerprint: "f00d",
  model: "cloud/big",
  modelClass: "llm",
  calls: 100,
  errors: 0,
  retries: 0,
  schemaAsked: 100,
  schemaValid: 100,
  toolsOffered: 0,
  toolsCalled: 0,
  countedCalls: 100,
  inputTokens: 40_000,
  outputTokens: 1_000,
  estimatedCalls: 0,
  contextP95: 512,
  outputTokensP50: 10,
  cost: 0.3,
  pricedCalls: 100,
  latency: { p50: 800, p95: 1_500 },
  firstToken: { p50: 400, p95: 700 },
  waited: 90_000,
  outputs: 100,
  distinctOutputs: 4,
  outputEntropy: Math.log(4),
  labelOutputs: 100,
  topShares: [0.5, 0.3, 0.2],
  simulatedCalls: 0,
  firstAt: Date.UTC(2026, 0, 1),
  lastAt: Date.UTC(2026, 0, 11),
  lastRunId: "run",
};

export const classification: TaskFacts = { staticShare: 0.8, schemaAsked: true, closedFieldShare: 1, temperature: 0, tools: 0 };

/** Nobody has clustered the node's calls or judged its answers. */
export const nothingFound: Findings = { clusters: null, judged: 0, satisfied: 0 };

export const modelInfo = (key: string, more: Partial<ModelInfo> = {}): ModelInfo => ({
  key,
  name: key,
  label: key,
  connectionId: "connection",
  connectionName: "Local",
  connectionKind: "openai",
  parameters: 4,
  class: "slm",
  classOverride: null,
  contextTokens: 32_768,
  quantisation: null,
  licence: null,
  sources: {},
  probes: {},
  inputPrice: 0.1,
  outputPrice: 0.2,
  cachedInputPrice: null,
  reasoningPrice: null,
  prices: [],
  capabilities: { tools: true, jsonSchema: true, streaming: true, logprobs: false, embeddings: false },
  simulation: null,
  enabled: true,
  ...more,
});

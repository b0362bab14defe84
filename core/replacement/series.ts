import { z } from "zod";
import { ModelClass } from "../models";

/** Median and 95th percentile in milliseconds; null when nothing was timed. */
export const Timing = z.object({ p50: z.number().nullable(), p95: z.number().nullable() });
export type Timing = z.infer<typeof Timing>;

/** What was recorded of one model serving one task of one node. Tokens and dollars are sums unless they say otherwise. */
export const Series = z.object({
  graphId: z.string(),
  nodeId: z.string(),
  fingerprint: z.string(),
  model: z.string(),
  modelClass: ModelClass,
  calls: z.number().int(),
  errors: z.number().int(),
  /** Transport retries inside calls. */
  retries: z.number().int(),
  schemaAsked: z.number().int(),
  schemaValid: z.number().int(),
  /** Answers that could have called a tool, and those that did. Of calls recorded before this was counted nothing is known. */
  toolsOffered: z.number().int(),
  toolsCalled: z.number().int(),
  /** Calls whose tokens are known, which the token sums are over. */
  countedCalls: z.number().int(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  /** Calls whose tokens were counted here because the server sent no usage. */
  estimatedCalls: z.number().int(),
  /** Input and output together, 95th percentile: the context a model must have. */
  contextP95: z.number().nullable(),
  outputTokensP50: z.number().nullable(),
  /** US dollars over the priced calls; null when no call has a price. */
  cost: z.number().nullable(),
  pricedCalls: z.number().int(),
  latency: Timing,
  firstToken: Timing,
  /** Sum of latencies in milliseconds. */
  waited: z.number(),
  /** Answers that were hashed, and how many different ones. */
  outputs: z.number().int(),
  distinctOutputs: z.number().int(),
  /** Shannon entropy of the answers, in nats. */
  outputEntropy: z.number(),
  /** Answers of at most 16 tokens that came at least three times. */
  labelOutputs: z.number().int(),
  /** Shares of the most frequent answers, the largest first: at most five. Of many different answers, those that a sample has more than once. */
  topShares: z.array(z.number()),
  simulatedCalls: z.number().int(),
  /** Milliseconds since 1970. */
  firstAt: z.number(),
  lastAt: z.number(),
  lastRunId: z.string(),
});
export type Series = z.infer<typeof Series>;

/** What a node's document says of its task, as far as a score needs it. */
export const TaskFacts = z.object({
  /** Share of the prompt's characters that are the same in every call; null when no call shows how long the rest is. */
  staticShare: z.number().nullable(),
  schemaAsked: z.boolean(),
  /** Share of the answer's fields that have a closed set of values; null without a schema. */
  closedFieldShare: z.number().nullable(),
  /** Null when the task leaves it to the server. */
  temperature: z.number().nullable(),
  tools: z.number().int(),
});
export type TaskFacts = z.infer<typeof TaskFacts>;

/** What else bears on a series' score: how the calls of its node cluster, and what people said of its answers. */
export const Findings = z.object({
  /**
   * Of the latest calls of the node, whichever task and model they are of; null when they haven't been clustered. `effective`: how many
   * equally large clusters they amount to, null when all are outliers. `outliers`: share of the calls that are like no cluster.
   */
  clusters: z.object({ effective: z.number().nullable(), outliers: z.number() }).nullable(),
  /** Firings that somebody judged, and those of them that nobody found bad. */
  judged: z.number().int(),
  satisfied: z.number().int(),
});
export type Findings = z.infer<typeof Findings>;

import { z } from "zod";
import { FactSources } from "./modelFacts";
import { PriceList, TokenPrices } from "./prices";
import { ProbeResults } from "./probes";

export const ModelClass = z.enum(["slm", "llm", "unknown"]);
export type ModelClass = z.infer<typeof ModelClass>;

export const ModelCapabilities = z.object({
  tools: z.boolean().default(false),
  /** Can the server be made to answer with JSON of a given schema? */
  jsonSchema: z.boolean().default(false),
  streaming: z.boolean().default(true),
  logprobs: z.boolean().default(false),
  /** Does it make vectors of texts, and no answers? */
  embeddings: z.boolean().default(false),
});
export type ModelCapabilities = z.infer<typeof ModelCapabilities>;

/** How a simulated model behaves. Its answers are made up; nothing about them is a measurement. */
export const Simulation = z.object({
  /** Until the first token, in milliseconds. */
  firstTokenMs: z.number().min(0).max(60_000),
  tokensPerSecond: z.number().positive().max(100_000),
  /** Share of answers that are as they should be; the others are deterministically off. */
  quality: z.number().min(0).max(1),
});
export type Simulation = z.infer<typeof Simulation>;

/** Kinds that are called over HTTP. openai: OpenAI and everything that speaks its wire; ollama: Ollama's own API. */
export const ServerKind = z.enum(["openai", "azure", "anthropic", "google", "ollama"]);
export type ServerKind = z.infer<typeof ServerKind>;

/** gguf: model files on this machine, run in this process. */
export const ConnectionKind = z.enum([...ServerKind.options, "gguf", "recorded", "simulated"]);
export type ConnectionKind = z.infer<typeof ConnectionKind>;

/** A model of the registry as the browser sees it. Prices in US dollars per million tokens, parameters in billions. */
export const ModelInfo = z.object({
  key: z.string(),
  name: z.string(),
  label: z.string(),
  connectionId: z.string(),
  connectionName: z.string(),
  connectionKind: ConnectionKind,
  parameters: z.number().nullable(),
  class: ModelClass,
  classOverride: z.enum(["slm", "llm"]).nullable(),
  contextTokens: z.number().nullable(),
  quantisation: z.string().nullable(),
  licence: z.string().nullable(),
  sources: FactSources,
  probes: ProbeResults,
  /** Those of today; null where unknown. */
  ...TokenPrices.shape,
  /** What it has cost and is known to come to cost. */
  prices: PriceList,
  capabilities: ModelCapabilities,
  simulation: Simulation.nullable(),
  enabled: z.boolean(),
});
export type ModelInfo = z.infer<typeof ModelInfo>;

/** Models that answer: what model nodes may use. Those that make embeddings serve knowledge bases. */
export const answering = (models: readonly ModelInfo[]): ModelInfo[] => models.filter(({ capabilities }) => !capabilities.embeddings);

import { z } from "zod";
import { ConnectionKind, ModelCapabilities, ModelClass, Simulation } from "./models";

const Count = z.number().int().nonnegative();
/** US dollars per million tokens. */
const Price = z.number().nonnegative().max(100_000).nullable();
const Name = z.string().trim().min(1).max(60);
const BaseUrl = z.string().trim().min(1).max(500);
/** Written once, never read back. Keys are printable ASCII, which is what a header can carry. */
const ApiKey = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]{1,4000}$/);
const Concurrency = z.number().int().min(1).max(1_000);

/** A connection as the browser sees it: everything but its key. */
export const ConnectionInfo = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  kind: ConnectionKind,
  baseUrl: z.string().nullable(),
  hasKey: z.boolean(),
  maxConcurrent: z.number(),
  models: Count,
  /** Of a recorded connection: requests it has an answer for. */
  recordings: Count,
});
export type ConnectionInfo = z.infer<typeof ConnectionInfo>;

export const NewConnection = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("openai"), name: Name, baseUrl: BaseUrl, key: ApiKey.nullable(), maxConcurrent: Concurrency.default(8) }),
  z.object({ kind: z.literal("recorded"), name: Name }),
]);
export type NewConnection = z.infer<typeof NewConnection>;

export const ConnectionChange = z.object({
  id: z.string().min(1),
  name: Name,
  baseUrl: BaseUrl.nullable(),
  /** Left out to keep the present one, null to forget it. */
  key: ApiKey.nullable().optional(),
  maxConcurrent: Concurrency,
});
export type ConnectionChange = z.infer<typeof ConnectionChange>;

/** What a person may say of a model. Parameters in billions, prices in US dollars per million tokens. */
export const ModelFacts = z.object({
  label: z.string().trim().min(1).max(80),
  parameters: z.number().positive().max(100_000).nullable(),
  classOverride: ModelClass.exclude(["unknown"]).nullable(),
  contextTokens: z.number().int().positive().max(1_000_000_000).nullable(),
  inputPrice: Price,
  outputPrice: Price,
  capabilities: ModelCapabilities,
  /** Of simulated models alone. */
  simulation: Simulation.nullable(),
  enabled: z.boolean(),
});
export type ModelFacts = z.infer<typeof ModelFacts>;

export const ModelName = z.string().trim().min(1).max(200);

/** A model to be registered; facts left out are unknown. */
export const NewModel = ModelFacts.omit({ enabled: true, simulation: true }).partial().extend({ name: ModelName });
export type NewModel = z.infer<typeof NewModel>;

/** A model as a server lists it. */
export const FoundModel = NewModel.extend({
  registered: z.boolean(),
  /** Not one for embeddings, speech or images, as far as its name tells. */
  chat: z.boolean(),
});
export type FoundModel = z.infer<typeof FoundModel>;

/** What a test of a connection found. */
export const ConnectionCheck = z.discriminatedUnion("ok", [
  z.object({
    connectionId: z.string(),
    ok: z.literal(true),
    /** How many models the server lists. */
    models: Count,
    /** Registered models the server does not list. */
    missing: z.array(z.string()),
    ms: z.number(),
  }),
  z.object({
    connectionId: z.string(),
    ok: z.literal(false),
    code: z.string(),
    params: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
]);
export type ConnectionCheck = z.infer<typeof ConnectionCheck>;

/** A server that was found on this machine or in its environment, and is not connected yet. */
export const Offer = z.object({
  id: z.enum(["ollama", "environment"]),
  name: z.string(),
  host: z.string(),
  /** Its models where they were asked for; an address with a key is not called before somebody says so. */
  models: z.array(z.string()).nullable(),
  hasKey: z.boolean(),
});
export type Offer = z.infer<typeof Offer>;

export const ImportReport = z.object({
  imported: Count,
  /** Names of models that were registered because the recordings use them. */
  newModels: z.array(z.string()),
  problems: z.array(z.object({ line: z.number().int().positive(), reason: z.string() })),
});
export type ImportReport = z.infer<typeof ImportReport>;

export type Preset = { id: string; name: string; baseUrl: string; key: "needed" | "none" | "optional"; maxConcurrent: number };

/** Where well-known servers listen when nobody changed it. */
export const presets: readonly Preset[] = [
  { id: "openai", name: "OpenAI", baseUrl: "https://api.openai.com/v1", key: "needed", maxConcurrent: 16 },
  { id: "ollama", name: "Ollama", baseUrl: "http://localhost:11434/v1", key: "none", maxConcurrent: 2 },
  { id: "llamacpp", name: "llama.cpp", baseUrl: "http://localhost:8080/v1", key: "optional", maxConcurrent: 2 },
  { id: "vllm", name: "vLLM", baseUrl: "http://localhost:8000/v1", key: "optional", maxConcurrent: 32 },
  { id: "lmstudio", name: "LM Studio", baseUrl: "http://localhost:1234/v1", key: "optional", maxConcurrent: 2 },
  { id: "nim", name: "NVIDIA NIM", baseUrl: "https://integrate.api.nvidia.com/v1", key: "needed", maxConcurrent: 8 },
  { id: "openrouter", name: "OpenRouter", baseUrl: "https://openrouter.ai/api/v1", key: "needed", maxConcurrent: 8 },
];

/**
 * The parameter count a model's name gives away, in billions: 4 of `qwen3:4b`, 0.135 of `smollm2-135m`, 56 of `8x7b`.
 * A guess to start from; null when the name says nothing.
 */
export function parametersInName(name: string): number | null {
  const found = /(?:^|[^a-z0-9.])(?:(\d+)x)?(\d+(?:\.\d+)?)(b|m)(?![a-z0-9])/i.exec(name);
  if (found === null) return null;
  const [, experts = "1", size = "", unit = ""] = found;
  return Number(experts) * Number(size) * (unit.toLowerCase() === "b" ? 1 : 0.001);
}

/** Is this a model that makes vectors of texts, as far as its name tells? */
export const looksLikeEmbedding = (name: string): boolean => /embed|\bbge\b|\bgte\b|\be5\b|minilm/i.test(name) && !/rerank/i.test(name);

/** Is this a model to talk with, as far as its name tells? */
export const looksLikeChat = (name: string): boolean =>
  !looksLikeEmbedding(name) && !/rerank|whisper|\btts\b|dall-?e|moderation|transcribe|realtime|nomic|sora|gpt-image|clip\b/i.test(name);

import { z } from "zod";
import { FactSources, Licence, Quantisation } from "./modelFacts";
import { ConnectionKind, ModelCapabilities, ModelClass, ServerKind, Simulation } from "./models";
import { Price } from "./prices";

const Count = z.number().int().nonnegative();
const Name = z.string().trim().min(1).max(60);
const BaseUrl = z.string().trim().min(1).max(500);
/** Written once, never read back. Keys are printable ASCII, which is what a header can carry. */
const ApiKey = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]{1,4000}$/);
const Concurrency = z.number().int().min(1).max(1_000);

/** RFC 9110: a field name is a token, its value printable. */
const Headers = z
  .record(
    z.string().regex(/^[\w!#$%&'*+.^`|~-]{1,100}$/),
    z
      .string()
      .trim()
      .regex(/^[\x20-\x7e]{1,4000}$/),
  )
  .refine((headers) => Object.keys(headers).length <= 20);
const ProxyUrl = z.string().trim().min(1).max(500);
const Rate = z.number().int().min(1).max(100_000_000).nullable();
const Span = z.number().int().min(100).max(3_600_000);

/** How a server is called, besides its address and key. Times in milliseconds; a rate that is null is not limited. */
export const ConnectionOptions = z.object({
  /** OpenAI's headers of these names. */
  organization: z.string().trim().max(200).default(""),
  project: z.string().trim().max(200).default(""),
  /** Of Azure. */
  apiVersion: z.string().trim().max(60).default(""),
  requestsPerMinute: Rate.default(null),
  /** Tokens in and out. */
  tokensPerMinute: Rate.default(null),
  /** Until the first piece of an answer; a server that loads its model first takes long. */
  firstTokenMs: Span.default(300_000),
  /** Between two pieces. */
  idleMs: Span.default(120_000),
  /** How often a call is tried again that failed for a reason that passes. */
  retries: z.number().int().min(0).max(5).default(2),
  /** Ask a second time when no piece has come by then, and take the answer that begins first; null: never. */
  hedgeAfterMs: Span.nullable().default(null),
});
export type ConnectionOptions = z.infer<typeof ConnectionOptions>;

/** A connection as the browser sees it: everything but its key and what else may be secret. */
export const ConnectionInfo = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  kind: ConnectionKind,
  baseUrl: z.string().nullable(),
  hasKey: z.boolean(),
  /** Names of the headers that go along; their values are kept like keys. */
  headerNames: z.array(z.string()),
  hasProxy: z.boolean(),
  options: ConnectionOptions,
  maxConcurrent: z.number(),
  models: Count,
  /** Of a recorded connection: requests it has an answer for. */
  recordings: Count,
});
export type ConnectionInfo = z.infer<typeof ConnectionInfo>;

export const NewConnection = z.discriminatedUnion("kind", [
  z.object({
    kind: ServerKind,
    name: Name,
    baseUrl: BaseUrl,
    key: ApiKey.nullable(),
    headers: Headers.default({}),
    proxy: ProxyUrl.nullable().default(null),
    options: ConnectionOptions.prefault({}),
    maxConcurrent: Concurrency.default(8),
  }),
  z.object({ kind: z.literal("gguf"), name: Name, maxConcurrent: Concurrency.default(1) }),
  z.object({ kind: z.literal("recorded"), name: Name }),
]);
export type NewConnection = z.input<typeof NewConnection>;

export const ConnectionChange = z.object({
  id: z.string().min(1),
  name: Name,
  baseUrl: BaseUrl.nullable(),
  /** Left out to keep the present one, null to forget it. */
  key: ApiKey.nullable().optional(),
  /** Left out to keep the present ones. */
  headers: Headers.optional(),
  proxy: ProxyUrl.nullable().optional(),
  options: ConnectionOptions.optional(),
  maxConcurrent: Concurrency,
});
export type ConnectionChange = z.infer<typeof ConnectionChange>;

/** What a person may say of a model; its prices have dates of their own. Parameters in billions. */
export const ModelFacts = z.object({
  label: z.string().trim().min(1).max(80),
  parameters: z.number().positive().max(100_000).nullable(),
  classOverride: ModelClass.exclude(["unknown"]).nullable(),
  contextTokens: z.number().int().positive().max(1_000_000_000).nullable(),
  /** Left out to keep the present ones. */
  quantisation: Quantisation.nullable().optional(),
  licence: Licence.nullable().optional(),
  capabilities: ModelCapabilities,
  /** Of simulated models alone. */
  simulation: Simulation.nullable(),
  enabled: z.boolean(),
});
export type ModelFacts = z.infer<typeof ModelFacts>;

export const ModelName = z.string().trim().min(1).max(200);

/** A model to be registered, with its present prices as far as its server says; facts left out are unknown. */
export const NewModel = ModelFacts.omit({ enabled: true, simulation: true })
  .partial()
  .extend({ name: ModelName, sources: FactSources.optional(), inputPrice: Price.optional(), outputPrice: Price.optional() });
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
  id: z.enum(["ollama", "environment", "anthropic", "google"]),
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

export type Preset = {
  id: string;
  name: string;
  kind: ServerKind | "gguf";
  /** At a provider's, on a machine of one's own, or in Minnow itself. */
  place: "provider" | "own" | "here";
  baseUrl: string;
  key: "needed" | "none" | "optional";
  maxConcurrent: number;
};

const provider = (id: string, name: string, baseUrl: string, kind: ServerKind = "openai", maxConcurrent = 8): Preset => ({
  ...{ id, name, kind, baseUrl, maxConcurrent },
  place: "provider",
  key: "needed",
});
const own = (id: string, name: string, baseUrl: string, maxConcurrent: number, kind: ServerKind = "openai"): Preset => ({
  ...{ id, name, kind, baseUrl, maxConcurrent },
  place: "own",
  key: id.startsWith("ollama") ? "none" : "optional",
});

/** Where well-known servers listen when nobody changed it. */
export const presets: readonly Preset[] = [
  provider("openai", "OpenAI", "https://api.openai.com/v1", "openai", 16),
  provider("anthropic", "Anthropic", "https://api.anthropic.com", "anthropic"),
  provider("google", "Google Gemini", "https://generativelanguage.googleapis.com", "google"),
  // Each customer's has a name of its own.
  provider("azure", "Azure OpenAI", "", "azure"),
  provider("openrouter", "OpenRouter", "https://openrouter.ai/api/v1"),
  provider("groq", "Groq", "https://api.groq.com/openai/v1"),
  provider("together", "Together AI", "https://api.together.xyz/v1"),
  provider("nim", "NVIDIA NIM", "https://integrate.api.nvidia.com/v1"),
  own("ollama", "Ollama", "http://localhost:11434/v1", 2),
  own("ollama-native", "Ollama (native API)", "http://localhost:11434", 2, "ollama"),
  own("llamacpp", "llama.cpp", "http://localhost:8080/v1", 2),
  own("lmstudio", "LM Studio", "http://localhost:1234/v1", 2),
  own("vllm", "vLLM", "http://localhost:8000/v1", 32),
  own("sglang", "SGLang", "http://localhost:30000/v1", 32),
  own("dynamo", "NVIDIA Dynamo", "http://localhost:8000/v1", 32),
  { id: "gguf", name: "GGUF", kind: "gguf", place: "here", baseUrl: "", key: "none", maxConcurrent: 1 },
];

/**
 * The parameter count a model's name gives away, in billions: 4 of `qwen3:4b`, 0.135 of `smollm2-135m`, 56 of `8x7b`.
 * Names lie, so it counts only once a person has confirmed it; null when the name says nothing.
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

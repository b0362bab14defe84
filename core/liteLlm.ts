import { z } from "zod";
import { Json } from "./graph/json";
import type { ConnectionKind } from "./models";
import type { TokenPrices } from "./prices";

/** Something of LiteLLM's map of prices that takes tokens and has a price. Prices in US dollars per million tokens. */
export type PriceMapEntry = {
  entry: string;
  provider: string;
  prices: TokenPrices;
  contextTokens: number | null;
  /** The day the provider takes it away, YYYY-MM-DD. */
  deprecated: string | null;
};

export type PriceMap = {
  entries: ReadonlyMap<string, PriceMapEntry>;
  /** Entries of other things than tokens, or that can't be read. */
  skipped: number;
};

const Amount = z.coerce.number().nonnegative().nullish().catch(null);
const Tokens = z.coerce.number().int().positive().nullish().catch(null);

/** US dollars per token; https://docs.litellm.ai/docs/provider_registration/add_model_pricing */
const Entry = z.object({
  litellm_provider: z.string(),
  mode: z.enum(["chat", "completion", "responses", "embedding"]),
  input_cost_per_token: z.coerce.number().nonnegative(),
  output_cost_per_token: Amount,
  cache_read_input_token_cost: Amount,
  output_cost_per_reasoning_token: Amount,
  max_input_tokens: Tokens,
  max_tokens: Tokens,
  deprecation_date: z.iso.date().nullish().catch(null),
});

/** Rounded where the map's decimal fractions end, so that 1.5e-7 a token are 0.15 a million. */
const perMillion = (usd: number | null | undefined): number | null => (usd == null ? null : Number((usd * 1e6).toPrecision(10)));

/** Reads a map of prices; null when the text is no JSON object. */
export function readPriceMap(text: string): PriceMap | null {
  const map = z.record(z.string(), Json).safeParse(jsonOf(text));
  if (!map.success) return null;
  const entries = new Map<string, PriceMapEntry>();
  let skipped = 0;
  for (const [name, value] of Object.entries(map.data)) {
    if (name === "sample_spec") continue;
    const read = Entry.safeParse(value);
    if (!read.success || (read.data.output_cost_per_token == null && read.data.mode !== "embedding")) {
      skipped += 1;
      continue;
    }
    const { litellm_provider, mode, max_input_tokens, max_tokens, deprecation_date, ...costs } = read.data;
    entries.set(name.toLowerCase(), {
      entry: name,
      provider: litellm_provider,
      prices: {
        inputPrice: perMillion(costs.input_cost_per_token),
        outputPrice: perMillion(costs.output_cost_per_token) ?? 0,
        cachedInputPrice: perMillion(costs.cache_read_input_token_cost),
        reasoningPrice: perMillion(costs.output_cost_per_reasoning_token),
      },
      contextTokens: max_input_tokens ?? max_tokens ?? null,
      deprecated: deprecation_date ?? null,
    });
  }
  return { entries, skipped };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What the map calls a provider, and how its entries' names begin. */
type Naming = { prefixes: readonly string[]; providers: RegExp };

const named = (provider: string, ...prefixes: string[]): Naming => ({
  prefixes: prefixes.length > 0 ? prefixes : [`${provider}/`],
  providers: new RegExp(`^${provider}$`),
});

const kinds: Partial<Record<ConnectionKind, Naming>> = {
  azure: { prefixes: ["azure/"], providers: /^azure/ },
  anthropic: named("anthropic", "", "anthropic/"),
  google: { prefixes: ["gemini/", ""], providers: /^(gemini|vertex_ai)/ },
};

const hosts: readonly (readonly [host: RegExp, naming: Naming])[] = [
  [/(^|\.)openai\.com$/, { prefixes: ["", "openai/"], providers: /^(text-completion-)?openai$/ }],
  [/(^|\.)anthropic\.com$/, named("anthropic", "", "anthropic/")],
  [/(^|\.)googleapis\.com$/, { prefixes: ["gemini/", ""], providers: /^(gemini|vertex_ai)/ }],
  [/(^|\.)azure\.com$/, { prefixes: ["azure/", "azure_ai/"], providers: /^azure/ }],
  [/(^|\.)openrouter\.ai$/, named("openrouter")],
  [/(^|\.)groq\.com$/, named("groq")],
  [/(^|\.)together\.(xyz|ai)$/, named("together_ai")],
  [/(^|\.)nvidia\.com$/, named("nvidia_nim")],
  [/(^|\.)mistral\.ai$/, named("mistral", "mistral/", "")],
  [/(^|\.)deepseek\.com$/, named("deepseek", "deepseek/", "")],
  [/(^|\.)fireworks\.ai$/, named("fireworks_ai", "fireworks_ai/", "fireworks_ai/accounts/fireworks/models/")],
  [/(^|\.)x\.ai$/, named("xai", "xai/", "")],
  [/(^|\.)cerebras\.ai$/, named("cerebras")],
  [/(^|\.)deepinfra\.com$/, named("deepinfra")],
  [/(^|\.)perplexity\.ai$/, named("perplexity")],
  [/(^|\.)sambanova\.ai$/, named("sambanova")],
  [/(^|\.)moonshot\.(ai|cn)$/, named("moonshot", "moonshot/", "")],
  [/(^|\.)cohere\.(ai|com)$/, named("cohere", "", "cohere/")],
];

function namingOf(kind: ConnectionKind, baseUrl: string | null): Naming | null {
  const byKind = kinds[kind];
  if (byKind !== undefined) return byKind;
  if (kind !== "openai" || baseUrl === null || !URL.canParse(baseUrl)) return null;
  const { hostname } = new URL(baseUrl);
  return hosts.find(([host]) => host.test(hostname))?.[1] ?? null;
}

export type PriceMatch = {
  found: PriceMapEntry;
  /** False when only the names are equal: whose server it is isn't known. */
  certain: boolean;
};

/** Runs where its hours are paid, not its tokens: a provider's prices say nothing of it. */
export const isPricedByTokens = (kind: ConnectionKind): boolean => kind !== "gguf" && kind !== "ollama" && kind !== "simulated";

/** The entry that a model of a connection is in the map, or null: rather none than another provider's. */
export function matchPrices(map: PriceMap, name: string, connection: { kind: ConnectionKind; baseUrl: string | null }): PriceMatch | null {
  if (!isPricedByTokens(connection.kind)) return null;
  const asked = name.replace(/^models\//, "").toLowerCase();
  const naming = namingOf(connection.kind, connection.baseUrl);
  if (naming === null) {
    const found = map.entries.get(asked);
    return found === undefined ? null : { found, certain: false };
  }
  for (const prefix of naming.prefixes) {
    const found = map.entries.get(prefix + asked);
    if (found !== undefined && naming.providers.test(found.provider)) return { found, certain: true };
  }
  return null;
}

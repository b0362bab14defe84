import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchPrices, readPriceMap } from "@/core/liteLlm";
import type { ConnectionKind } from "@/core/models";

const chat = (litellm_provider: string, input: number | string, output: number | string, more: object = {}) => ({
  ...{ litellm_provider, mode: "chat", input_cost_per_token: input, output_cost_per_token: output },
  ...more,
});

const text = JSON.stringify({
  sample_spec: {
    litellm_provider: "one of https://docs.litellm.ai/docs/providers",
    mode: "one of: chat, embedding",
    input_cost_per_token: 0,
  },
  "gpt-4o-mini": chat("openai", 1.5e-7, 6e-7, { cache_read_input_token_cost: 7.5e-8, max_input_tokens: 128_000, max_tokens: 16_384 }),
  "azure/gpt-4o-mini": chat("azure", 1.65e-7, 6.6e-7, { deprecation_date: "2026-12-31" }),
  "openrouter/openai/gpt-4o-mini": chat("openrouter", 2e-7, 7e-7),
  "groq/llama-3.1-8b-instant": chat("groq", "5e-8", "8e-8", { max_tokens: "8192", deprecation_date: "soon" }),
  "gemini/gemini-2.5-flash": chat("gemini", 3e-7, 2.5e-6, { output_cost_per_reasoning_token: 2.5e-6 }),
  "gemini-2.5-flash": chat("vertex_ai-language-models", 9e-7, 9e-6),
  "claude-haiku-4-5": chat("anthropic", 1e-6, 5e-6, { cache_read_input_token_cost: 1e-7 }),
  "together_ai/meta-llama/Llama-3.1-8B": chat("together_ai", 1.8e-7, 1.8e-7),
  "text-embedding-3-small": { litellm_provider: "openai", mode: "embedding", input_cost_per_token: 2e-8 },
  "dall-e-3": { litellm_provider: "openai", mode: "image_generation", input_cost_per_pixel: 1 },
  "no-output": { litellm_provider: "openai", mode: "chat", input_cost_per_token: 1e-6 },
  broken: 7,
});

const map = readPriceMap(text);
const match = (name: string, kind: ConnectionKind, baseUrl: string | null = null) =>
  map === null ? null : matchPrices(map, name, { kind, baseUrl });

describe("a map of prices in LiteLLM's format", () => {
  it("is read in US dollars per million tokens, with what has no price per token counted and left out", () => {
    expect(map?.entries.size).toBe(9);
    expect(map?.skipped).toBe(3);
    expect(map?.entries.get("gpt-4o-mini")).toEqual({
      entry: "gpt-4o-mini",
      provider: "openai",
      prices: { inputPrice: 0.15, outputPrice: 0.6, cachedInputPrice: 0.075, reasoningPrice: null },
      contextTokens: 128_000,
      deprecated: null,
    });
    expect(map?.entries.get("azure/gpt-4o-mini")?.deprecated).toBe("2026-12-31");
    expect(map?.entries.get("text-embedding-3-small")?.prices).toMatchObject({ inputPrice: 0.02, outputPrice: 0 });
  });

  it("may have numbers written as text, and dates that are none", () => {
    expect(map?.entries.get("groq/llama-3.1-8b-instant")).toMatchObject({
      prices: { inputPrice: 0.05, outputPrice: 0.08 },
      contextTokens: 8192,
      deprecated: null,
    });
  });

  it("is nothing when the text is no JSON object", () => {
    for (const other of ["", "prices", "[1, 2]", "null", "7"]) expect(readPriceMap(other)).toBeNull();
  });

  it("is read whatever an entry holds", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (entries) => {
        const read = readPriceMap(JSON.stringify(entries));
        const names = Object.keys(entries).filter((name) => name !== "sample_spec");
        expect((read?.entries.size ?? 0) + (read?.skipped ?? 0)).toBeLessThanOrEqual(names.length);
        for (const { prices } of read?.entries.values() ?? []) expect(prices.inputPrice).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe("a model's entry in the map", () => {
  it.each<[string, ConnectionKind, string | null, string]>([
    ["gpt-4o-mini", "openai", "https://api.openai.com/v1", "gpt-4o-mini"],
    ["GPT-4o-mini", "openai", "https://api.openai.com/v1", "gpt-4o-mini"],
    ["gpt-4o-mini", "azure", "https://mine.openai.azure.com", "azure/gpt-4o-mini"],
    ["openai/gpt-4o-mini", "openai", "https://openrouter.ai/api/v1", "openrouter/openai/gpt-4o-mini"],
    ["llama-3.1-8b-instant", "openai", "https://api.groq.com/openai/v1", "groq/llama-3.1-8b-instant"],
    ["meta-llama/Llama-3.1-8B", "openai", "https://api.together.xyz/v1", "together_ai/meta-llama/Llama-3.1-8B"],
    ["models/gemini-2.5-flash", "google", null, "gemini/gemini-2.5-flash"],
    ["claude-haiku-4-5", "anthropic", "https://api.anthropic.com", "claude-haiku-4-5"],
  ])("%s of %s at %s is %s", (name, kind, baseUrl, entry) => {
    expect(match(name, kind, baseUrl)).toMatchObject({ certain: true, found: { entry } });
  });

  it("is never another provider's", () => {
    expect(match("gpt-4o-mini", "openai", "https://api.groq.com/openai/v1")).toBeNull();
    expect(match("claude-haiku-4-5", "openai", "https://api.openai.com/v1")).toBeNull();
    expect(match("llama-3.1-8b-instant", "openai", "https://openrouter.ai/api/v1")).toBeNull();
  });

  it("is only offered where whose server it is can't be known", () => {
    expect(match("gpt-4o-mini", "openai", "https://models.example.com/v1")).toMatchObject({ certain: false });
    expect(match("gpt-4o-mini", "openai", "http://localhost:8000/v1")).toMatchObject({ certain: false });
  });

  it("is none for what runs on a machine of one's own, or nowhere", () => {
    for (const kind of ["ollama", "gguf", "simulated"] as const) expect(match("gpt-4o-mini", kind, null)).toBeNull();
  });
});

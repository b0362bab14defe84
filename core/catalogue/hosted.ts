import { apache, type CatalogueModel, familyOf, k, mit } from "./model";

const service = { name: "provider’s terms", kind: "closed" } as const;
const openAi = (name: string) => `https://platform.openai.com/docs/models/${name}`;
const claude = "https://docs.claude.com/en/docs/about-claude/models/overview";
const gemini = "https://ai.google.dev/gemini-api/docs/models";

/** What providers serve and nobody else: how large these are, they don't say. */
export const hostedModels: CatalogueModel[] = [
  ...familyOf({ family: "GPT", developer: "OpenAI", licence: service, abilities: ["tools", "vision"] }, [
    { id: "gpt-4o", name: "GPT-4o", parameters: null, context: 128_000, names: ["gpt-4o"], source: openAi("gpt-4o") },
    { id: "gpt-4o-mini", name: "GPT-4o mini", parameters: null, context: 128_000, names: ["gpt-4o-mini"], source: openAi("gpt-4o-mini") },
    { id: "gpt-4.1", name: "GPT-4.1", parameters: null, context: 1_047_576, names: ["gpt-4.1"], source: openAi("gpt-4.1") },
    {
      id: "gpt-4.1-mini",
      name: "GPT-4.1 mini",
      parameters: null,
      context: 1_047_576,
      names: ["gpt-4.1-mini"],
      source: openAi("gpt-4.1-mini"),
    },
    {
      id: "gpt-4.1-nano",
      name: "GPT-4.1 nano",
      parameters: null,
      context: 1_047_576,
      names: ["gpt-4.1-nano"],
      source: openAi("gpt-4.1-nano"),
    },
  ]),
  ...familyOf({ family: "Claude", developer: "Anthropic", licence: service, abilities: ["tools", "vision", "reasoning"] }, [
    { id: "claude-haiku-4.5", name: "Claude Haiku 4.5", parameters: null, context: 200_000, names: ["claude-haiku-4-5"], source: claude },
    {
      id: "claude-sonnet-4.5",
      name: "Claude Sonnet 4.5",
      parameters: null,
      context: 200_000,
      names: ["claude-sonnet-4-5"],
      source: claude,
    },
  ]),
  ...familyOf({ family: "Gemini", developer: "Google", licence: service, abilities: ["tools", "vision", "reasoning"] }, [
    {
      id: "gemini-2.5-flash-lite",
      name: "Gemini 2.5 Flash-Lite",
      parameters: null,
      context: 1_048_576,
      names: ["gemini-2.5-flash-lite"],
      source: gemini,
    },
    { id: "gemini-2.5-flash", name: "Gemini 2.5 Flash", parameters: null, context: 1_048_576, names: ["gemini-2.5-flash"], source: gemini },
    { id: "gemini-2.5-pro", name: "Gemini 2.5 Pro", parameters: null, context: 1_048_576, names: ["gemini-2.5-pro"], source: gemini },
  ]),
];

/** For knowledge bases: they make vectors of texts. */
export const embeddingModels: CatalogueModel[] = [
  ...familyOf({ family: "Qwen3", developer: "Alibaba", licence: apache, abilities: ["embeddings"] }, [
    {
      ...{ id: "qwen3-embedding-0.6b", name: "Qwen3 Embedding 0.6B", parameters: 0.6, context: k(32) },
      ...{ ollama: "qwen3-embedding:0.6b", names: ["Qwen/Qwen3-Embedding-0.6B"] },
    },
    {
      ...{ id: "qwen3-embedding-4b", name: "Qwen3 Embedding 4B", parameters: 4, context: k(32) },
      ...{ ollama: "qwen3-embedding:4b", names: ["Qwen/Qwen3-Embedding-4B"] },
    },
  ]),
  ...familyOf({ family: "Nomic Embed", developer: "Nomic", licence: apache, abilities: ["embeddings"] }, [
    {
      ...{ id: "nomic-embed-text-v1.5", name: "Nomic Embed Text v1.5", parameters: 0.137, context: k(8) },
      ...{ ollama: "nomic-embed-text:v1.5", names: ["nomic-ai/nomic-embed-text-v1.5"] },
    },
  ]),
  ...familyOf({ family: "BGE", developer: "BAAI", licence: mit, abilities: ["embeddings"] }, [
    { id: "bge-m3", name: "BGE-M3", parameters: 0.57, context: k(8), ollama: "bge-m3:567m", names: ["BAAI/bge-m3"] },
  ]),
];

import "server-only";
import { z } from "zod";
import { type NewModel, parametersInName } from "@/core/connections";
import type { ModelCapabilities } from "@/core/models";
import { anthropicHeaders, anthropicRoot } from "./adapters/anthropic";
import { googleRoot } from "./adapters/google";
import { ollamaRoot } from "./adapters/ollama";
import { ownHeaders, versionOf } from "./adapters/openai";
import type { ServerAddress } from "./discover";
import { ollamaFacts, quantisationOf } from "./ollama";
import { saidAll } from "./sources";

/** Where a kind of server lists its models, and how its list is read; null when it is none. */
export type Listing = {
  url: string;
  headers: Readonly<Record<string, string | null>>;
  read(body: unknown, call: typeof fetch, signal: AbortSignal): Promise<NewModel[] | null> | NewModel[] | null;
  /** How an address of the kind usually ends, for whoever typed another. */
  ending: string;
};

const Text = z.string().min(1);
const Tokens = z.number().int().positive().max(1_000_000_000).optional().catch(undefined);

const AnthropicModel = z.looseObject({
  id: Text,
  display_name: Text.optional().catch(undefined),
  max_input_tokens: Tokens,
  capabilities: z
    .looseObject({ structured_outputs: z.looseObject({ supported: z.boolean() }).optional() })
    .optional()
    .catch(undefined),
});

const GoogleModel = z.looseObject({
  name: Text,
  displayName: Text.optional().catch(undefined),
  inputTokenLimit: Tokens,
  supportedGenerationMethods: z.array(z.string()).default([]).catch([]),
});

const OllamaModel = z.looseObject({
  name: Text,
  details: z.looseObject({ parameter_size: z.string().optional(), quantization_level: z.string().optional() }).optional().catch(undefined),
});

const can = (more: Partial<ModelCapabilities>): ModelCapabilities => ({
  tools: true,
  jsonSchema: true,
  streaming: true,
  logprobs: false,
  embeddings: false,
  ...more,
});
const EMBEDS: ModelCapabilities = can({ tools: false, jsonSchema: false, streaming: false, embeddings: true });

/** The entries of a list that can be read; null when there is no list. */
function entries<T>(body: unknown, field: string, Entry: z.ZodType<T>): T[] | null {
  const list = z.looseObject({ [field]: z.array(z.unknown()) }).safeParse(body).data?.[field];
  return Array.isArray(list) ? list.flatMap((entry) => Entry.safeParse(entry).data ?? []) : null;
}

export const anthropicListing = ({ baseUrl, key }: ServerAddress): Listing => ({
  url: `${anthropicRoot(baseUrl)}/v1/models?limit=1000`,
  headers: anthropicHeaders(key),
  ending: "api.anthropic.com",
  read: (body) =>
    entries(body, "data", AnthropicModel)?.map(({ id, display_name, max_input_tokens, capabilities }) => {
      const contextTokens = max_input_tokens ?? null;
      const schemas = capabilities?.structured_outputs?.supported;
      return {
        name: id,
        label: (display_name ?? id).slice(0, 80),
        contextTokens,
        // Where it isn't said, a model is made to call a tool, which any of them can.
        capabilities: can({ jsonSchema: schemas ?? false }),
        sources: saidAll("server", { contextTokens }, schemas === undefined ? [] : ["jsonSchema"]),
      };
    }) ?? null,
});

export const googleListing = ({ baseUrl, key }: ServerAddress): Listing => {
  const { endpoint, apiVersion } = googleRoot(baseUrl);
  return {
    url: `${endpoint}/${apiVersion}/models?pageSize=1000`,
    headers: { "x-goog-api-key": key },
    ending: "/v1beta",
    read: (body) =>
      entries(body, "models", GoogleModel)?.flatMap(({ name: path, displayName, inputTokenLimit, supportedGenerationMethods: methods }) => {
        const name = path.replace(/^models\//, "");
        const embeds = methods.includes("embedContent");
        if (!embeds && !methods.includes("generateContent")) return [];
        const contextTokens = inputTokenLimit ?? null;
        return {
          name,
          label: (displayName ?? name).slice(0, 80),
          contextTokens,
          capabilities: embeds ? EMBEDS : can({ logprobs: true }),
          sources: saidAll("server", { contextTokens }, ["embeddings"]),
        };
      }) ?? null,
  };
};

export const ollamaListing = ({ baseUrl, key }: ServerAddress): Listing => ({
  url: `${ollamaRoot(baseUrl)}/api/tags`,
  headers: { authorization: key === null ? null : `Bearer ${key}` },
  ending: ":11434",
  read: (body, call, signal) => {
    const listed = entries(body, "models", OllamaModel);
    return listed === null ? null : withFacts(listed, ollamaRoot(baseUrl), call, signal);
  },
});

async function withFacts(
  listed: z.infer<typeof OllamaModel>[],
  root: string,
  call: typeof fetch,
  signal: AbortSignal,
): Promise<NewModel[]> {
  const names = listed.map(({ name }) => name);
  const facts = await ollamaFacts(`${root}/`, names, call, signal);
  return listed.map(({ name, details }) => {
    // "4.3B": written like the size in a name, but it is what the server knows of the file.
    const parameters = parametersInName(`:${details?.parameter_size ?? ""}`);
    const quantisation = quantisationOf(details?.quantization_level);
    const shown = facts.get(name);
    return {
      name: name.slice(0, 200),
      label: name.slice(0, 80),
      parameters,
      contextTokens: null,
      quantisation,
      capabilities: can({ tools: false, logprobs: true }),
      ...shown,
      sources: { ...saidAll("server", { parameters, quantisation }, []), ...shown?.sources },
    };
  });
}

/** Azure lists what could be deployed; what is deployed under which name its other, administrative API knows. */
export const azureListing = (server: ServerAddress, read: Listing["read"]): Listing => {
  const { baseUrl, key, options } = server;
  const url = baseUrl.endsWith("/v1") ? `${baseUrl}/models` : `${baseUrl.replace(/\/openai$/, "")}/openai/models`;
  const version = baseUrl.endsWith("/v1") && options.apiVersion === "" ? "" : `?${new URLSearchParams(versionOf(options))}`;
  return {
    url: `${url}${version}`,
    headers: ownHeaders({ connection: { kind: "azure", baseUrl }, options }, key),
    ending: ".openai.azure.com",
    read,
  };
};

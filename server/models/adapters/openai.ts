import "server-only";
import type { AIMessageChunk } from "@langchain/core/messages";
import type { ChatOpenAI } from "@langchain/openai";
import type { Json, JsonObject, JsonSchema } from "@/core/graph/json";
import type { AdapterAnswer, AdapterCall, ServedModel } from "../adapter";
import { keyOf } from "../key";
import { eventFetchAlong, type Way, wayOf } from "../way";
import { type Asked, converse, defined, kept, toolsOf, type Wire } from "./converse";

/** Any server that speaks OpenAI's wire, Azure's among them, through LangChain's ChatOpenAI. */
export const askOpenAI = (call: AdapterCall): Promise<AdapterAnswer> => converse(call, wire);

const wire: Wire = {
  enforces: ({ served }) => served.capabilities.jsonSchema,
  async *pieces(asked) {
    const { served, wording, schema, signal } = asked;
    const chat = await clientOf(asked);
    const tools = toolsOf(asked);
    const options = {
      signal,
      ...(schema !== undefined && { response_format: responseFormat(schema) }),
      ...(tools.length > 0 && { tools }),
    };
    if (served.capabilities.streaming) yield* streamOf(chat, asked, options);
    else yield await chat.invoke(wording, options);
  },
};

type Library = Pick<typeof import("@langchain/openai"), "ChatOpenAI" | "OpenAIEmbeddings">;
let loading: Promise<Library> | undefined;

/** LangChain's client, loaded when it is first wanted: that takes most of a second, in which nothing else runs. */
export function library(): Promise<Library> {
  loading ??= import("@langchain/openai");
  return loading;
}

/**
 * What `chat.stream()` gives, from one storey below its tracing, which nobody here listens to: that joins every piece to all
 * before it once more, and took a third of a call's CPU.
 */
async function* streamOf(
  chat: ChatOpenAI,
  { wording, kinds: { AIMessageChunk } }: Asked,
  options: ChatOpenAI["ParsedCallOptions"],
): AsyncGenerator<AIMessageChunk> {
  for await (const { message, generationInfo } of chat._streamResponseChunks(wording, options)) {
    if (!AIMessageChunk.isInstance(message)) continue;
    message.response_metadata = { ...generationInfo, ...message.response_metadata };
    yield message;
  }
}

const clients = kept<ChatOpenAI>();

/** A client is dear to make, and equal calls follow each other: those of the same model and sampling share one. */
async function clientOf({ served, sampling, logprobs = false }: AdapterCall): Promise<ChatOpenAI> {
  const { connection, model, capabilities, options, allowedHosts } = served;
  const { ChatOpenAI } = await library();
  const way = wayOf(connection, allowedHosts);
  const key = keyOf(connection);
  const { streaming } = capabilities;
  const about = [connection.kind, connection.baseUrl, key, way, options, model.name, streaming, sampling, logprobs];
  return clients(
    JSON.stringify(about),
    () =>
      new ChatOpenAI({
        model: model.name,
        // Local servers take no key, but the client insists on one.
        apiKey: key ?? "none",
        maxRetries: 0,
        useResponsesApi: false,
        disableStreaming: !streaming,
        streamUsage: true,
        ...(logprobs && { logprobs }),
        ...defined({ temperature: sampling.temperature, topP: sampling.topP, maxTokens: sampling.maxTokens, stop: sampling.stop }),
        modelKwargs: defined({ seed: sampling.seed }),
        configuration: { ...addressOf(served), fetch: eventFetchAlong(way, ownHeaders(served, key)), ...quiet },
      }),
  );
}

/** The client's own log would quote what models say. */
const quiet = { logLevel: "off" as const };

/** Azure's version of the wire whose paths name the deployment; its newer `/v1` is OpenAI's. */
const AZURE_VERSION = "2024-10-21";

type Served = Pick<ServedModel, "model" | "options"> & { connection: Pick<ServedModel["connection"], "kind" | "baseUrl"> };

/** Where a model is called: Azure's are deployments with addresses of their own. */
export function addressOf({ connection, model, options }: Served): { baseURL: string | null; defaultQuery?: Record<string, string> } {
  const { kind, baseUrl } = connection;
  if (kind !== "azure" || baseUrl === null) return { baseURL: baseUrl };
  if (baseUrl.endsWith("/v1")) return { baseURL: baseUrl, ...(options.apiVersion !== "" && { defaultQuery: versionOf(options) }) };
  const root = baseUrl.replace(/\/openai$/, "");
  return { baseURL: `${root}/openai/deployments/${encodeURIComponent(model.name)}`, defaultQuery: versionOf(options) };
}

export const versionOf = ({ apiVersion }: ServedModel["options"]) => ({ "api-version": apiVersion || AZURE_VERSION });

/** Headers of the wire as the connection says; what the process's environment says is for nobody in particular. */
export const ownHeaders = (
  { connection: { kind }, options }: Pick<Served, "connection" | "options">,
  key: string | null,
): Record<string, string | null> => ({
  "openai-organization": options.organization || null,
  "openai-project": options.project || null,
  ...(kind === "azure" ? { authorization: null, "api-key": key } : { authorization: key === null ? null : `Bearer ${key}` }),
});

const responseFormat = (schema: JsonSchema) => ({
  type: "json_schema" as const,
  json_schema: { name: "answer", schema, strict: isStrict(schema) },
});

/** OpenAI's strict mode takes only schemas whose objects require every property and allow no others. */
function isStrict(schema: Json | undefined): boolean {
  if (Array.isArray(schema)) return schema.every(isStrict);
  if (typeof schema !== "object" || schema === null) return true;
  if (schema.type === "object") {
    const properties = Object.keys((schema.properties as JsonObject | undefined) ?? {});
    const required = Array.isArray(schema.required) ? schema.required : [];
    if (schema.additionalProperties !== false || !properties.every((key) => required.includes(key))) return false;
  }
  return Object.values(schema).every(isStrict);
}

/** How vectors are asked for by this wire. */
export const embeddingConfiguration = (served: ServedModel, way: Way, signal: AbortSignal) => {
  const call = eventFetchAlong(way, ownHeaders(served, keyOf(served.connection)));
  const configured: typeof fetch = (input, init) => call(input, { ...init, signal });
  return { ...addressOf(served), fetch: configured, ...quiet };
};

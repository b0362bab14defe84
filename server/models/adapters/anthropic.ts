import "server-only";
import type { ChatAnthropic } from "@langchain/anthropic";
import type { AIMessageChunk } from "@langchain/core/messages";
import type { Json, JsonSchema } from "@/core/graph/json";
import type { AdapterAnswer, AdapterCall } from "../adapter";
import { keyOf } from "../key";
import { eventFetchAlong, wayOf } from "../way";
import { type Asked, converse, defined, kept, pieceOf, toolsOf, type Wire } from "./converse";

/** Anthropic's messages, through LangChain's ChatAnthropic. */
export const askAnthropic = (call: AdapterCall): Promise<AdapterAnswer> => converse(call, wire);

/** The tool a model that can't be held to a schema otherwise has to call. */
const ANSWER = "answer";

const wire: Wire = {
  // Its models of old know no output format, but can be made to call one certain tool; not while they may choose among others.
  enforces: ({ served, tools = [], outputSchema }) =>
    served.capabilities.jsonSchema || (tools.length === 0 && outputSchema?.type === "object"),
  async *pieces(asked) {
    const { served, schema, signal } = asked;
    const chat = await clientOf(asked);
    const tools = toolsOf(asked);
    const forced = schema !== undefined && !served.capabilities.jsonSchema;
    const options = {
      signal,
      ...(tools.length > 0 && { tools }),
      ...(schema !== undefined && !forced && { outputConfig: { format: { type: "json_schema" as const, schema: fitted(schema) } } }),
      ...(forced && {
        tools: [{ name: ANSWER, description: "Gives the answer.", input_schema: { ...schema, type: "object" as const } }],
        tool_choice: { type: "tool" as const, name: ANSWER },
      }),
    };
    const pieces = served.capabilities.streaming ? streamOf(chat, asked, options) : [await whole(chat, asked, options)];
    for await (const piece of pieces) yield forced ? asText(piece, asked) : piece;
    // LangChain ends an aborted stream like a finished one.
    signal.throwIfAborted();
  },
};

type Options = ChatAnthropic["ParsedCallOptions"];

async function* streamOf(chat: ChatAnthropic, { wording, kinds }: Asked, options: Options): AsyncGenerator<AIMessageChunk> {
  for await (const { message } of chat._streamResponseChunks(wording, options)) {
    if (!kinds.AIMessageChunk.isInstance(message)) continue;
    const { stop_reason: finish } = message.additional_kwargs;
    if (typeof finish === "string") message.response_metadata = { ...message.response_metadata, finish_reason: finish };
    const { content } = message;
    const [only] = Array.isArray(content) ? content : [];
    // With tools in play text comes in blocks; as plain text it is cheaper to join.
    if (Array.isArray(content) && content.length <= 1 && (only === undefined || (only.type === "text" && !("citations" in only))))
      message.content = typeof only?.text === "string" ? only.text : "";
    yield message;
  }
}

async function whole(chat: ChatAnthropic, { wording, kinds }: Asked, options: Options): Promise<AIMessageChunk> {
  const { generations } = await chat._generate(wording, options);
  const message = generations[0]?.message;
  const { content = "", id, response_metadata = {}, additional_kwargs = {} } = message ?? {};
  const said = kinds.AIMessage.isInstance(message) ? message : undefined;
  const metadata = { ...response_metadata, finish_reason: additional_kwargs.stop_reason };
  return pieceOf(kinds, { id, content, response_metadata: metadata, usage_metadata: said?.usage_metadata }, said?.tool_calls);
}

/** What is written as the arguments of the one tool is the answer. */
function asText(piece: AIMessageChunk, { kinds }: Asked): AIMessageChunk {
  const { id, response_metadata, usage_metadata, tool_call_chunks = [] } = piece;
  const content = tool_call_chunks.map(({ args = "" }) => args).join("");
  return pieceOf(kinds, { id, content, response_metadata, usage_metadata });
}

let loading: Promise<typeof import("@langchain/anthropic")> | undefined;
const clients = kept<ChatAnthropic>();
/** The client would refuse a long answer that isn't streamed; how long is too long is not for it to say. */
const CLIENT_LIMIT_MS = 3_600_000;

async function clientOf({ served, sampling }: AdapterCall): Promise<ChatAnthropic> {
  loading ??= import("@langchain/anthropic");
  const { ChatAnthropic } = await loading;
  const { connection, model, capabilities, allowedHosts } = served;
  const way = wayOf(connection, allowedHosts);
  const key = keyOf(connection);
  const { streaming } = capabilities;
  const { temperature, topP, maxTokens, stop } = sampling;
  return clients(
    JSON.stringify([connection.baseUrl, key, way, model.name, streaming, sampling]),
    () =>
      new ChatAnthropic({
        model: model.name,
        apiKey: key ?? "none",
        anthropicApiUrl: anthropicRoot(connection.baseUrl),
        maxRetries: 0,
        streaming,
        ...defined({ temperature, topP, maxTokens, stopSequences: stop }),
        clientOptions: {
          authToken: null,
          fetch: eventFetchAlong(way, anthropicHeaders(key)),
          timeout: CLIENT_LIMIT_MS,
          logLevel: "off",
        },
      }),
  );
}

/** The client adds `/v1` by itself. */
export const anthropicRoot = (baseUrl: string | null): string => (baseUrl ?? "https://api.anthropic.com").replace(/\/v1$/, "");

export const anthropicHeaders = (key: string | null): Record<string, string | null> => ({
  "x-api-key": key,
  authorization: null,
  "anthropic-version": "2023-06-01",
});

const FORMATS: ReadonlySet<unknown> = new Set("date-time time date duration email hostname uri ipv4 ipv6 uuid".split(" "));
const KEPT: ReadonlySet<string> = new Set(
  "$ref $defs type anyOf allOf enum const description title default properties required items format".split(" "),
);

/**
 * A schema as the output format takes it: objects that are closed, and no limits on numbers, texts and lists. What can't be said
 * there stands in the description for the model to read, and the answer is checked against the schema as it was.
 */
export function fitted(schema: JsonSchema): JsonSchema {
  const kept: JsonSchema = {};
  const told: string[] = [];
  for (const [name, value] of Object.entries(schema)) {
    if (name === "oneOf") kept.anyOf = each(value);
    else if (name === "additionalProperties" || name === "$schema") continue;
    else if (!KEPT.has(name) || (name === "format" && !FORMATS.has(value))) told.push(`${name}: ${JSON.stringify(value)}`);
    else if (name === "properties" || name === "$defs") kept[name] = eachOf(value);
    else if (name === "anyOf" || name === "allOf") kept[name] = each(value);
    else if (name === "items") kept.items = inner(value);
    else kept[name] = value;
  }
  if (schema.type === "object") kept.additionalProperties = false;
  if (told.length > 0) kept.description = [kept.description, `{${told.join(", ")}}`].filter((part) => part !== undefined).join("\n\n");
  return kept;
}

const inner = (value: Json): Json => (typeof value === "object" && value !== null && !Array.isArray(value) ? fitted(value) : value);
const each = (value: Json): Json => (Array.isArray(value) ? value.map(inner) : value);
const eachOf = (value: Json): Json =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).map(([name, part]) => [name, inner(part)]))
    : value;

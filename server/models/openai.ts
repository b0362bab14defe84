import "server-only";
import type { AIMessageChunk, BaseMessage } from "@langchain/core/messages";
import type { ChatOpenAI } from "@langchain/openai";
import { z } from "zod";
import { MinnowError } from "@/core/errors";
import { type Json, JsonObject, type JsonSchema } from "@/core/graph/json";
import type { Sampling } from "@/core/graph/task";
import type { ChatMessage, ToolCall } from "@/nodes/executor";
import { guardedEventFetch } from "../outbound/eventStreams";
import { type AdapterAnswer, type AdapterCall, estimatedUsage, type ServedModel, type TokenUsage } from "./adapter";
import { keyOf } from "./key";
import { patiently } from "./tries";

/** Any server that speaks OpenAI's wire, through LangChain's ChatOpenAI. */
export async function askOpenAI(call: AdapterCall): Promise<AdapterAnswer> {
  let streamed = false;
  const onText = (delta: string) => {
    streamed = true;
    call.onText(delta);
  };
  const { answer, retries } = await patiently(
    call.served,
    call.signal,
    () => once({ ...call, onText }),
    () => !streamed,
  );
  return { ...answer, retries };
}

async function once({
  served,
  messages,
  sampling,
  outputSchema,
  tools = [],
  logprobs = false,
  signal,
  onText,
}: AdapterCall): Promise<Omit<AdapterAnswer, "retries">> {
  const { connection, capabilities } = served;
  const enforced = outputSchema !== undefined && capabilities.jsonSchema;
  const sent = outputSchema === undefined || enforced ? messages : instructed(messages, outputSchema);
  const { messageKinds } = await library();
  const chat = await clientOf(served, sampling, logprobs);
  const asked = sent.map((message) => messageOf(message, messageKinds));
  const options = {
    signal,
    ...(enforced && { response_format: responseFormat(outputSchema) }),
    ...(tools.length > 0 && { tools: tools.map((offer) => ({ type: "function" as const, function: { ...offer } })) }),
  };
  const chunks: AIMessageChunk[] = [];
  for await (const chunk of capabilities.streaming ? streamOf(chat, asked, options) : [await chat.invoke(asked, options)]) {
    chunks.push(chunk);
    if (chunk.text !== "") onText(chunk.text);
  }
  signal.throwIfAborted();
  const whole = joined(chunks, messageKinds);
  const finish: unknown = whole?.response_metadata.finish_reason;
  if (whole === undefined || typeof finish !== "string" || finish === "") {
    throw new MinnowError("provider_stream_cut", { connection: connection.name }, { retryable: true });
  }
  return {
    text: whole.text,
    toolCalls: toolCallsOf(whole),
    probability: probabilityOf(whole),
    response: verbatim(whole),
    usage: usageOf(whole, sent),
  };
}

type Library = Pick<typeof import("@langchain/openai"), "ChatOpenAI" | "OpenAIEmbeddings"> & {
  messageKinds: typeof import("@langchain/core/messages");
};
let loading: Promise<Library> | undefined;

/** LangChain's client, loaded when it is first wanted: that takes most of a second, in which nothing else runs. */
export function library(): Promise<Library> {
  loading ??= Promise.all([import("@langchain/openai"), import("@langchain/core/messages")]).then(
    ([{ ChatOpenAI, OpenAIEmbeddings }, messageKinds]) => ({
      ChatOpenAI,
      OpenAIEmbeddings,
      messageKinds,
    }),
  );
  return loading;
}

/**
 * What `chat.stream()` gives, from one storey below its tracing, which nobody here listens to: that joins every piece to all
 * before it once more, and took a third of a call's CPU.
 */
async function* streamOf(
  chat: ChatOpenAI,
  messages: BaseMessage[],
  options: ChatOpenAI["ParsedCallOptions"],
): AsyncGenerator<AIMessageChunk> {
  const { AIMessageChunk } = (await library()).messageKinds;
  for await (const { message, generationInfo } of chat._streamResponseChunks(messages, options)) {
    if (!AIMessageChunk.isInstance(message)) continue;
    message.response_metadata = { ...generationInfo, ...message.response_metadata };
    yield message;
  }
}

const clients = new Map<string, ChatOpenAI>();
const MAX_CLIENTS = 500;

/** A client is dear to make, and equal calls follow each other: those of the same model and sampling share one. */
async function clientOf({ connection, model, capabilities, allowedHosts }: ServedModel, sampling: Sampling, logprobs: boolean) {
  // Local servers take no key, but the client insists on one.
  const apiKey = keyOf(connection) ?? "none";
  const key = JSON.stringify([connection.baseUrl, apiKey, model.name, capabilities.streaming, allowedHosts, sampling, logprobs]);
  const present = clients.get(key);
  if (present !== undefined) return present;
  const { ChatOpenAI } = await library();
  const made = new ChatOpenAI({
    model: model.name,
    apiKey,
    maxRetries: 0,
    useResponsesApi: false,
    disableStreaming: !capabilities.streaming,
    streamUsage: true,
    ...(logprobs && { logprobs }),
    ...defined({ temperature: sampling.temperature, topP: sampling.topP, maxTokens: sampling.maxTokens, stop: sampling.stop }),
    modelKwargs: defined({ seed: sampling.seed }),
    // The client's own log would quote what models say.
    configuration: { baseURL: connection.baseUrl, fetch: guardedEventFetch({ allowedHosts }), logLevel: "off" },
  });
  if (clients.size >= MAX_CLIENTS) clients.clear();
  clients.set(key, made);
  return made;
}

/** The pieces of an answer as one message. Joining two copies both, so runs of mere text are joined first, and the rest by halves. */
function joined(chunks: readonly AIMessageChunk[], { AIMessageChunk }: Library["messageKinds"]): AIMessageChunk | undefined {
  const parts: AIMessageChunk[] = [];
  let text: string[] = [];
  const flush = () => {
    if (text.length > 0) parts.push(new AIMessageChunk({ content: text.join("") }));
    text = [];
  };
  for (const [index, chunk] of chunks.entries()) {
    // The first says whose answer it is.
    if (index > 0 && isMereText(chunk)) text.push(chunk.text);
    else {
      flush();
      parts.push(chunk);
    }
  }
  flush();
  const fold = (from: number, to: number): AIMessageChunk | undefined => {
    if (to - from <= 1) return parts[from];
    const middle = (from + to) >> 1;
    const [left, right] = [fold(from, middle), fold(middle, to)];
    return left === undefined || right === undefined ? (left ?? right) : left.concat(right);
  };
  return fold(0, parts.length);
}

const isMereText = ({ content, tool_call_chunks, usage_metadata, response_metadata, additional_kwargs }: AIMessageChunk): boolean =>
  typeof content === "string" &&
  (tool_call_chunks ?? []).length === 0 &&
  usage_metadata === undefined &&
  Object.keys(additional_kwargs).length === 0 &&
  (response_metadata.finish_reason ?? null) === null &&
  (response_metadata.logprobs ?? null) === null;

function messageOf(
  message: ChatMessage,
  { AIMessage, HumanMessage, SystemMessage, ToolMessage }: typeof import("@langchain/core/messages"),
): BaseMessage {
  const { content } = message;
  switch (message.role) {
    case "system":
      return new SystemMessage(content);
    case "user":
      return new HumanMessage(content);
    case "assistant":
      return new AIMessage({
        content,
        tool_calls: (message.toolCalls ?? []).map(({ id, name, arguments: args }) => ({ id, name, args, type: "tool_call" as const })),
      });
    case "tool":
      return new ToolMessage({ content, tool_call_id: message.callId });
  }
}

/** Calls whose arguments are no JSON are handed on with what was written, so that the model can be told. */
function toolCallsOf({ tool_calls = [], invalid_tool_calls = [] }: AIMessageChunk): ToolCall[] {
  return [
    ...tool_calls.map(({ id, name, args }, index) => ({ id: id ?? `call-${index}`, name, arguments: JsonObject.parse(args) })),
    ...invalid_tool_calls.map(({ id, name, args }, index) => ({
      id: id ?? `invalid-${index}`,
      name: name ?? "",
      arguments: {},
      unreadable: args ?? "",
    })),
  ];
}

const TokenProbabilities = z.object({ logprobs: z.object({ content: z.array(z.object({ logprob: z.number() })).min(1) }) });

function probabilityOf({ response_metadata }: AIMessageChunk): number | undefined {
  const told = TokenProbabilities.safeParse(response_metadata);
  if (!told.success) return undefined;
  const { content } = told.data.logprobs;
  return Math.exp(content.reduce((sum, { logprob }) => sum + logprob, 0) / content.length);
}

const defined = <T extends object>(values: T): Partial<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;

/** For servers that can't be made to obey a schema: the schema as an instruction. */
function instructed(messages: ChatMessage[], schema: JsonSchema): ChatMessage[] {
  const instruction = `Answer with nothing but JSON that obeys this JSON Schema:\n${JSON.stringify(schema)}`;
  const [first, ...others] = messages;
  return first?.role === "system"
    ? [{ ...first, content: `${first.content}\n\n${instruction}` }, ...others]
    : [{ role: "system", content: instruction }, ...messages];
}

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

function usageOf({ usage_metadata: usage, text }: AIMessageChunk, sent: readonly ChatMessage[]): TokenUsage {
  if (usage === undefined || usage.input_tokens + usage.output_tokens === 0) return estimatedUsage(sent, text);
  return {
    input: usage.input_tokens,
    output: usage.output_tokens,
    cached: usage.input_token_details?.cache_read ?? null,
    reasoning: usage.output_token_details?.reasoning ?? null,
    estimated: false,
  };
}

const verbatim = ({ id, content, response_metadata, usage_metadata, tool_calls }: AIMessageChunk): Json =>
  JSON.parse(JSON.stringify({ id, content, tool_calls, ...response_metadata, usage: usage_metadata }));

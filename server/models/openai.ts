import "server-only";
import { setTimeout as rest } from "node:timers/promises";
import type { AIMessageChunk } from "@langchain/core/messages";
import { MinnowError } from "@/core/errors";
import { Json, type JsonObject, type JsonSchema } from "@/core/graph/json";
import type { ChatMessage } from "@/nodes/executor";
import { guardedFetch } from "../outbound/guard";
import { type AdapterAnswer, type AdapterCall, estimatedUsage, type TokenUsage } from "./adapter";
import { keyOf } from "./key";
import { providerError, retryAfter } from "./providerErrors";

const TRIES = 3;
const BASE_DELAY_MS = 400;
/** A server that asks for more patience than this is left to the node's own retries. */
const MAX_WAIT_MS = 20_000;

/** Any server that speaks OpenAI's wire, through LangChain's ChatOpenAI. */
export async function askOpenAI(call: AdapterCall): Promise<AdapterAnswer> {
  for (let retries = 0; ; retries++) {
    let streamed = false;
    const onText = (delta: string) => {
      streamed = true;
      call.onText(delta);
    };
    try {
      return { ...(await once({ ...call, onText })), retries };
    } catch (cause) {
      call.signal.throwIfAborted();
      const error = providerError(cause, call.served);
      const wait = retryAfter(cause) ?? BASE_DELAY_MS * 2 ** retries * (0.5 + Math.random() / 2);
      // Text that somebody has seen can't be taken back.
      if (!error.retryable || streamed || retries + 1 >= TRIES || wait > MAX_WAIT_MS) throw error;
      await rest(wait, undefined, { signal: call.signal });
    }
  }
}

async function once({ served, messages, sampling, outputSchema, signal, onText }: AdapterCall): Promise<Omit<AdapterAnswer, "retries">> {
  const { ChatOpenAI } = await import("@langchain/openai");
  const { connection, model, capabilities, allowedHosts } = served;
  const enforced = outputSchema !== undefined && capabilities.jsonSchema;
  const sent = outputSchema === undefined || enforced ? messages : instructed(messages, outputSchema);
  const chat = new ChatOpenAI({
    model: model.name,
    // Local servers take none, but the client insists on one.
    apiKey: keyOf(connection) ?? "none",
    maxRetries: 0,
    useResponsesApi: false,
    disableStreaming: !capabilities.streaming,
    streamUsage: true,
    ...defined({ temperature: sampling.temperature, topP: sampling.topP, maxTokens: sampling.maxTokens, stop: sampling.stop }),
    modelKwargs: defined({ seed: sampling.seed }),
    // The client's own log would quote what models say.
    configuration: { baseURL: connection.baseUrl, fetch: guardedFetch({ allowedHosts }), logLevel: "off" },
  });
  const stream = await chat.stream(
    sent.map(({ role, content }) => ({ role, content })),
    { signal, ...(enforced && { response_format: responseFormat(outputSchema) }) },
  );
  let whole: AIMessageChunk | undefined;
  for await (const chunk of stream) {
    whole = whole === undefined ? chunk : whole.concat(chunk);
    if (chunk.text !== "") onText(chunk.text);
  }
  const finish: unknown = whole?.response_metadata.finish_reason;
  if (whole === undefined || typeof finish !== "string" || finish === "") {
    throw new MinnowError("provider_stream_cut", { connection: connection.name }, { retryable: true });
  }
  return { text: whole.text, response: verbatim(whole), usage: usageOf(whole, sent) };
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
  Json.parse(JSON.parse(JSON.stringify({ id, content, tool_calls, ...response_metadata, usage: usage_metadata })));

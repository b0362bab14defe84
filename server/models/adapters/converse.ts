import "server-only";
import type { AIMessageChunk, BaseMessage } from "@langchain/core/messages";
import { z } from "zod";
import { MinnowError } from "@/core/errors";
import { type Json, JsonObject, type JsonSchema } from "@/core/graph/json";
import type { ChatMessage, ToolCall } from "@/nodes/executor";
import { type AdapterAnswer, type AdapterCall, estimatedUsage, type TokenUsage } from "../adapter";

export type MessageKinds = typeof import("@langchain/core/messages");

/** A call in LangChain's terms. `schema` is only there when the server is to be held to it. */
export type Asked = AdapterCall & { wording: BaseMessage[]; schema: JsonSchema | undefined; kinds: MessageKinds };

/**
 * What a wire adds to the conversation: the answer as it comes, piece by piece. The last piece, or an earlier one, says in
 * `response_metadata.finish_reason` how it ended; an answer without one counts as cut off. Token probabilities are told as OpenAI
 * tells them, in `response_metadata.logprobs`.
 */
export type Wire = {
  /** Can it be held to a schema, this call? Otherwise the schema is put into words. */
  enforces(call: AdapterCall): boolean;
  pieces(asked: Asked): AsyncIterable<AIMessageChunk>;
};

let loading: Promise<MessageKinds> | undefined;
const messageKinds = (): Promise<MessageKinds> => {
  loading ??= import("@langchain/core/messages");
  return loading;
};

/** Asks a model by a wire. @throws MinnowError of the `provider_` family, and what the client throws */
export async function converse(call: AdapterCall, wire: Wire): Promise<AdapterAnswer> {
  const { served, messages, outputSchema, signal, onText, onPiece } = call;
  const kinds = await messageKinds();
  const schema = outputSchema !== undefined && wire.enforces(call) ? outputSchema : undefined;
  const sent = outputSchema === undefined || schema !== undefined ? messages : instructed(messages, outputSchema);
  const wording = sent.map((message) => messageOf(message, kinds));
  const chunks: AIMessageChunk[] = [];
  for await (const chunk of wire.pieces({ ...call, wording, schema, kinds })) {
    chunks.push(chunk);
    onPiece?.(saysSomething(chunk));
    if (chunk.text !== "") onText(chunk.text);
  }
  signal.throwIfAborted();
  const whole = joined(chunks, kinds);
  const finish: unknown = whole?.response_metadata.finish_reason;
  if (whole === undefined || typeof finish !== "string" || finish === "") {
    throw new MinnowError("provider_stream_cut", { connection: served.connection.name }, { retryable: true });
  }
  return {
    text: whole.text,
    toolCalls: toolCallsOf(whole),
    probability: probabilityOf(whole),
    response: verbatim(whole),
    usage: usageOf(whole, sent),
  };
}

/** Servers begin with a piece that only says whose answer it will be. */
const saysSomething = ({ content, tool_call_chunks, additional_kwargs }: AIMessageChunk): boolean =>
  content.length > 0 || (tool_call_chunks ?? []).length > 0 || (additional_kwargs.reasoning_content ?? "") !== "";

/** The pieces of an answer as one message. Joining two copies both, so runs of mere text are joined first, and the rest by halves. */
function joined(chunks: readonly AIMessageChunk[], { AIMessageChunk }: MessageKinds): AIMessageChunk | undefined {
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

function messageOf(message: ChatMessage, { AIMessage, HumanMessage, SystemMessage, ToolMessage }: MessageKinds): BaseMessage {
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

/** For servers that can't be made to obey a schema: the schema as an instruction. */
function instructed(messages: ChatMessage[], schema: JsonSchema): ChatMessage[] {
  const instruction = `Answer with nothing but JSON that obeys this JSON Schema:\n${JSON.stringify(schema)}`;
  const [first, ...others] = messages;
  return first?.role === "system"
    ? [{ ...first, content: `${first.content}\n\n${instruction}` }, ...others]
    : [{ role: "system", content: instruction }, ...messages];
}

function usageOf({ usage_metadata: usage, text }: AIMessageChunk, sent: readonly ChatMessage[]): TokenUsage {
  // LangChain leaves out a count of zero when an answer isn't streamed, whatever its types say.
  const { input_tokens: input = 0, output_tokens: output = 0 } = usage ?? {};
  if (usage === undefined || input + output === 0) return estimatedUsage(sent, text);
  return {
    input,
    output,
    cached: usage.input_token_details?.cache_read ?? null,
    reasoning: usage.output_token_details?.reasoning ?? null,
    estimated: false,
  };
}

const verbatim = ({ id, content, response_metadata, additional_kwargs, usage_metadata, tool_calls }: AIMessageChunk): Json =>
  JSON.parse(
    JSON.stringify({
      ...additional_kwargs,
      ...{ id, content, tool_calls },
      ...response_metadata,
      usage: { ...(response_metadata.usage as object | undefined), ...usage_metadata },
    }),
  );

export const defined = <T extends object>(values: T): Partial<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;

/** Tools in OpenAI's terms, which LangChain translates for the others. */
export const toolsOf = ({ tools = [] }: AdapterCall) => tools.map((offer) => ({ type: "function" as const, function: { ...offer } }));

const MAX_KEPT = 500;

/** Things that are dear to make, by what they are made of. */
export function kept<T>(): (key: string, make: () => T) => T {
  const made = new Map<string, T>();
  return (key, make) => {
    const present = made.get(key);
    if (present !== undefined) return present;
    if (made.size >= MAX_KEPT) made.clear();
    const fresh = make();
    made.set(key, fresh);
    return fresh;
  };
}

type Part = Pick<AIMessageChunk, "content" | "usage_metadata" | "response_metadata"> & { id?: string | undefined };
type Called = { id?: string | undefined; name: string; args: unknown };

/** A piece of an answer whose tool calls come whole; `from` is the number of the first. Calls without one are lost when pieces are joined. */
export function pieceOf({ AIMessageChunk }: MessageKinds, part: Part, calls: readonly Called[] = [], from = 0): AIMessageChunk {
  return new AIMessageChunk({
    ...defined(part),
    content: part.content,
    tool_call_chunks: calls.map(({ id, name, args }, index) => ({
      type: "tool_call_chunk" as const,
      index: from + index,
      id: id ?? `call-${from + index}`,
      name,
      args: JSON.stringify(args ?? {}),
    })),
  });
}

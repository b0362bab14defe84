import "server-only";
import { MinnowError } from "@/core/errors";
import { type Json, JsonObject } from "@/core/graph/json";
import type { ChatMessage, ToolCall } from "@/nodes/executor";
import type { AdapterAnswer, AdapterCall } from "../adapter";
import { modelFile } from "../files/folder";
import type { Functions, HistoryItem } from "../files/llama";
import { type Place, withModelFile } from "../files/loaded";
import { defined } from "./converse";

/** A model file of this machine, run in this process by node-llama-cpp. @throws MinnowError of the `gguf_` family */
export async function askModelFile(call: AdapterCall): Promise<AdapterAnswer> {
  const { served, signal } = call;
  const { connection, model } = served;
  const path = await modelFile(model.name);
  try {
    return await withModelFile(path, connection.maxConcurrent, signal, (place) => ask(call, place));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof MinnowError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new MinnowError("gguf_failed", { model: model.name, reason: reason.slice(0, 300) }, { cause: error });
  }
}

async function ask(call: AdapterCall, { chat, tokenizer, contextSize, runtime }: Place): Promise<AdapterAnswer> {
  const { served, messages, sampling, outputSchema, tools = [], signal, onText } = call;
  const history = historyOf(messages);
  const functions: Functions | undefined =
    tools.length === 0
      ? undefined
      : Object.fromEntries(tools.map(({ name, description, parameters }) => [name, { description, params: parameters }]));
  // The engine would drop the oldest messages without a word.
  const { contextText } = chat.chatWrapper.generateContextState({
    chatHistory: history,
    ...(functions !== undefined && { availableFunctions: functions, documentFunctionParams: true }),
  });
  const tokens = contextText.tokenize(tokenizer).length;
  const room = contextSize - tokens - 1;
  if (room < 1) throw new MinnowError("gguf_too_long", { model: served.model.name, tokens, limit: contextSize });

  const { sequence } = chat;
  const before = sequence.tokenMeter.getState();
  // A grammar and tools exclude each other; with tools the schema is left to the check that follows.
  const grammar =
    outputSchema === undefined || functions !== undefined ? undefined : await runtime.llama.createGrammarForJsonSchema(outputSchema);
  const { temperature, topP, seed, stop, maxTokens } = sampling;
  const {
    response,
    functionCalls = [],
    metadata,
  } = await chat.generateResponse(history, {
    signal,
    onTextChunk: onText,
    maxTokens: Math.min(maxTokens ?? room, room),
    ...defined({ temperature, topP, seed, customStopTriggers: stop, grammar, functions }),
    ...(functions !== undefined && { documentFunctionParams: true }),
  });
  signal.throwIfAborted();
  const after = sequence.tokenMeter.getState();
  const output = after.usedOutputTokens - before.usedOutputTokens;
  const read = after.usedInputTokens - before.usedInputTokens;
  const input = Math.max(tokens, read);
  return {
    text: response,
    toolCalls: functionCalls.map(callOf),
    response: JSON.parse(
      JSON.stringify({ response, functionCalls, stopReason: metadata.stopReason, tokens: { input, read, output } }),
    ) as Json,
    usage: { input, output, cached: input - read, reasoning: null, estimated: false },
  };
}

const callOf = ({ functionName, params }: { functionName: string; params: unknown }, index: number): ToolCall => {
  const given = JsonObject.safeParse(params ?? {});
  return {
    id: `call-${index}`,
    name: functionName,
    arguments: given.data ?? {},
    ...(!given.success && { unreadable: JSON.stringify(params) }),
  };
};

/** The conversation as the engine takes it: ending with the answer that is to come, calls together with what came of them. */
function historyOf(messages: readonly ChatMessage[]): HistoryItem[] {
  const results = new Map(messages.flatMap((message) => (message.role === "tool" ? [[message.callId, message.content] as const] : [])));
  const history: HistoryItem[] = [];
  for (const message of messages) {
    if (message.role === "tool") continue;
    const last = history.at(-1);
    if (message.role !== "assistant") {
      history.push({ type: message.role, text: message.content });
      continue;
    }
    const said = message.content === "" ? [] : [message.content];
    const calls = (message.toolCalls ?? []).map(({ id, name, arguments: params }) => ({
      type: "functionCall" as const,
      name,
      params,
      result: results.get(id) ?? null,
    }));
    if (last?.type === "model") last.response.push(...said, ...calls);
    else history.push({ type: "model", response: [...said, ...calls] });
  }
  if (history.at(-1)?.type !== "model") history.push({ type: "model", response: [] });
  return history;
}

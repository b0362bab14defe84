import { isJsonObject, type Json } from "../../graph/json";
import { contentText, parseArguments, readSampling, readSchema, readTools, roleOf } from "../messages";
import type { ObservedCall, ObservedMessage, ObservedToolCall, SpanKind } from "../observed";
import { type Attributes, countAt, jsonAt, numberAt, textAt, under } from "./attributes";

const kinds: Record<string, SpanKind> = { LLM: "model", TOOL: "tool", RETRIEVER: "retrieval", RERANKER: "retrieval", AGENT: "agent" };

/** The kind that OpenInference gives a span; null when it gives none. */
export function openInferenceKind(attributes: Attributes): SpanKind | null {
  const kind = textAt(attributes, "openinference.span.kind");
  return kind === null ? null : (kinds[kind.toUpperCase()] ?? "step");
}

/** A call of a model as OpenInference's attributes tell it; null when they don't name the model or what it was asked. */
export function openInferenceCall(attributes: Attributes): ObservedCall | null {
  const model = textAt(attributes, "llm.model_name", "embedding.model_name");
  const messages = messagesAt(attributes, "llm.input_messages");
  const prompt = under(attributes, "llm.prompts");
  if (messages.length === 0 && prompt !== undefined) messages.push({ role: "user", content: contentText(prompt) });
  if (messages.length === 0) {
    const input = textAt(attributes, "input.value");
    if (input !== null) messages.push({ role: "user", content: input });
  }
  if (model === null || messages.length === 0) return null;
  const [answer] = messagesAt(attributes, "llm.output_messages");
  const given = jsonAt(attributes, "llm.invocation_parameters");
  const parameters = isJsonObject(given) ? given : {};
  return {
    provider: textAt(attributes, "llm.provider", "llm.system"),
    model,
    messages,
    tools: toolsAt(attributes, parameters.tools),
    schema: readSchema(parameters.response_format),
    sampling: readSampling(parameters),
    text: answer?.content ?? textAt(attributes, "output.value"),
    toolCalls: answer?.toolCalls ?? [],
    inputTokens: countAt(attributes, "llm.token_count.prompt"),
    outputTokens: countAt(attributes, "llm.token_count.completion"),
    cachedTokens: countAt(attributes, "llm.token_count.prompt_details.cache_read", "llm.token_count.prompt_details.cache_input"),
    reasoningTokens: countAt(attributes, "llm.token_count.completion_details.reasoning"),
    cost: numberAt(attributes, "llm.cost.total"),
    firstTokenMs: null,
    response: jsonAt(attributes, "output.value") ?? null,
  };
}

function messagesAt(attributes: Attributes, prefix: string): ObservedMessage[] {
  const list = under(attributes, prefix);
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry): ObservedMessage[] => {
    const outer = isJsonObject(entry) ? entry : {};
    const message = isJsonObject(outer.message) ? outer.message : outer;
    if (typeof message.role !== "string") return [];
    const calls = Array.isArray(message.tool_calls) ? message.tool_calls.flatMap(toolCallOf) : [];
    return [
      {
        role: roleOf(message.role),
        content: message.content === undefined ? contentsText(message.contents) : contentText(message.content),
        ...(calls.length > 0 && { toolCalls: calls }),
        ...(typeof message.tool_call_id === "string" && { callId: message.tool_call_id }),
      },
    ];
  });
}

function contentsText(contents: Json | undefined): string {
  if (!Array.isArray(contents)) return "";
  return contents
    .map((entry) => {
      const part = isJsonObject(entry) && isJsonObject(entry.message_content) ? entry.message_content : entry;
      return contentText(part);
    })
    .join("");
}

function toolCallOf(entry: Json, index: number): ObservedToolCall[] {
  const outer = isJsonObject(entry) ? entry : {};
  const call = isJsonObject(outer.tool_call) ? outer.tool_call : outer;
  const called = isJsonObject(call.function) ? call.function : null;
  if (called === null || typeof called.name !== "string") return [];
  return [{ id: typeof call.id === "string" ? call.id : `call_${index}`, name: called.name, arguments: parseArguments(called.arguments) }];
}

function toolsAt(attributes: Attributes, parameters: Json | undefined): ObservedCall["tools"] {
  const list = under(attributes, "llm.tools");
  if (!Array.isArray(list)) return readTools(parameters);
  const schemas = list.map((entry) => {
    const tool = isJsonObject(entry) && isJsonObject(entry.tool) ? entry.tool : entry;
    return isJsonObject(tool) ? parseArguments(tool.json_schema) : null;
  });
  return readTools(schemas);
}

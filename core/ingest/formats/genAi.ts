import { isJsonObject, type Json, type JsonObject } from "../../graph/json";
import { contentText, parseArguments, readSampling, readSchema, readToolCalls, readTools, roleOf } from "../messages";
import type { ObservedCall, ObservedMessage, ObservedToolCall, SpanKind } from "../observed";
import { type Attributes, countAt, jsonAt, numberAt, textAt, under } from "./attributes";

export type SpanEvent = { name: string; attributes: Attributes };

const operations: Record<string, SpanKind> = {
  chat: "model",
  text_completion: "model",
  generate_content: "model",
  completion: "model",
  execute_tool: "tool",
  retrieval: "retrieval",
  invoke_agent: "agent",
  create_agent: "step",
  invoke_workflow: "agent",
};

const traceloop: Record<string, SpanKind> = { workflow: "agent", agent: "agent", task: "step", tool: "tool" };

/** The kind that the GenAI conventions of OpenTelemetry give a span, or those of OpenLLMetry; null when they give none. */
export function genAiKind(attributes: Attributes): SpanKind | null {
  const operation = textAt(attributes, "gen_ai.operation.name");
  if (operation !== null) return operations[operation] ?? "step";
  const entity = textAt(attributes, "traceloop.span.kind");
  if (entity !== null) return traceloop[entity] ?? "step";
  // Before there was a name for the operation, a request type told.
  const request = textAt(attributes, "llm.request.type");
  if (request !== null) return request === "chat" || request === "completion" ? "model" : "step";
  return textAt(attributes, "gen_ai.request.model") === null ? null : "model";
}

/** A call of a model as the GenAI conventions tell it, those of before included; null when the model or what it was asked isn't told. */
export function genAiCall(own: Attributes, events: readonly SpanEvent[]): ObservedCall | null {
  // What was asked may stand in an event beside the span's own attributes.
  const attributes: Attributes = Object.assign({}, ...events.filter(({ name }) => DETAILS.has(name)).map((event) => event.attributes), own);
  const model = textAt(attributes, "gen_ai.request.model", "gen_ai.response.model");
  const messages = [...instructions(attributes), ...asked(attributes, events)];
  if (model === null || messages.length === 0) return null;
  const answer = answered(attributes, events);
  const firstToken = numberAt(attributes, "gen_ai.response.time_to_first_chunk", "gen_ai.server.time_to_first_token");
  return {
    provider: textAt(attributes, "gen_ai.provider.name", "gen_ai.system"),
    model,
    messages,
    tools: toolsOf(attributes),
    schema: schemaOf(attributes),
    sampling: readSampling({
      temperature: numberAt(attributes, "gen_ai.request.temperature"),
      top_p: numberAt(attributes, "gen_ai.request.top_p"),
      max_tokens: numberAt(attributes, "gen_ai.request.max_tokens"),
      seed: numberAt(attributes, "gen_ai.request.seed", "gen_ai.openai.request.seed"),
      stop: stopsOf(attributes["gen_ai.request.stop_sequences"]),
    }),
    text: answer?.content ?? null,
    toolCalls: answer?.toolCalls ?? [],
    inputTokens: countAt(attributes, "gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens", "llm.usage.prompt_tokens"),
    outputTokens: countAt(attributes, "gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens", "llm.usage.completion_tokens"),
    cachedTokens: countAt(attributes, "gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.cache_read_input_tokens"),
    reasoningTokens: countAt(attributes, "gen_ai.usage.reasoning.output_tokens", "gen_ai.usage.reasoning_tokens"),
    cost: numberAt(attributes, "gen_ai.usage.cost", "gen_ai.cost.total"),
    firstTokenMs: firstToken === null ? null : firstToken * 1_000,
    response:
      answer === null ? null : (jsonAt(attributes, "gen_ai.output.messages", "gen_ai.completion") ?? (answer as unknown as JsonObject)),
  };
}

const DETAILS = new Set(["gen_ai.client.inference.operation.details", "gen_ai.content.prompt", "gen_ai.content.completion"]);

function instructions(attributes: Attributes): ObservedMessage[] {
  const parts = jsonAt(attributes, "gen_ai.system_instructions");
  const content = contentText(parts);
  return content === "" ? [] : [{ role: "system", content }];
}

function asked(attributes: Attributes, events: readonly SpanEvent[]): ObservedMessage[] {
  const listed = messagesOf(jsonAt(attributes, "gen_ai.input.messages"));
  if (listed.length > 0) return listed;
  const legacy = under(attributes, "gen_ai.prompt");
  const flattened = messagesOf(legacy);
  if (flattened.length > 0) return flattened;
  if (typeof legacy === "string") return [{ role: "user", content: legacy }];
  return events.flatMap((event): ObservedMessage[] => {
    const role = /^gen_ai\.(system|user|assistant|tool)\.message$/.exec(event.name)?.[1];
    return role === undefined ? [] : messagesOf([{ role, ...event.attributes }]);
  });
}

function answered(attributes: Attributes, events: readonly SpanEvent[]): ObservedMessage | null {
  const listed = messagesOf(jsonAt(attributes, "gen_ai.output.messages"));
  const legacy = under(attributes, "gen_ai.completion");
  const flattened = listed.length > 0 ? listed : messagesOf(legacy, "assistant");
  const [first] = flattened;
  if (first !== undefined) return first;
  if (typeof legacy === "string") return { role: "assistant", content: legacy };
  const choice = events.find(({ name }) => name === "gen_ai.choice")?.attributes;
  if (choice === undefined) return null;
  const message = jsonAt(choice, "message");
  return messagesOf([isJsonObject(message) ? message : choice], "assistant")[0] ?? null;
}

/** Messages with parts, as the conventions have them, or with contents, as they were before. */
function messagesOf(list: Json | undefined, otherwise?: string): ObservedMessage[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry): ObservedMessage[] => {
    if (!isJsonObject(entry)) return [];
    const role = typeof entry.role === "string" ? entry.role : otherwise;
    if (role === undefined) return [];
    if (Array.isArray(entry.parts)) return [ofParts(roleOf(role), entry.parts)];
    const calls = Array.isArray(entry.tool_calls) ? readToolCalls(entry.tool_calls.map(withFunction)) : [];
    const content = typeof entry.content === "string" ? contentText(parsedList(entry.content)) : contentText(entry.content);
    return [
      {
        role: roleOf(role),
        content,
        ...(calls.length > 0 && { toolCalls: calls }),
        ...(typeof entry.id === "string" && roleOf(role) === "tool" && { callId: entry.id }),
      },
    ];
  });
}

/** Contents that were written as a JSON list of parts. */
function parsedList(text: string): Json {
  if (!text.startsWith("[{")) return text;
  const parsed = parseArguments(text);
  return Array.isArray(parsed) ? parsed : text;
}

const withFunction = (call: Json): Json =>
  isJsonObject(call) && call.function === undefined && typeof call.name === "string"
    ? { id: call.id ?? null, function: { name: call.name, arguments: call.arguments ?? {} } }
    : call;

function ofParts(role: ObservedMessage["role"], parts: readonly Json[]): ObservedMessage {
  let content = "";
  let callId: string | undefined;
  const toolCalls: ObservedToolCall[] = [];
  for (const part of parts) {
    if (!isJsonObject(part)) continue;
    if (part.type === "tool_call" && typeof part.name === "string") {
      const id = typeof part.id === "string" ? part.id : `call_${toolCalls.length}`;
      toolCalls.push({ id, name: part.name, arguments: parseArguments(part.arguments) });
    } else if (part.type === "tool_call_response") {
      if (typeof part.id === "string") callId = part.id;
      content += contentText(part.response ?? part.result);
    } else if (part.type !== "reasoning") content += contentText(part);
  }
  return { role, content, ...(toolCalls.length > 0 && { toolCalls }), ...(callId !== undefined && { callId }) };
}

function toolsOf(attributes: Attributes): ObservedCall["tools"] {
  const listed = jsonAt(attributes, "gen_ai.tool.definitions", "gen_ai.request.tools");
  if (listed !== undefined) return readTools(listed);
  const functions = under(attributes, "llm.request.functions");
  if (!Array.isArray(functions)) return [];
  return readTools(functions.map((entry) => (isJsonObject(entry) ? { ...entry, parameters: parseArguments(entry.parameters) } : entry)));
}

function schemaOf(attributes: Attributes): ObservedCall["schema"] {
  const schema = jsonAt(attributes, "gen_ai.request.structured_output_schema", "gen_ai.output.schema");
  if (isJsonObject(schema)) return schema;
  const type = textAt(attributes, "gen_ai.output.type", "gen_ai.openai.request.response_format");
  return readSchema({ type: type ?? "text" });
}

const stopsOf = (given: Json | undefined): string[] | undefined =>
  Array.isArray(given) ? given.filter((stop): stop is string => typeof stop === "string") : undefined;

import { z } from "zod";
import { isJsonObject, Json, JsonObject, type JsonSchema } from "../graph/json";
import { Sampling } from "../graph/task";
import type { ObservedMessage, ObservedTool, ObservedToolCall } from "./observed";

/** Text of a message's content: a string, a list of parts, or nothing; parts that are no text are named in brackets. */
export function contentText(content: Json | undefined): string {
  if (content === undefined || content === null) return "";
  if (typeof content === "string") return content;
  if (Array.isArray(content)) return content.map(partText).join("");
  if (isJsonObject(content)) return partText(content);
  return JSON.stringify(content);
}

function partText(part: Json): string {
  if (typeof part === "string") return part;
  if (!isJsonObject(part)) return JSON.stringify(part);
  const { type, text, content } = part;
  if (typeof text === "string") return text;
  if (typeof content === "string") return content;
  return `[${typeof type === "string" ? type : "part"}]`;
}

/** Arguments of a tool call, given as an object or as JSON text; text that is no JSON stays text. */
export function parseArguments(given: Json | undefined): Json {
  if (given === undefined || given === null || given === "") return {};
  return typeof given === "string" ? parsedOr(given, given) : given;
}

/** The value of a JSON text, or what stands for it when it is none. */
export function parsedOr<T>(text: string, otherwise: T): Json | T {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return otherwise;
  }
}

const WireToolCall = z.looseObject({
  id: z.string().nullish(),
  function: z.looseObject({ name: z.string(), arguments: Json.nullish() }).nullish(),
  // LangChain's own form.
  name: z.string().nullish(),
  args: Json.nullish(),
});

/** Tool calls of a chat message in OpenAI's form, or in LangChain's. */
export function readToolCalls(calls: unknown): ObservedToolCall[] {
  if (!Array.isArray(calls)) return [];
  return calls.flatMap((call, index): ObservedToolCall[] => {
    const parsed = WireToolCall.safeParse(call);
    if (!parsed.success) return [];
    const { id, function: called, name, args } = parsed.data;
    const named = called?.name ?? name;
    if (named === null || named === undefined) return [];
    return [{ id: id ?? `call_${index}`, name: named, arguments: parseArguments(called?.arguments ?? args ?? undefined) }];
  });
}

const roles: Record<string, ObservedMessage["role"]> = {
  system: "system",
  developer: "system",
  user: "user",
  human: "user",
  assistant: "assistant",
  ai: "assistant",
  model: "assistant",
  tool: "tool",
  function: "tool",
};

export const roleOf = (role: string): ObservedMessage["role"] => roles[role.toLowerCase()] ?? "user";

const WireMessage = z.looseObject({
  role: z.string(),
  content: Json.nullish(),
  tool_calls: z.array(z.unknown()).nullish(),
  tool_call_id: z.string().nullish(),
});
export type WireMessage = z.infer<typeof WireMessage>;

/** A chat message in OpenAI's form; null when it is none. */
export function readMessage(message: unknown): ObservedMessage | null {
  const parsed = WireMessage.safeParse(message);
  if (!parsed.success) return null;
  const { role, content, tool_calls, tool_call_id } = parsed.data;
  const calls = readToolCalls(tool_calls);
  return {
    role: roleOf(role),
    content: contentText(content ?? undefined),
    ...(calls.length > 0 && { toolCalls: calls }),
    ...(typeof tool_call_id === "string" && { callId: tool_call_id }),
  };
}

const WireTool = z.looseObject({
  function: z.looseObject({ name: z.string(), description: z.string().nullish(), parameters: JsonObject.nullish() }).nullish(),
  name: z.string().nullish(),
  description: z.string().nullish(),
  parameters: JsonObject.nullish(),
  input_schema: JsonObject.nullish(),
});

/** Tools offered to a model, in OpenAI's or Anthropic's form. */
export function readTools(tools: unknown): ObservedTool[] {
  if (!Array.isArray(tools)) return [];
  return tools.flatMap((tool): ObservedTool[] => {
    const parsed = WireTool.safeParse(tool);
    if (!parsed.success) return [];
    const { function: inner, name, description, parameters, input_schema } = parsed.data;
    const named = inner?.name ?? name;
    if (named === null || named === undefined) return [];
    return [
      {
        name: named,
        description: inner?.description ?? description ?? "",
        parameters: inner?.parameters ?? parameters ?? input_schema ?? {},
      },
    ];
  });
}

const Format = z.looseObject({
  type: z.string(),
  json_schema: z.looseObject({ schema: JsonObject.nullish() }).nullish(),
  schema: JsonObject.nullish(),
});

/** The JSON Schema that an answer had to obey; an empty one when it merely had to be JSON; null when it could be any text. */
export function readSchema(format: unknown): JsonSchema | null {
  const parsed = Format.safeParse(format);
  if (!parsed.success) return null;
  const { type, json_schema, schema } = parsed.data;
  if (type === "json_schema") return json_schema?.schema ?? schema ?? {};
  return type === "json_object" || type === "json" ? {} : null;
}

const WireSampling = z.looseObject({
  temperature: z.number().nullish(),
  top_p: z.number().nullish(),
  max_tokens: z.number().nullish(),
  max_completion_tokens: z.number().nullish(),
  seed: z.number().nullish(),
  stop: z.union([z.string(), z.array(z.string())]).nullish(),
});

/** Sampling as our tasks have it; what is out of its bounds is left out. */
export function readSampling(given: unknown): Sampling {
  const parsed = WireSampling.safeParse(given);
  if (!parsed.success) return {};
  const { temperature, top_p, max_tokens, max_completion_tokens, seed, stop } = parsed.data;
  const stops = typeof stop === "string" ? [stop] : stop;
  const wanted = { temperature, topP: top_p, maxTokens: max_completion_tokens ?? max_tokens, seed, stop: stops };
  return Object.assign(
    {},
    ...Object.entries(wanted).map(([name, value]) => {
      if (value === null || value === undefined) return {};
      const fits = Sampling.safeParse({ [name]: value });
      return fits.success ? fits.data : {};
    }),
  ) as Sampling;
}

const Count = z.number().int().nonnegative().nullish();

const WireUsage = z.looseObject({
  prompt_tokens: Count,
  completion_tokens: Count,
  input_tokens: Count,
  output_tokens: Count,
  prompt_tokens_details: z.looseObject({ cached_tokens: Count }).nullish(),
  completion_tokens_details: z.looseObject({ reasoning_tokens: Count }).nullish(),
  input_token_details: z.looseObject({ cache_read: Count }).nullish(),
  output_token_details: z.looseObject({ reasoning: Count }).nullish(),
});

export type ObservedTokens = {
  inputTokens: number | null;
  outputTokens: number | null;
  cachedTokens: number | null;
  reasoningTokens: number | null;
};

export const noTokens: ObservedTokens = { inputTokens: null, outputTokens: null, cachedTokens: null, reasoningTokens: null };

/** Tokens in OpenAI's form, or in LangChain's. */
export function readUsage(usage: unknown): ObservedTokens {
  const parsed = WireUsage.safeParse(usage);
  if (!parsed.success) return noTokens;
  const told = parsed.data;
  return {
    inputTokens: told.prompt_tokens ?? told.input_tokens ?? null,
    outputTokens: told.completion_tokens ?? told.output_tokens ?? null,
    cachedTokens: told.prompt_tokens_details?.cached_tokens ?? told.input_token_details?.cache_read ?? null,
    reasoningTokens: told.completion_tokens_details?.reasoning_tokens ?? told.output_token_details?.reasoning ?? null,
  };
}

/** The place and sentence of what a schema says first. */
export function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  return `${issue?.path.join(".") || "record"}: ${issue?.message ?? ""}`;
}

import { z } from "zod";
import { isJsonObject, Json, JsonObject } from "../../graph/json";
import {
  contentText,
  firstIssue,
  noTokens,
  type ObservedTokens,
  parsedOr,
  readMessage,
  readSampling,
  readSchema,
  readTools,
} from "../messages";
import { type ObservedCall, type ObservedMessage, type ObservedSpan, type ReadSpan, type SpanKind, unread } from "../observed";
import { momentOf } from "./chat";

const kinds: Record<string, SpanKind> = { GENERATION: "model", TOOL: "tool", RETRIEVER: "retrieval", AGENT: "agent" };

const Moment = z.union([z.number(), z.string()]).nullish();
const Numbers = z.record(z.string(), z.unknown()).nullish();

const Observation = z.looseObject({
  id: z.string().min(1),
  traceId: z.string().min(1),
  type: z.string(),
  name: z.string().nullish(),
  parentObservationId: z.string().nullish(),
  startTime: Moment,
  endTime: Moment,
  completionStartTime: Moment,
  model: z.string().nullish(),
  providedModelName: z.string().nullish(),
  modelParameters: z.unknown().optional(),
  input: Json.nullish(),
  output: Json.nullish(),
  metadata: Json.nullish(),
  level: z.string().nullish(),
  statusMessage: z.string().nullish(),
  usage: Numbers,
  usageDetails: Numbers,
  costDetails: Numbers,
  totalCost: z.number().nullish(),
  calculatedTotalCost: z.number().nullish(),
});
type Observation = z.infer<typeof Observation>;

const Trace = z.looseObject({ id: z.string().min(1), name: z.string().nullish(), observations: z.array(JsonObject) });

/** Reads one observation of a Langfuse export, its names in camel or in snake case. */
export function readObservation(record: JsonObject, agent: string | null = null): ReadSpan {
  const parsed = Observation.safeParse(camel(record));
  if (!parsed.success) return unread(firstIssue(parsed.error));
  const observation = parsed.data;
  const startedAt = momentOf(observation.startTime);
  if (startedAt === null) return unread("startTime: when the observation began is missing");
  const kind = kinds[observation.type.toUpperCase()] ?? "step";
  const call = kind === "model" ? callOf(observation, startedAt) : null;
  const error = observation.level === "ERROR" ? observation.statusMessage || "failed" : null;
  if (kind === "model" && call === null && error === null) return unread("input: the generation doesn't say which model was asked what");
  return {
    ok: true,
    spans: [
      {
        agent,
        traceId: observation.traceId,
        spanId: observation.id,
        parentId: observation.parentObservationId || null,
        kind,
        name: observation.name ?? "",
        node: langGraphNode(parsedText(observation.metadata)),
        startedAt,
        finishedAt: momentOf(observation.endTime),
        error,
        input: parsedText(observation.input),
        output: parsedText(observation.output),
        call,
      },
    ],
  };
}

/** Reads a trace with its observations inside. It is taken whole or not at all. */
export function readLangfuseTrace(record: JsonObject): ReadSpan {
  const parsed = Trace.safeParse(record);
  if (!parsed.success) return unread(firstIssue(parsed.error));
  const spans: ObservedSpan[] = [];
  for (const [index, observation] of parsed.data.observations.entries()) {
    const read = readObservation({ traceId: parsed.data.id, ...observation }, parsed.data.name ?? null);
    if (!read.ok) return unread(`observations.${index}: ${read.reason}`);
    spans.push(...read.spans);
  }
  return { ok: true, spans };
}

/** The node of LangGraph that a record's metadata names. */
export function langGraphNode(metadata: Json): ObservedSpan["node"] {
  const id = isJsonObject(metadata) ? metadata.langgraph_node : undefined;
  return typeof id === "string" && id !== "" ? { id, name: id, parentId: null } : null;
}

const camel = (record: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()), value]),
  );

/** Exports write values as JSON text where their store does. */
const parsedText = (value: Json | null | undefined): Json =>
  value === undefined || value === null ? null : typeof value === "string" ? parsedOr(value, value) : value;

function callOf(observation: Observation, startedAt: number): ObservedCall | null {
  const model = observation.model ?? observation.providedModelName ?? null;
  const input = parsedText(observation.input);
  const messages = messagesIn(input);
  if (model === null || messages.length === 0) return null;
  const output = parsedText(observation.output);
  const answer = isJsonObject(output) ? readMessage({ role: "assistant", ...output }) : null;
  const parameters = parsedText(observation.modelParameters as Json | undefined);
  const began = momentOf(observation.completionStartTime);
  const plainJson = isJsonObject(output) && output.content === undefined && output.tool_calls === undefined;
  return {
    provider: null,
    model,
    messages,
    tools: isJsonObject(input) ? readTools(input.tools) : [],
    schema: isJsonObject(parameters) ? readSchema(parameters.response_format) : null,
    sampling: readSampling(parameters),
    text: output === null ? null : answer === null ? contentText(output) : plainJson ? JSON.stringify(output) : answer.content,
    toolCalls: answer?.toolCalls ?? [],
    ...tokensOf(observation),
    cost: observation.totalCost ?? observation.calculatedTotalCost ?? numberIn(observation.costDetails, "total"),
    firstTokenMs: began === null ? null : Math.max(0, began - startedAt),
    response: output,
  };
}

/** Messages given as a list, as an object that holds one, or as a plain prompt. */
export function messagesIn(input: Json): ObservedMessage[] {
  const list = Array.isArray(input) ? input : isJsonObject(input) && Array.isArray(input.messages) ? input.messages : null;
  if (list !== null) {
    const read = list.map(readMessage);
    if (read.every((message) => message !== null)) return read;
  }
  const content = typeof input === "string" ? input : input === null ? "" : JSON.stringify(input);
  return content === "" ? [] : [{ role: "user", content }];
}

function tokensOf({ usage, usageDetails }: Observation): ObservedTokens {
  const inputTokens = numberIn(usageDetails, "input") ?? numberIn(usage, "input") ?? numberIn(usage, "promptTokens");
  const outputTokens = numberIn(usageDetails, "output") ?? numberIn(usage, "output") ?? numberIn(usage, "completionTokens");
  if (inputTokens === null && outputTokens === null) return noTokens;
  const cached = numberIn(usageDetails, "input_cached_tokens") ?? numberIn(usageDetails, "cache_read_input_tokens");
  const reasoning = numberIn(usageDetails, "output_reasoning_tokens");
  return {
    // Cached and reasoning tokens are counted apart there, and among the others here.
    inputTokens: inputTokens === null ? null : inputTokens + (cached ?? 0),
    outputTokens: outputTokens === null ? null : outputTokens + (reasoning ?? 0),
    cachedTokens: cached,
    reasoningTokens: reasoning,
  };
}

const numberIn = (numbers: Record<string, unknown> | null | undefined, name: string): number | null => {
  const value = numbers?.[name];
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : null;
};

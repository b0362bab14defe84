import type { GraphDocument } from "../graph/document";
import { contentHash } from "../graph/fingerprint";
import { isJsonObject, type Json } from "../graph/json";

/** A run as it is told to others. Moments are in milliseconds since 1970; a call's `endedAt` is null when nobody knows. */
export type ToldRun = {
  /** UUID: without its hyphens the trace's id. */
  id: string;
  graph: { id: string; name: string };
  version: number | null;
  trigger: string;
  status: string;
  startedAt: number;
  finishedAt: number;
  input: Json;
  output: Json;
  error: string | null;
  document: GraphDocument;
  activations: ToldActivation[];
};
export type ToldActivation = {
  path: string;
  nodeId: string;
  kind: string;
  status: string;
  startedAt: number;
  finishedAt: number;
  inputs: Json;
  outputs: Json;
  error: string | null;
  calls: ToldCall[];
};
export type ToldCall = {
  id: string;
  model: string;
  provider: string;
  modelClass: string;
  simulated: boolean;
  /** As it was sent: see CallRecord in server/models/gateway.ts. */
  request: Json;
  text: string | null;
  toolCalls: Json;
  inputTokens: number | null;
  outputTokens: number | null;
  cachedTokens: number | null;
  reasoningTokens: number | null;
  cost: number | null;
  firstTokenMs: number | null;
  startedAt: number;
  endedAt: number | null;
  error: string | null;
};

type Value =
  | { stringValue: string }
  | { intValue: string }
  | { doubleValue: number }
  | { boolValue: boolean }
  | { arrayValue: { values: Value[] } };
type Attribute = { key: string; value: Value };
export type OtlpSpan = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: Attribute[];
  status: { code: number; message?: string };
};

const INTERNAL = 1;
const CLIENT = 3;

const anyValue = (value: string | number | boolean | readonly string[]): Value => {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number") return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  return { arrayValue: { values: value.map((one) => ({ stringValue: one })) } };
};

/** Attributes whose value is known. */
const attributes = (told: Record<string, string | number | boolean | readonly string[] | null | undefined>): Attribute[] =>
  Object.entries(told).flatMap(([key, value]) => (value === null || value === undefined ? [] : [{ key, value: anyValue(value) }]));

const nano = (ms: number): string => String(BigInt(Math.round(ms * 1_000)) * 1_000n);
const spanIdOf = (...words: string[]): string => contentHash(words.join("\n")).slice(0, 16);
const textOf = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));
const statusOf = (error: string | null): OtlpSpan["status"] => (error === null ? { code: 1 } : { code: 2, message: error });

/** What OpenInference calls a node of a kind. */
const kinds: Record<string, string> = {
  model: "LLM",
  classify: "LLM",
  vote: "LLM",
  verify: "LLM",
  agent: "AGENT",
  retrieve: "RETRIEVER",
  http: "TOOL",
  mcp: "TOOL",
  code: "TOOL",
  guard: "GUARDRAIL",
};

/**
 * Spans of a run with the GenAI conventions of OpenTelemetry, and `graph.node.*` as OpenInference has it: the run, in it each activation,
 * in those the model calls. What people and models said is only told with `contents`.
 * @see https://github.com/open-telemetry/semantic-conventions-genai
 */
export function spansOf(run: ToldRun, { contents }: { contents: boolean }): OtlpSpan[] {
  const traceId = run.id.replaceAll("-", "");
  const root = spanIdOf(run.id);
  const names = new Map(run.document.nodes.map(({ id, name }) => [id, name]));
  const before = new Map(run.document.edges.toReversed().map(({ source, target }) => [target.node, source.node]));
  const paths = new Set(run.activations.map(({ path }) => path));
  const said = (told: Record<string, Json>) =>
    contents ? Object.fromEntries(Object.entries(told).map(([key, value]) => [key, value === null ? null : textOf(value)])) : {};
  const spans: OtlpSpan[] = [
    {
      traceId,
      spanId: root,
      name: `invoke_agent ${run.graph.name}`,
      kind: INTERNAL,
      startTimeUnixNano: nano(run.startedAt),
      endTimeUnixNano: nano(run.finishedAt),
      attributes: attributes({
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.agent.id": run.graph.id,
        "gen_ai.agent.name": run.graph.name,
        "openinference.span.kind": "AGENT",
        "minnow.run.id": run.id,
        "minnow.run.trigger": run.trigger,
        "minnow.run.status": run.status,
        "minnow.graph.version": run.version,
        ...said({ "input.value": run.input, "output.value": run.output }),
      }),
      status: statusOf(run.error),
    },
  ];
  for (const activation of run.activations) {
    const { path, nodeId, kind, status, startedAt, finishedAt, inputs, outputs, error, calls } = activation;
    // A firing inside a container is part of the container's own: `review[3]/critic` of `review`.
    const outer = path.includes("/") ? path.slice(0, path.lastIndexOf("/")).replace(/(?:\[\d+\]|#\d+)$/, "") : null;
    const parent = outer !== null && paths.has(outer) ? spanIdOf(run.id, outer) : root;
    const spanId = spanIdOf(run.id, path);
    const name = names.get(nodeId) ?? nodeId;
    spans.push({
      traceId,
      spanId,
      parentSpanId: parent,
      name,
      kind: INTERNAL,
      startTimeUnixNano: nano(startedAt),
      endTimeUnixNano: nano(finishedAt),
      attributes: attributes({
        // The node's own span is the step; what asks the model is a span of its own in it.
        "openinference.span.kind": calls.length > 0 ? "CHAIN" : (kinds[kind] ?? "CHAIN"),
        "graph.node.id": nodeId,
        "graph.node.name": name,
        "graph.node.parent_id": before.get(nodeId),
        "minnow.node.kind": kind,
        "minnow.node.status": status,
        "minnow.path": path,
        ...said({ "input.value": inputs, "output.value": outputs }),
      }),
      status: statusOf(error),
    });
    for (const call of calls) spans.push(callSpan(call, { traceId, parent: spanId }, contents));
  }
  return spans;
}

function callSpan(call: ToldCall, { traceId, parent }: { traceId: string; parent: string }, contents: boolean): OtlpSpan {
  const request = isJsonObject(call.request) ? call.request : {};
  const number = (name: string) => (typeof request[name] === "number" ? request[name] : null);
  const { stop, messages, tools, model } = request;
  return {
    traceId,
    spanId: spanIdOf(call.id),
    parentSpanId: parent,
    name: `chat ${call.model}`,
    kind: CLIENT,
    startTimeUnixNano: nano(call.startedAt),
    endTimeUnixNano: nano(call.endedAt ?? call.startedAt),
    attributes: attributes({
      "gen_ai.operation.name": "chat",
      "openinference.span.kind": "LLM",
      "gen_ai.provider.name": call.provider,
      "gen_ai.request.model": typeof model === "string" ? model : call.model,
      "gen_ai.request.temperature": number("temperature"),
      "gen_ai.request.top_p": number("topP"),
      "gen_ai.request.max_tokens": number("maxTokens"),
      "gen_ai.request.seed": number("seed"),
      "gen_ai.request.stop_sequences": Array.isArray(stop) ? stop.filter((one) => typeof one === "string") : null,
      "gen_ai.usage.input_tokens": call.inputTokens,
      "gen_ai.usage.output_tokens": call.outputTokens,
      "gen_ai.usage.cache_read.input_tokens": call.cachedTokens,
      "gen_ai.usage.reasoning.output_tokens": call.reasoningTokens,
      "gen_ai.usage.cost": call.cost,
      "gen_ai.response.time_to_first_chunk": call.firstTokenMs === null ? null : call.firstTokenMs / 1_000,
      "minnow.model": call.model,
      "minnow.model.class": call.modelClass,
      "minnow.simulated": call.simulated,
      ...(contents && {
        "gen_ai.input.messages": JSON.stringify(Array.isArray(messages) ? messages.map(partsOf) : []),
        "gen_ai.output.messages": call.text === null ? null : JSON.stringify([answerOf(call)]),
        "gen_ai.tool.definitions": Array.isArray(tools) && tools.length > 0 ? JSON.stringify(tools) : null,
      }),
    }),
    status: statusOf(call.error),
  };
}

const toolParts = (calls: Json | undefined): Json[] =>
  Array.isArray(calls)
    ? calls.flatMap((call) =>
        isJsonObject(call) ? [{ type: "tool_call", id: call.id ?? null, name: call.name ?? "", arguments: call.arguments ?? {} }] : [],
      )
    : [];

function partsOf(message: Json): Json {
  if (!isJsonObject(message)) return { role: "user", parts: [] };
  const { role = "user", content = "", toolCalls, callId } = message;
  if (role === "tool") return { role, parts: [{ type: "tool_call_response", id: callId ?? null, response: content }] };
  return { role, parts: [...(content === "" ? [] : [{ type: "text", content }]), ...toolParts(toolCalls)] };
}

const answerOf = ({ text, toolCalls }: ToldCall): Json => ({
  role: "assistant",
  parts: [...(text === null || text === "" ? [] : [{ type: "text", content: text }]), ...toolParts(toolCalls)],
});

/** What is sent to a collector: spans of runs, each graph a service of its own. */
export const exportOf = (runs: readonly ToldRun[], options: { contents: boolean }) => ({
  resourceSpans: [...Map.groupBy(runs, ({ graph }) => graph.id).values()].map((own) => ({
    resource: {
      attributes: attributes({
        "service.name": own[0]?.graph.name ?? "",
        "service.namespace": "minnow",
        "minnow.graph.id": own[0]?.graph.id,
      }),
    },
    scopeSpans: [{ scope: { name: "minnow" }, spans: own.flatMap((run) => spansOf(run, options)) }],
  })),
});

import { z } from "zod";
import { isJsonObject, type Json, JsonObject } from "../../graph/json";
import { firstIssue, parsedOr } from "../messages";
import { type ObservedSpan, type ReadSpan, unread } from "../observed";
import { type Attributes, flat, jsonAt, KeyValues, textAt } from "./attributes";
import { momentOf } from "./chat";
import { genAiCall, genAiKind, type SpanEvent } from "./genAi";
import { openInferenceCall, openInferenceKind } from "./openInference";

const Moment = z.union([z.number(), z.string()]).nullish();

const Span = z.looseObject({
  traceId: z.string().min(1),
  spanId: z.string().min(1),
  parentSpanId: z.string().nullish(),
  name: z.string().default(""),
  startTimeUnixNano: Moment,
  endTimeUnixNano: Moment,
  attributes: KeyValues.nullish(),
  events: z.array(z.looseObject({ name: z.string().default(""), attributes: KeyValues.nullish() })).nullish(),
  status: z.looseObject({ code: z.union([z.number(), z.string()]).nullish(), message: z.string().nullish() }).nullish(),
});

const ResourceSpans = z.looseObject({
  resource: z.looseObject({ attributes: KeyValues.nullish() }).nullish(),
  scopeSpans: z.array(z.looseObject({ spans: z.array(z.unknown()).nullish() })).nullish(),
});

/** What an exporter sends: spans by what they come from. */
export const TracesData = z.looseObject({ resourceSpans: z.array(ResourceSpans) });

export type ReadTraces = { spans: ObservedSpan[]; rejected: { span: number; reason: string }[] };

/** Reads an export of OTLP in its JSON form. Spans that can't be taken are told by their number; the others go in. */
export function readTraces(data: z.infer<typeof TracesData>): ReadTraces {
  const read: ReadTraces = { spans: [], rejected: [] };
  let number = 0;
  for (const { resource, scopeSpans } of data.resourceSpans) {
    const about = resource?.attributes ?? {};
    for (const given of scopeSpans?.flatMap(({ spans }) => spans ?? []) ?? []) {
      number += 1;
      const span = Span.safeParse(given);
      const result = span.success ? spanOf(span.data, about) : unread(firstIssue(span.error));
      if (result.ok) read.spans.push(...result.spans);
      else read.rejected.push({ span: number, reason: result.reason });
    }
  }
  return read;
}

/** A line of a file of OTLP exports. It is taken whole or not at all. */
export function readTracesLine(record: JsonObject): ReadSpan {
  const parsed = TracesData.safeParse(record);
  if (!parsed.success) return unread(firstIssue(parsed.error));
  const { spans, rejected } = readTraces(parsed.data);
  const [first] = rejected;
  return first === undefined ? { ok: true, spans } : unread(`span ${first.span}: ${first.reason}`);
}

function spanOf(span: z.infer<typeof Span>, resource: Attributes): ReadSpan {
  const startedAt = momentOf(span.startTimeUnixNano);
  if (startedAt === null) return unread("startTimeUnixNano: when the span began is missing");
  const events = (span.events ?? []).map(({ name, attributes }): SpanEvent => ({ name, attributes: attributes ?? {} }));
  const code = String(span.status?.code ?? "");
  const failed = code === "2" || code === "STATUS_CODE_ERROR";
  return telling({
    traceId: hexOf(span.traceId),
    spanId: hexOf(span.spanId),
    parentId: span.parentSpanId == null || /^0*$/.test(span.parentSpanId) ? null : hexOf(span.parentSpanId),
    name: span.name,
    startedAt,
    finishedAt: momentOf(span.endTimeUnixNano),
    error: failed ? (exceptionIn(events) ?? (span.status?.message || "failed")) : null,
    attributes: span.attributes ?? {},
    events,
    resource,
  });
}

/** Ids are hexadecimal in OTLP's JSON; some writers prefix or capitalise them. */
const hexOf = (id: string): string => id.replace(/^0x/, "").toLowerCase();

const exceptionIn = (events: readonly SpanEvent[]): string | null => {
  const exception = events.find(({ name }) => name === "exception")?.attributes;
  return exception === undefined ? null : textAt(exception, "exception.message", "exception.type");
};

const Exported = z.looseObject({
  name: z.string().default(""),
  context: z.looseObject({ trace_id: z.string().min(1), span_id: z.string().min(1) }),
  parent_id: z.string().nullish(),
  start_time: Moment,
  end_time: Moment,
  status_code: z.string().nullish(),
  status_message: z.string().nullish(),
  status: z.looseObject({ status_code: z.string().nullish(), description: z.string().nullish() }).nullish(),
  attributes: JsonObject.nullish(),
  events: z.array(z.looseObject({ name: z.string().default(""), attributes: JsonObject.nullish() })).nullish(),
  resource: z.looseObject({ attributes: JsonObject.nullish() }).nullish(),
  span_kind: z.string().nullish(),
});

/** A span as Phoenix and OpenTelemetry's console exporter write it. */
export function readExportedSpan(record: JsonObject): ReadSpan {
  const parsed = Exported.safeParse(record);
  if (!parsed.success) return unread(firstIssue(parsed.error));
  const span = parsed.data;
  const startedAt = momentOf(span.start_time);
  if (startedAt === null) return unread("start_time: when the span began is missing");
  const events = (span.events ?? []).map(({ name, attributes }): SpanEvent => ({ name, attributes: flat(attributes ?? {}) }));
  const status = span.status_code ?? span.status?.status_code ?? "";
  const attributes = flat(span.attributes ?? {});
  if (span.span_kind != null && attributes["openinference.span.kind"] === undefined) attributes["openinference.span.kind"] = span.span_kind;
  return telling({
    traceId: hexOf(span.context.trace_id),
    spanId: hexOf(span.context.span_id),
    parentId: span.parent_id == null ? null : hexOf(span.parent_id),
    name: span.name,
    startedAt,
    finishedAt: momentOf(span.end_time),
    error: status.toUpperCase() === "ERROR" ? (exceptionIn(events) ?? (span.status_message || span.status?.description || "failed")) : null,
    attributes,
    events,
    resource: flat(span.resource?.attributes ?? {}),
  });
}

type Told = Pick<ObservedSpan, "traceId" | "spanId" | "parentId" | "name" | "startedAt" | "finishedAt" | "error"> & {
  attributes: Attributes;
  events: readonly SpanEvent[];
  resource: Attributes;
};

/** What a span's attributes say of it, in whichever convention they are written. */
function telling({ attributes, events, resource, ...span }: Told): ReadSpan {
  const inference = openInferenceKind(attributes);
  const kind = inference ?? genAiKind(attributes) ?? "step";
  const call =
    kind !== "model"
      ? null
      : inference === null
        ? genAiCall(attributes, events)
        : (openInferenceCall(attributes) ?? genAiCall(attributes, events));
  // Many exporters leave contents out unless they are told to send them.
  if (kind === "model" && call === null && span.error === null)
    return unread(`${span.name || span.spanId}: the span doesn't say what the model was asked; let its exporter record message contents`);
  return {
    ok: true,
    spans: [
      {
        ...span,
        agent: textAt(resource, "openinference.project.name", "service.name"),
        kind,
        name: nameOf(attributes, kind, span.name),
        node: nodeOf(attributes),
        input: valueAt(attributes, "input.value", "traceloop.entity.input", "gen_ai.tool.call.arguments"),
        output: valueAt(attributes, "output.value", "traceloop.entity.output", "gen_ai.tool.call.result"),
        call,
      },
    ],
  };
}

function nameOf(attributes: Attributes, kind: ObservedSpan["kind"], name: string): string {
  const entity = textAt(attributes, "traceloop.entity.name");
  if (kind === "tool") return textAt(attributes, "gen_ai.tool.name", "tool.name", "tool_call.function.name") ?? entity ?? name;
  if (kind === "agent") return textAt(attributes, "gen_ai.agent.name", "agent.name") ?? entity ?? name;
  return entity ?? name;
}

function nodeOf(attributes: Attributes): ObservedSpan["node"] {
  const metadata = jsonAt(attributes, "metadata");
  const langGraph = isJsonObject(metadata) ? metadata.langgraph_node : attributes["metadata.langgraph_node"];
  const id = textAt(attributes, "graph.node.id") ?? (typeof langGraph === "string" && langGraph !== "" ? langGraph : null);
  return id === null
    ? null
    : { id, name: textAt(attributes, "graph.node.name") ?? id, parentId: textAt(attributes, "graph.node.parent_id") };
}

function valueAt(attributes: Attributes, ...names: string[]): Json | null {
  const value = jsonAt(attributes, ...names);
  return value === undefined ? null : typeof value === "string" ? parsedOr(value, value) : value;
}

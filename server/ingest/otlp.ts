import "server-only";
import protobuf from "protobufjs/light";
import { z } from "zod";
import { MinnowError } from "@/core/errors";
import { type ReadTraces, readTraces, TracesData } from "@/core/ingest/formats/otlp";

const field = (type: string, id: number, rule?: "repeated") => ({ type, id, ...(rule !== undefined && { rule }) });

/** The part of OTLP's messages that is read: https://github.com/open-telemetry/opentelemetry-proto, version 1. */
const messages = protobuf.Root.fromJSON({
  nested: {
    TracesData: { fields: { resourceSpans: field("ResourceSpans", 1, "repeated") } },
    ResourceSpans: { fields: { resource: field("Resource", 1), scopeSpans: field("ScopeSpans", 2, "repeated") } },
    Resource: { fields: { attributes: field("KeyValue", 1, "repeated") } },
    ScopeSpans: { fields: { spans: field("Span", 2, "repeated") } },
    Span: {
      fields: {
        traceId: field("bytes", 1),
        spanId: field("bytes", 2),
        parentSpanId: field("bytes", 4),
        name: field("string", 5),
        startTimeUnixNano: field("fixed64", 7),
        endTimeUnixNano: field("fixed64", 8),
        attributes: field("KeyValue", 9, "repeated"),
        events: field("Event", 11, "repeated"),
        status: field("Status", 15),
      },
    },
    Event: { fields: { name: field("string", 2), attributes: field("KeyValue", 3, "repeated") } },
    Status: { fields: { message: field("string", 2), code: field("int32", 3) } },
    KeyValue: { fields: { key: field("string", 1), value: field("AnyValue", 2) } },
    AnyValue: {
      fields: {
        stringValue: field("string", 1),
        boolValue: field("bool", 2),
        intValue: field("int64", 3),
        doubleValue: field("double", 4),
        arrayValue: field("ArrayValue", 5),
        kvlistValue: field("KeyValueList", 6),
        bytesValue: field("bytes", 7),
      },
    },
    ArrayValue: { fields: { values: field("AnyValue", 1, "repeated") } },
    KeyValueList: { fields: { values: field("KeyValue", 1, "repeated") } },
    ExportResponse: { fields: { partialSuccess: field("PartialSuccess", 1) } },
    PartialSuccess: { fields: { rejectedSpans: field("int64", 1), errorMessage: field("string", 2) } },
  },
});

const Ids = z.looseObject({ traceId: z.string().default(""), spanId: z.string().default(""), parentSpanId: z.string().nullish() });
const Decoded = z.looseObject({
  resourceSpans: z
    .array(z.looseObject({ scopeSpans: z.array(z.looseObject({ spans: z.array(Ids).default([]) })).default([]) }))
    .default([]),
});
const hexOf = (base64: string): string => Buffer.from(base64, "base64").toString("hex");

/** An export in protobuf, as its JSON form would have it. */
function decode(bytes: Uint8Array): unknown {
  const type = messages.lookupType("TracesData");
  const data = Decoded.parse(type.toObject(type.decode(bytes), { longs: String, bytes: String }));
  return {
    resourceSpans: data.resourceSpans.map(({ scopeSpans, ...rest }) => ({
      ...rest,
      scopeSpans: scopeSpans.map(({ spans }) => ({
        spans: spans.map(({ traceId, spanId, parentSpanId, ...span }) => ({
          ...span,
          traceId: hexOf(traceId),
          spanId: hexOf(spanId),
          ...(parentSpanId != null && { parentSpanId: hexOf(parentSpanId) }),
        })),
      })),
    })),
  };
}

/** The spans of an export. @throws MinnowError `bad_request` when it is none */
export function readExport(bytes: Uint8Array, encoding: "json" | "protobuf"): ReadTraces {
  let data: unknown;
  try {
    data = encoding === "json" ? JSON.parse(new TextDecoder().decode(bytes)) : decode(bytes);
  } catch (cause) {
    throw new MinnowError("bad_request", { reason: `the body is no OTLP export in ${encoding}` }, { cause });
  }
  const parsed = TracesData.safeParse(data);
  if (!parsed.success) throw new MinnowError("bad_request", { reason: "the body has no resourceSpans" }, { cause: parsed.error });
  return readTraces(parsed.data);
}

/** What an exporter is answered: which spans were refused, when any were. */
export function exportResponse({ rejected }: Pick<ReadTraces, "rejected">, encoding: "json" | "protobuf"): string | Uint8Array {
  const [first] = rejected;
  const answer =
    first === undefined
      ? {}
      : { partialSuccess: { rejectedSpans: rejected.length, errorMessage: `span ${first.span}: ${first.reason}`.slice(0, 1_000) } };
  if (encoding === "json") return JSON.stringify(answer);
  const type = messages.lookupType("ExportResponse");
  return type.encode(type.fromObject(answer)).finish();
}

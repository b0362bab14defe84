import { describe, expect, it } from "vitest";
import { exportResponse, readExport } from "@/server/ingest/otlp";
import { type OtlpSpan, openInferenceSpans, otlpExport } from "../../helpers/logs";

/** Fields as they go over the wire, with the numbers of opentelemetry/proto/trace/v1/trace.proto and common.proto written out. */
const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(Math.floor(value / 128))]);
const bytes = (field: number, content: readonly number[]): number[] => [...varint((field << 3) | 2), ...varint(content.length), ...content];
const text = (field: number, content: string): number[] => bytes(field, [...Buffer.from(content)]);
const fixed64 = (field: number, value: string): number[] => {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(BigInt(value));
  return [...varint((field << 3) | 1), ...buffer];
};

type Attribute = OtlpSpan["attributes"][number];
const attribute = (field: number, { key, value }: Attribute): number[] => {
  const [[kind = "", content = ""] = []] = Object.entries(value);
  const any = kind === "stringValue" ? text(1, String(content)) : [...varint((3 << 3) | 0), ...varint(Number(content))];
  return bytes(field, [...text(1, key), ...bytes(2, any)]);
};
const span = ({ traceId, spanId, parentSpanId, name, startTimeUnixNano, endTimeUnixNano, attributes }: OtlpSpan): number[] => [
  ...bytes(1, [...Buffer.from(traceId, "hex")]),
  ...bytes(2, [...Buffer.from(spanId, "hex")]),
  ...(parentSpanId === undefined ? [] : bytes(4, [...Buffer.from(parentSpanId, "hex")])),
  ...text(5, name),
  ...fixed64(7, startTimeUnixNano),
  ...fixed64(8, endTimeUnixNano),
  ...attributes.flatMap((one) => attribute(9, one)),
  // Fields that are not read, such as how many attributes were dropped, are passed over.
  ...varint((10 << 3) | 0),
  ...varint(3),
];
const inProtobuf = (spans: readonly OtlpSpan[], service: string): Uint8Array =>
  Uint8Array.from(
    bytes(1, [
      ...bytes(1, attribute(1, { key: "service.name", value: { stringValue: service } } as Attribute)),
      ...bytes(
        2,
        spans.flatMap((one) => bytes(2, span(one))),
      ),
    ]),
  );

describe("an export", () => {
  it("says the same in protobuf as in JSON", () => {
    const spans = openInferenceSpans(3);
    const json = readExport(Buffer.from(JSON.stringify(otlpExport(spans))), "json");
    expect(json.spans).toHaveLength(4);
    expect(readExport(inProtobuf(spans, "lamp-desk"), "protobuf")).toEqual(json);
  });

  it("that is none is refused", () => {
    for (const encoding of ["json", "protobuf"] as const)
      expect(() => readExport(Buffer.from("\u0007\u0007\u0007"), encoding)).toThrow(/bad_request/);
    expect(() => readExport(Buffer.from("{}"), "json")).toThrow(/resourceSpans/);
  });

  it("is answered with how many of its spans were refused, and why the first one was", () => {
    const silent = { ...openInferenceSpans(1)[0], attributes: [] } as unknown as OtlpSpan;
    const model = { ...silent, attributes: [{ key: "openinference.span.kind", value: { stringValue: "LLM" } }] } as unknown as OtlpSpan;
    const read = readExport(Buffer.from(JSON.stringify(otlpExport([silent, model]))), "json");
    expect(read.spans).toHaveLength(1);
    expect(JSON.parse(exportResponse(read, "json") as string)).toEqual({
      partialSuccess: { rejectedSpans: 1, errorMessage: expect.stringContaining("span 2: ") },
    });
    // partial_success = 1 { rejected_spans = 1, error_message = 2 }
    expect([...(exportResponse(read, "protobuf") as Uint8Array)].slice(2, 4)).toEqual([8, 1]);
    expect(exportResponse({ rejected: [] }, "json")).toBe("{}");
    expect(exportResponse({ rejected: [] }, "protobuf")).toHaveLength(0);
  });
});

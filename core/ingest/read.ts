import { isJsonObject, type JsonObject } from "../graph/json";
import { readChatLog, readStoredCompletion } from "./formats/chat";
import { readLangfuseTrace, readObservation } from "./formats/langfuse";
import { readLangSmithRun } from "./formats/langSmith";
import { readExportedSpan, readTracesLine } from "./formats/otlp";
import { type ReadSpan, unread } from "./observed";

/** Formats that agents' logs come in. */
export const logFormats = ["flywheel", "chat", "completion", "otlp", "span", "langfuse", "langsmith"] as const;
export type LogFormat = (typeof logFormats)[number];

/** The format of a record, by what only it has; null when it has nothing of any. */
export function formatOf(record: JsonObject): LogFormat | null {
  if (record.resourceSpans !== undefined) return "otlp";
  if (record.request !== undefined && record.response !== undefined) return record.workload_id === undefined ? "chat" : "flywheel";
  if (isJsonObject(record.context) && record.context.span_id !== undefined) return "span";
  if (record.run_type !== undefined) return "langsmith";
  if (record.observations !== undefined) return "langfuse";
  if ((record.traceId ?? record.trace_id) !== undefined && typeof record.type === "string") return "langfuse";
  if (record.choices !== undefined) return "completion";
  return null;
}

const readers: Record<LogFormat, (record: JsonObject) => ReadSpan> = {
  flywheel: readChatLog,
  chat: readChatLog,
  completion: readStoredCompletion,
  otlp: readTracesLine,
  span: readExportedSpan,
  langfuse: (record) => (record.observations === undefined ? readObservation(record) : readLangfuseTrace(record)),
  langsmith: readLangSmithRun,
};

/** What a record of any format says. */
export function readRecord(record: unknown): ReadSpan {
  if (record === null || typeof record !== "object" || Array.isArray(record)) return unread("not a JSON object");
  const format = formatOf(record as JsonObject);
  if (format === null)
    return unread(
      "none of the formats: it has neither request and response, nor choices, resourceSpans, a span's context, run_type, or traceId and type",
    );
  return readers[format](record as JsonObject);
}

/** What a line of a log says. */
export function readLine(line: string): ReadSpan {
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch (error) {
    return unread(`not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  return readRecord(record);
}

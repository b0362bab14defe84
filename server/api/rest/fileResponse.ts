import "server-only";
import { dataPolicy, safetyHeaders } from "../../auth/responseHeaders";

const types = {
  csv: "text/csv; charset=utf-8",
  jsonl: "application/jsonl; charset=utf-8",
  parquet: "application/vnd.apache.parquet",
} as const;
export type FileFormat = keyof typeof types;

/** A file to keep, written as it is read. */
export function fileResponse(name: string, format: FileFormat, parts: AsyncGenerator<string | Uint8Array>): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await parts.next();
      if (done === true) controller.close();
      else controller.enqueue(typeof value === "string" ? encoder.encode(value) : value);
    },
    cancel: async () => void (await parts.return(undefined)),
  });
  return new Response(body, {
    headers: {
      ...safetyHeaders,
      "Content-Security-Policy": dataPolicy,
      "Cache-Control": "no-store",
      "Content-Type": types[format],
      "Content-Disposition": `attachment; filename="${name}.${format}"`,
    },
  });
}

import "server-only";
import { z } from "zod";
import { MinnowError } from "@/core/errors";
import { readFilter } from "@/core/runs/filter";
import { dataPolicy, safetyHeaders } from "../../auth/responseHeaders";
import { runsAsCsv, runsAsLines } from "../../runs/export";
import type { UserRequest } from "./userRoute";

const Format = z.enum(["csv", "jsonl"]);
const types = { csv: "text/csv; charset=utf-8", jsonl: "application/jsonl; charset=utf-8" } as const;

/** `GET /api/runs/export?format=csv&status=failed`: the runs of a filter as a file, written as they are read. */
export async function exportRuns({ request, ctx }: UserRequest<unknown>): Promise<Response> {
  const query = new URL(request.url).searchParams;
  const format = Format.safeParse(query.get("format"));
  if (!format.success) throw new MinnowError("bad_request", { reason: "format: csv or jsonl" }, { cause: format.error });
  const texts = (format.data === "csv" ? runsAsCsv : runsAsLines)(ctx, readFilter(query));
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await texts.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: async () => void (await texts.return(undefined)),
  });
  return new Response(body, {
    headers: {
      ...safetyHeaders,
      "Content-Security-Policy": dataPolicy,
      "Cache-Control": "no-store",
      "Content-Type": types[format.data],
      "Content-Disposition": `attachment; filename="runs.${format.data}"`,
    },
  });
}

import "server-only";
import { z } from "zod";
import { DatasetAsked } from "@/core/curation/dataset";
import { MinnowError } from "@/core/errors";
import { readFilter } from "@/core/runs/filter";
import { dataPolicy, safetyHeaders } from "../../auth/responseHeaders";
import { datasetLines } from "../../curation/dataset";
import { findGraph } from "../../graphs/read";
import { runsAsCsv, runsAsLines } from "../../runs/export";
import type { UserRequest } from "./userRoute";

const Format = z.enum(["csv", "jsonl", "dataset"]);
type Format = z.infer<typeof Format>;
const types = { csv: "text/csv; charset=utf-8", jsonl: "application/jsonl; charset=utf-8", dataset: "application/jsonl; charset=utf-8" };
const names = { csv: "runs.csv", jsonl: "runs.jsonl", dataset: "calls.jsonl" };

/**
 * `GET /api/runs/export?format=csv&status=failed`: the runs of a filter as a file, written as they are read. With `format=dataset&asked=…`
 * the calls of one task that make a data set, see DatasetAsked.
 */
export async function exportRuns({ request, ctx }: UserRequest<unknown>): Promise<Response> {
  const query = new URL(request.url).searchParams;
  const format = Format.safeParse(query.get("format"));
  if (!format.success) throw new MinnowError("bad_request", { reason: "format: csv, jsonl or dataset" }, { cause: format.error });
  const texts = await textsOf(ctx, format.data, query);
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
      "Content-Disposition": `attachment; filename="${names[format.data]}"`,
    },
  });
}

async function textsOf(ctx: UserRequest<unknown>["ctx"], format: Format, query: URLSearchParams): Promise<AsyncGenerator<string>> {
  if (format === "csv") return runsAsCsv(ctx, readFilter(query));
  if (format === "jsonl") return runsAsLines(ctx, readFilter(query));
  const asked = DatasetAsked.safeParse(readJson(query.get("asked")));
  if (!asked.success) throw new MinnowError("bad_request", { reason: asked.error.issues[0]?.message ?? "asked" }, { cause: asked.error });
  // Refused before the file has begun.
  await findGraph(ctx, asked.data.graphId);
  return datasetLines(ctx, asked.data);
}

function readJson(text: string | null): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return null;
  }
}

import "server-only";
import { z } from "zod";
import { DatasetAsked } from "@/core/curation/dataset";
import { MinnowError } from "@/core/errors";
import { readFilter } from "@/core/runs/filter";
import { datasetLines } from "../../curation/dataset";
import { findGraph } from "../../graphs/read";
import { callBatches, runsAsCsv, runsAsLines } from "../../runs/export";
import { callColumns } from "./callColumns";
import { fileResponse } from "./fileResponse";
import { parquetOf } from "./parquet";
import type { UserRequest } from "./userRoute";

const Format = z.enum(["csv", "jsonl", "parquet", "dataset"]);

/**
 * `GET /api/runs/export?format=csv&status=failed`: the runs of a filter as a file, or their model calls as Parquet, written as they are
 * read. With `format=dataset&asked=…` the calls of one task that make a data set, see DatasetAsked.
 */
export async function exportRuns({ request, ctx }: UserRequest<unknown>): Promise<Response> {
  const query = new URL(request.url).searchParams;
  const format = Format.safeParse(query.get("format"));
  if (!format.success) throw new MinnowError("bad_request", { reason: "format: csv, jsonl, parquet or dataset" }, { cause: format.error });
  const filter = readFilter(query);
  switch (format.data) {
    case "csv":
      return fileResponse("runs", "csv", runsAsCsv(ctx, filter));
    case "jsonl":
      return fileResponse("runs", "jsonl", runsAsLines(ctx, filter));
    case "parquet":
      return fileResponse("calls", "parquet", parquetOf(callColumns, callBatches(ctx, filter)));
    case "dataset":
      return exportDataset(ctx, query);
  }
}

async function exportDataset(ctx: UserRequest<unknown>["ctx"], query: URLSearchParams): Promise<Response> {
  const asked = DatasetAsked.safeParse(readJson(query.get("asked")));
  if (!asked.success) throw new MinnowError("bad_request", { reason: asked.error.issues[0]?.message ?? "asked" }, { cause: asked.error });
  // Refused before the file has begun.
  await findGraph(ctx, asked.data.graphId);
  return fileResponse("calls", "jsonl", datasetLines(ctx, asked.data));
}

function readJson(text: string | null): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return null;
  }
}

import "server-only";
import { z } from "zod";
import { MinnowError } from "@/core/errors";
import { readFilter } from "@/core/runs/filter";
import { callBatches, runsAsCsv, runsAsLines } from "../../runs/export";
import { callColumns } from "./callColumns";
import { fileResponse } from "./fileResponse";
import { parquetOf } from "./parquet";
import type { UserRequest } from "./userRoute";

const Format = z.enum(["csv", "jsonl", "parquet"]);

/** `GET /api/runs/export?format=csv&status=failed`: the runs of a filter as a file, or their model calls as Parquet. */
export async function exportRuns({ request, ctx }: UserRequest<unknown>): Promise<Response> {
  const query = new URL(request.url).searchParams;
  const format = Format.safeParse(query.get("format"));
  if (!format.success) throw new MinnowError("bad_request", { reason: "format: csv, jsonl or parquet" }, { cause: format.error });
  const filter = readFilter(query);
  if (format.data === "parquet") return fileResponse("calls", "parquet", parquetOf(callColumns, callBatches(ctx, filter)));
  return fileResponse("runs", format.data, format.data === "csv" ? runsAsCsv(ctx, filter) : runsAsLines(ctx, filter));
}

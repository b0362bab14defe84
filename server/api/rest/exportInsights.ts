import "server-only";
import { stringify } from "csv-stringify/sync";
import { z } from "zod";
import { MinnowError } from "@/core/errors";
import { Grouping, type OverTime, type TimePoint } from "@/core/replacement/overTime";
import { graphOverTime } from "../../insights/overTime";
import { fileResponse } from "./fileResponse";
import { type Column, parquetOf } from "./parquet";
import type { UserRequest } from "./userRoute";

const Query = z.object({
  graphId: z.string().min(1).max(64),
  by: Grouping,
  format: z.enum(["csv", "parquet"]),
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
});

type Row = TimePoint & { label: string; level: OverTime["level"] };

const columns: readonly Column<Row>[] = [
  { name: "starts_at", type: "TIMESTAMP", of: ({ at }) => at },
  { name: "span", type: "STRING", of: ({ level }) => level },
  { name: "key", type: "STRING", of: ({ group }) => group },
  { name: "name", type: "STRING", of: ({ label }) => label },
  { name: "calls", type: "INT32", of: ({ calls }) => calls },
  { name: "errors", type: "INT32", of: ({ errors }) => errors },
  { name: "simulated_calls", type: "INT32", of: ({ simulatedCalls }) => simulatedCalls },
  { name: "slm_calls", type: "INT32", of: ({ slmCalls }) => slmCalls },
  { name: "cost_usd", type: "DOUBLE", of: ({ cost, pricedCalls }) => (pricedCalls === 0 ? null : cost) },
  { name: "slm_cost_usd", type: "DOUBLE", of: ({ slmCost }) => slmCost },
  { name: "priced_calls", type: "INT32", of: ({ pricedCalls }) => pricedCalls },
  { name: "input_tokens", type: "INT64", of: ({ inputTokens }) => inputTokens },
  { name: "output_tokens", type: "INT64", of: ({ outputTokens }) => outputTokens },
  { name: "cached_tokens", type: "INT64", of: ({ cachedTokens }) => cachedTokens },
  { name: "calls_from_record", type: "INT32", of: ({ cachedCalls }) => cachedCalls },
  { name: "latency_p50_ms", type: "DOUBLE", of: ({ p50 }) => p50 },
  { name: "latency_p95_ms", type: "DOUBLE", of: ({ p95 }) => p95 },
];

/** `GET /api/insights/export?graphId=…&by=model&format=csv`: a graph's figures over time as a table. */
export async function exportInsights({ request, ctx }: UserRequest<unknown>): Promise<Response> {
  const query = Query.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!query.success) throw new MinnowError("bad_request", { reason: z.prettifyError(query.error) }, { cause: query.error });
  const { graphId, by, format, from, to } = query.data;
  const range = { ...(from !== undefined && { from: new Date(from) }), ...(to !== undefined && { to: new Date(to) }) };
  const { level, groups, points } = await graphOverTime(ctx, graphId, by, range);
  const labels = new Map(groups.map(({ key, label }) => [key, label]));
  const rows = points.map((point): Row => ({ ...point, level, label: labels.get(point.group) ?? point.group }));
  return fileResponse("statistics", format, format === "csv" ? csvOf(rows) : parquetOf(columns, batchesOf(rows)));
}

async function* batchesOf(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  yield rows;
}

async function* csvOf(rows: readonly Row[]): AsyncGenerator<string> {
  const cellOf = ({ type, of }: Column<Row>, row: Row) => (type === "TIMESTAMP" ? new Date(Number(of(row))).toISOString() : of(row));
  yield stringify(
    rows.map((row) => columns.map((column) => cellOf(column, row))),
    { header: true, columns: columns.map(({ name }) => name), escape_formulas: true },
  );
}

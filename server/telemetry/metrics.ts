import "server-only";
import { and, count, eq, gt, inArray, lte, ne, type SQL, sql } from "drizzle-orm";
import { exposition, type Labels, type Metric } from "@/core/telemetry/exposition";
import { graphs } from "@/db/schema/graphs";
import { modelCalls, runs } from "@/db/schema/runs";
import type { WorkspaceContext } from "../context";
import { within } from "../scope";
import { SETTLED } from "./settled";

/** Upper bounds of how long calls take, in seconds. */
const BOUNDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] as const;

type RunTotals = { labels: Labels; count: number; seconds: number };
type CallTotals = {
  labels: Labels;
  calls: number;
  errors: number;
  inputTokens: number;
  outputTokens: number;
  cost: number;
  timed: number;
  seconds: number;
  buckets: number[];
};

/** What has been counted of a workspace's runs, up to which moment. */
type Counted = { until: Date; runs: Map<string, RunTotals>; calls: Map<string, CallTotals> };

const counted = new Map<string, Promise<Counted>>();

/**
 * A workspace's metrics for Prometheus. Runs that have ended are counted once: each look adds what ended since the one before, and a
 * process that starts counts from the beginning, so that every process tells the same. Runs that ran elsewhere are not ours.
 */
export async function readMetrics(context: WorkspaceContext, now: () => number = Date.now): Promise<string> {
  const { workspaceId } = context;
  const before = counted.get(workspaceId) ?? Promise.resolve({ until: new Date(0), runs: new Map(), calls: new Map() });
  // One at a time, or something would be counted twice.
  const counting = before.then((known) => countFurther(context, known, new Date(now() - SETTLED)));
  counted.set(
    workspaceId,
    counting.catch(() => before),
  );
  const [{ runs: ended, calls }, underWay] = await Promise.all([counting, readUnderWay(context)]);
  return exposition(metricsOf([...ended.values()], [...calls.values()], underWay));
}

const keyOf = (labels: Labels): string => JSON.stringify(labels);

async function countFurther(context: WorkspaceContext, known: Counted, until: Date): Promise<Counted> {
  if (until <= known.until) return known;
  const window = and(
    inArray(runs.status, ["succeeded", "failed", "cancelled"]),
    ne(runs.trigger, "import"),
    gt(runs.finishedAt, known.until),
    lte(runs.finishedAt, until),
  );
  const [ended, called] = await Promise.all([endedIn(context, window), calledIn(context, window)]);
  const next: Counted = { until, runs: new Map(known.runs), calls: new Map(known.calls) };
  for (const row of ended) {
    const old = next.runs.get(keyOf(row.labels));
    next.runs.set(keyOf(row.labels), { ...row, count: row.count + (old?.count ?? 0), seconds: row.seconds + (old?.seconds ?? 0) });
  }
  for (const row of called) {
    const old = next.calls.get(keyOf(row.labels));
    next.calls.set(keyOf(row.labels), old === undefined ? row : together(old, row));
  }
  return next;
}

const together = (a: CallTotals, b: CallTotals): CallTotals => ({
  labels: a.labels,
  calls: a.calls + b.calls,
  errors: a.errors + b.errors,
  inputTokens: a.inputTokens + b.inputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
  cost: a.cost + b.cost,
  timed: a.timed + b.timed,
  seconds: a.seconds + b.seconds,
  buckets: a.buckets.map((most, index) => most + (b.buckets[index] ?? 0)),
});

async function endedIn(context: WorkspaceContext, window: SQL | undefined): Promise<RunTotals[]> {
  const rows = await context.db
    .select({
      graph: graphs.slug,
      status: runs.status,
      trigger: runs.trigger,
      count: count(),
      seconds: sql`coalesce(sum(extract(epoch from ${runs.finishedAt} - ${runs.startedAt})), 0)`.mapWith(Number),
    })
    .from(runs)
    .innerJoin(graphs, eq(graphs.id, runs.graphId))
    .where(within(context, runs, window))
    .groupBy(graphs.slug, runs.status, runs.trigger);
  return rows.map(({ graph, status, trigger, ...totals }) => ({ labels: { graph, status, trigger }, ...totals }));
}

async function calledIn(context: WorkspaceContext, window: SQL | undefined): Promise<CallTotals[]> {
  const number = (expression: SQL) => expression.mapWith(Number);
  // What was answered from the record took no time.
  const ms = sql`case when not ${modelCalls.cached} then ${modelCalls.latencyMs} end`;
  const rows = await context.db
    .select({
      graph: graphs.slug,
      node: modelCalls.nodeId,
      model: modelCalls.model,
      modelClass: modelCalls.modelClass,
      simulated: modelCalls.simulated,
      calls: count(),
      errors: number(sql`count(*) filter (where ${modelCalls.error} is not null)`),
      inputTokens: number(sql`coalesce(sum(${modelCalls.inputTokens}), 0)`),
      outputTokens: number(sql`coalesce(sum(${modelCalls.outputTokens}), 0)`),
      cost: number(sql`coalesce(sum(${modelCalls.cost}), 0)`),
      timed: number(sql`count(${ms})`),
      seconds: number(sql`coalesce(sum(${ms}), 0) / 1000`),
      buckets: sql<string[]>`array[${sql.join(
        BOUNDS.map((bound) => sql`count(*) filter (where ${ms} <= ${bound * 1_000}::float8)`),
        sql`, `,
      )}]`,
    })
    .from(modelCalls)
    .innerJoin(runs, eq(runs.id, modelCalls.runId))
    .innerJoin(graphs, eq(graphs.id, modelCalls.graphId))
    .where(within(context, modelCalls, window))
    .groupBy(graphs.slug, modelCalls.nodeId, modelCalls.model, modelCalls.modelClass, modelCalls.simulated);
  return rows.map(({ graph, node, model, modelClass, simulated, buckets, ...totals }) => ({
    labels: { graph, node, model, class: modelClass, simulated: String(simulated) },
    ...totals,
    buckets: buckets.map(Number),
  }));
}

async function readUnderWay(context: WorkspaceContext): Promise<{ labels: Labels; value: number }[]> {
  const rows = await context.db
    .select({ status: runs.status, value: count() })
    .from(runs)
    .where(within(context, runs, inArray(runs.status, ["queued", "running", "waiting", "paused"])))
    .groupBy(runs.status);
  const found = new Map<string, number>(rows.map(({ status, value }) => [status, value]));
  return ["queued", "running", "waiting", "paused"].map((status) => ({ labels: { status }, value: found.get(status) ?? 0 }));
}

function metricsOf(ended: readonly RunTotals[], calls: readonly CallTotals[], underWay: { labels: Labels; value: number }[]): Metric[] {
  const counter = (name: string, help: string, of: (totals: CallTotals) => number): Metric => ({
    ...{ name, help, type: "counter" },
    series: calls.map((totals) => ({ labels: totals.labels, value: of(totals) })),
  });
  return [
    { name: "minnow_runs_under_way", help: "Runs that have not ended.", type: "gauge", series: underWay },
    {
      ...{ name: "minnow_runs_total", help: "Runs that have ended.", type: "counter" },
      series: ended.map(({ labels, count: value }) => ({ labels, value })),
    },
    {
      ...{ name: "minnow_run_seconds_total", help: "Time that runs took from start to end, waiting for people included.", type: "counter" },
      series: ended.map(({ labels, seconds: value }) => ({ labels, value })),
    },
    counter("minnow_model_calls_total", "Calls of models, repeated ones as one.", ({ calls: value }) => value),
    counter("minnow_model_call_errors_total", "Calls of models that failed.", ({ errors }) => errors),
    counter("minnow_model_input_tokens_total", "Tokens that models read.", ({ inputTokens }) => inputTokens),
    counter("minnow_model_output_tokens_total", "Tokens that models wrote.", ({ outputTokens }) => outputTokens),
    counter(
      "minnow_model_cost_usd_total",
      "Cost of calls in US dollars, at the prices of their time, as far as these are known.",
      ({ cost }) => cost,
    ),
    {
      ...{ name: "minnow_model_call_seconds", help: "Time that calls of models took, waiting in line apart.", type: "histogram" },
      series: calls.map(({ labels, buckets, seconds: sum, timed }) => ({
        ...{ labels, sum, count: timed },
        buckets: BOUNDS.map((bound, index) => [bound, buckets[index] ?? 0] as const),
      })),
    },
  ];
}

import "server-only";
import { and, desc, eq, inArray, ne } from "drizzle-orm";
import { type MeasuredLatency, measuredLatency, type Times } from "@/core/evaluation/latency";
import { quantile } from "@/core/statistics/quantile";
import { evaluationItems, type evaluations } from "@/db/schema/evaluations";
import { modelCalls, runs } from "@/db/schema/runs";
import type { WorkspaceContext } from "../../context";
import { within } from "../../scope";
import { readTimedRuns, type TimedCall } from "./timedRuns";

type Evaluated = Pick<typeof evaluations.$inferSelect, "id" | "graphId" | "nodeId" | "fingerprint" | "incumbent">;
type Item = Awaited<ReturnType<typeof readItems>>[number];

/** Of the latest runs in which a replayed call was made, so many are replayed. */
const MOST_RUNS = 200;

/**
 * How long each candidate of an evaluation takes, by its key: for the calls it was sent, and for the whole runs in which they were made. There a
 * call takes what the candidate took for that very call; one that it wasn't sent takes its median.
 */
export async function readLatencies(context: WorkspaceContext, evaluated: Evaluated): Promise<ReadonlyMap<string, MeasuredLatency>> {
  const items = await readItems(context, evaluated);
  const candidates = [...Map.groupBy(items, ({ model }) => model)].flatMap(([model, all]) => candidateOf(model, all));
  const recorded = await readRecorded(context, [...new Set(items.map(({ callId }) => callId))]);
  const untimed = untimedRuns(items, recorded);
  for await (const { id, run } of readTimedRuns(context, latestFirst(candidates), evaluated)) {
    for (const candidate of candidates) {
      if (!candidate.runs.has(id)) continue;
      const durationOf = (call: TimedCall) => (isServed(evaluated, call) ? (candidate.measured.get(call.id) ?? candidate.median) : null);
      const ms = run === null || untimed.has(id) ? null : run.retimed(durationOf);
      if (run === null || ms === null) candidate.leftOut += 1;
      else candidate.times.push({ incumbent: run.ms, candidate: ms });
    }
  }
  return new Map(
    candidates.flatMap(({ model, measured, times, leftOut }) => {
      const calls = [...measured].flatMap(([id, candidate]): Times[] => {
        const incumbent = timeOf(recorded.get(id));
        return incumbent === null ? [] : [{ incumbent, candidate }];
      });
      const latency = measuredLatency(calls, { runs: times, leftOut });
      return latency === null ? [] : [[model, latency] as const];
    }),
  );
}

type Candidate = {
  model: string;
  /** Milliseconds, by call. */
  measured: ReadonlyMap<string, number>;
  median: number;
  /** When they began, by id. */
  runs: ReadonlyMap<string, Item>;
  times: Times[];
  leftOut: number;
};

/** None when nothing it was sent was timed. */
function candidateOf(model: string, items: readonly Item[]): Candidate[] {
  // What was answered by an equal request took no time, which says nothing of the next such call.
  const timed = items.flatMap(({ callId, reused, latencyMs }) => (reused || latencyMs === null ? [] : [[callId, latencyMs] as const]));
  const measured = new Map(timed);
  const median = quantile([...measured.values()], 0.5);
  if (median === null) return [];
  const runsWell = items.filter(({ status, trigger }) => status === "succeeded" && trigger !== "node");
  const latest = new Map(runsWell.map((item) => [item.runId, item]));
  return [{ model, measured, median, runs: new Map([...latest].slice(0, MOST_RUNS)), times: [], leftOut: 0 }];
}

/** The runs of all candidates, each once. */
const latestFirst = (candidates: readonly Candidate[]): string[] =>
  [...new Map(candidates.flatMap(({ runs }) => [...runs])).values()]
    .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime())
    .map(({ runId }) => runId);

/** Was it answered by the model that the candidates are to replace, for the same task? */
const isServed = ({ graphId, nodeId, fingerprint, incumbent }: Evaluated, call: TimedCall): boolean =>
  !call.failed && call.graphId === graphId && call.nodeId === nodeId && call.fingerprint === fingerprint && call.model === incumbent;

/** What candidates were sent, with the runs in which those calls were made, the latest first. */
async function readItems(context: WorkspaceContext, { id, incumbent }: Evaluated) {
  const { model, callId, runId, reused, latencyMs } = evaluationItems;
  const { status, trigger, createdAt } = runs;
  return context.db
    .select({ model, callId, runId, reused, latencyMs, status, trigger, createdAt })
    .from(evaluationItems)
    .innerJoin(runs, and(eq(runs.id, runId), eq(runs.workspaceId, evaluationItems.workspaceId)))
    .where(within(context, evaluationItems, eq(evaluationItems.evaluationId, id), ne(model, incumbent)))
    .orderBy(desc(createdAt), desc(runs.id));
}

type Recorded = { latencyMs: number | null; cached: boolean };

/** What is on record of calls' latencies, by id. */
async function readRecorded(context: WorkspaceContext, ids: readonly string[]): Promise<ReadonlyMap<string, Recorded>> {
  const { id, latencyMs, cached } = modelCalls;
  const rows = await context.db
    .select({ id, latencyMs, cached })
    .from(modelCalls)
    .where(within(context, modelCalls, inArray(id, [...ids])));
  return new Map(rows.map((row) => [row.id, row]));
}

/** Milliseconds of a call; null when it was answered from the record, or nothing is known of it. */
const timeOf = (call: Recorded | undefined): number | null => (call === undefined || call.cached ? null : call.latencyMs);

/** The runs in which a replayed call took a time that isn't on record: nobody knows what its node would have taken. */
const untimedRuns = (items: readonly Item[], recorded: ReadonlyMap<string, Recorded>): ReadonlySet<string> =>
  new Set(items.filter(({ callId }) => !recorded.get(callId)?.cached && timeOf(recorded.get(callId)) === null).map(({ runId }) => runId));

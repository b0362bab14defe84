import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import { advance, begin, type Effect, type EngineEvent, type Failure, type Outcome } from "@/core/engine/advance";
import type { RunError } from "@/core/engine/events";
import { compile, type Plan, type PlannedNode } from "@/core/engine/plan";
import { MinnowError } from "@/core/errors";
import { JsonObject } from "@/core/graph/json";
import type { Kinds } from "@/core/graph/kind";
import type { Database } from "@/db/client";
import { documents } from "@/db/schema/graphs";
import { activations, runs } from "@/db/schema/runs";
import type { ExecutionContext, Sandbox } from "@/nodes/executor";
import type { AnyExecutor } from "@/nodes/executors";
import { parseDocument } from "../graphs/read";
import type { ModelGateway } from "../models/gateway";
import { callRow } from "./calls";
import { attempt, failureOf } from "./execute";
import { type Journal, LeaseLost } from "./journal";
import { type Journey, logTo, openScribe } from "./scribe";
import { batchText } from "./tokens";

export type RunnerDeps = {
  db: Database;
  journal: Journal;
  gateway: ModelGateway;
  sandbox: Sandbox;
  kinds: Kinds;
  executorOf: (kind: string) => AnyExecutor | undefined;
  /** Number of the worker that runs it. */
  worker: number;
  now?: () => Date;
  /** Longest a run may take. Milliseconds. */
  runTimeoutMs?: number;
};

/** Why a run is stopped before its graph has ended. */
export type StopReason = "cancelled" | "released";
/** `lost`: another worker owns the run. `released`: given back, to be resumed by whoever takes it. */
export type RunEnd = "finished" | "lost" | "released";

const HOUR_MS = 3_600_000;

type RunRow = typeof runs.$inferSelect;
type RecordedRow = typeof activations.$inferSelect;
type Start = Extract<Effect, { type: "start" }>;

/**
 * Runs a graph, or goes on with it where its journal ends.
 * @param stop aborted with a StopReason
 * @throws when the journal can't be written or the run can't be read; whoever takes the run next resumes it
 */
export async function runGraph(deps: RunnerDeps, runId: string, stop: AbortSignal): Promise<RunEnd> {
  const run = await takeRun(deps, runId);
  if (run === null) return "finished";
  const [[stored], recorded] = await Promise.all([
    deps.db
      .select({ body: documents.body })
      .from(documents)
      .where(and(eq(documents.workspaceId, run.workspaceId), eq(documents.hash, run.documentHash))),
    deps.db.select().from(activations).where(eq(activations.runId, runId)),
  ]);
  const plan = compile(parseDocument(stored?.body), deps.kinds);
  return perform(deps, run, plan, new Map(recorded.map((row) => [row.path, row])), stop);
}

/** Takes a run over from whoever had it: from now on only the new epoch may write. Null when it has ended or is gone. */
async function takeRun({ db, worker, now = () => new Date() }: RunnerDeps, runId: string): Promise<RunRow | null> {
  const [row] = await db
    .update(runs)
    .set({
      epoch: sql`${runs.epoch} + 1`,
      status: "running",
      worker,
      startedAt: sql`coalesce(${runs.startedAt}, ${now().toISOString()}::timestamptz)`,
    })
    .where(and(eq(runs.id, runId), inArray(runs.status, ["queued", "running"])))
    .returning();
  return row ?? null;
}

/** Performs the scheduler's effects and feeds back what comes of them, until it says finish or the run is stopped. */
function perform(
  deps: RunnerDeps,
  run: RunRow,
  plan: Plan,
  recorded: ReadonlyMap<string, RecordedRow>,
  stop: AbortSignal,
): Promise<RunEnd> {
  const { promise, resolve, reject } = Promise.withResolvers<RunEnd>();
  const now = deps.now ?? (() => new Date());
  const runInput = JsonObject.parse(run.input);
  const journeys = new Map<string, Journey>();
  const timers = new Set<NodeJS.Timeout>();
  const halt = new AbortController();
  let simulated = run.simulated;
  let closed = false;

  const close = () => {
    closed = true;
    halt.abort(new MinnowError("run_finished"));
    for (const timer of timers) clearTimeout(timer);
    stop.removeEventListener("abort", interrupted);
  };
  const end = (how: RunEnd) => {
    if (!closed) close();
    resolve(how);
  };
  const crash = (error: unknown) => {
    if (!closed) close();
    if (error instanceof LeaseLost) resolve("lost");
    else reject(error);
  };
  const scribe = openScribe(deps.journal, run, now, crash);

  const after = (delayMs: number, work: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      if (!closed) work();
    }, delayMs);
    timers.add(timer);
  };
  const nodeOf = (nodeId: string) => plan.nodes[plan.indexOf.get(nodeId) ?? -1] as PlannedNode;
  const journeyOf = (path: string, nodeId: string): Journey => {
    const known = journeys.get(path);
    if (known !== undefined) return known;
    const journey: Journey = { path, planned: nodeOf(nodeId), attempt: 1, inputs: null, startedAt: null, logs: [], calls: [] };
    journeys.set(path, journey);
    return journey;
  };

  const feed = (event: EngineEvent) => {
    if (closed) return;
    const step = advance(plan, state, event);
    state = step.state;
    take(step.effects);
  };

  const take = (effects: readonly Effect[]) => {
    const starts: Start[] = [];
    for (const effect of effects) {
      switch (effect.type) {
        case "start":
          starts.push(effect);
          break;
        case "skipped":
          if (!recorded.has(effect.activation)) settle(journeyOf(effect.activation, effect.nodeId), "skipped", {});
          break;
        case "retryLater": {
          const { activation, attempt: number, delayMs, failure } = effect;
          scribe.retrying(journeyOf(activation, effect.nodeId), delayMs, errorOf(failure, effect.nodeId, number));
          after(delayMs, () => feed({ type: "timer", activation, attempt: number }));
          break;
        }
        case "settledFailure":
          settle(journeyOf(effect.activation, effect.nodeId), "failed", {
            outputs: effect.outputs,
            error: errorOf(effect.failure, effect.nodeId, effect.attempt),
          });
          break;
        case "finish":
          conclude(effect.outcome);
          return;
      }
    }
    // Longest remaining path first, so that where there are limits the critical path isn't kept waiting.
    starts.sort((a, b) => nodeOf(b.nodeId).priority - nodeOf(a.nodeId).priority);
    for (const start of starts) begun(start);
  };

  const settle = (
    journey: Journey,
    status: "succeeded" | "failed" | "skipped" | "cancelled",
    what: { outputs?: JsonObject | null; error?: RunError },
  ) => {
    journeys.delete(journey.path);
    scribe.ended(journey, status, what);
  };

  const begun = (start: Start) => {
    const outputs = replayed(recorded.get(start.activation));
    // A turn later, so that replaying a long chain doesn't nest.
    if (outputs !== null) queueMicrotask(() => feed({ type: "completed", activation: start.activation, attempt: start.attempt, outputs }));
    else execute(start).catch(crash);
  };

  const execute = async ({ activation, nodeId, attempt: number, inputs }: Start) => {
    const journey = journeyOf(activation, nodeId);
    const { planned } = journey;
    if (planned.effects === "outside") await scribe.durable();
    await deps.journal.room();
    if (closed) return;
    Object.assign(journey, { attempt: number, inputs, startedAt: journey.startedAt ?? now() });
    scribe.attemptStarted(journey);
    const text = batchText((delta) => {
      if (!closed) scribe.text(journey, delta);
    });
    const context = (signal: AbortSignal): ExecutionContext => ({
      runId: run.id,
      activation,
      attempt: number,
      signal,
      runInput,
      sandbox: deps.sandbox,
      log: logTo(journey),
      callModel: async (request) => {
        const onText = (delta: string) => {
          text.add(delta);
          request.onText?.(delta);
        };
        const outcome = await deps.gateway.call(run.workspaceId, { ...request, onText }, signal);
        const { workspaceId, graphId, id: runId } = run;
        const row = callRow({ workspaceId, graphId, runId, activation, attempt: number, planned, variables: inputs }, outcome);
        journey.calls.push(row);
        simulated ||= row.simulated;
        if (!closed) scribe.call(row);
        if (!outcome.ok) throw outcome.error;
        return outcome.answer;
      },
    });
    try {
      const executor = deps.executorOf(planned.node.kind);
      if (executor === undefined) throw new MinnowError("node_crashed", { reason: `unknown kind ${planned.node.kind}` });
      const outputs = await attempt(executor, planned, inputs, context, halt.signal);
      text.flush();
      if (closed) return;
      settle(journey, "succeeded", { outputs });
      feed({ type: "completed", activation, attempt: number, outputs });
    } catch (error) {
      text.flush();
      if (!closed) feed({ type: "failed", activation, attempt: number, failure: failureOf(error) });
    }
  };

  const conclude = (
    outcome: Outcome,
    error: RunError | null = outcome.status === "failed" ? errorOf(outcome.failure, outcome.nodeId, outcome.attempts) : null,
  ) => {
    close();
    for (const journey of [...journeys.values()]) settle(journey, "cancelled", {});
    const output = outcome.status === "succeeded" ? outcome.output : null;
    scribe.runEnded({ status: outcome.status, output, error, simulated }).then(() => end("finished"), crash);
  };

  const interrupted = () => {
    const reason: StopReason = stop.reason;
    if (reason === "cancelled") return feed({ type: "cancelled" });
    close();
    scribe.durable().then(() => end("released"), crash);
  };

  const limit = deps.runTimeoutMs ?? HOUR_MS;
  const spent = run.startedAt === null ? 0 : now().getTime() - run.startedAt.getTime();
  after(Math.max(0, limit - spent), () => {
    const failure = failureOf(new MinnowError("run_timeout", { seconds: limit / 1_000 }));
    conclude({ status: "failed", nodeId: "", failure, attempts: 1 }, { code: failure.code, params: failure.params });
  });
  stop.addEventListener("abort", interrupted, { once: true });
  if (recorded.size === 0) scribe.runStarted();
  const first = begin(plan, run.id);
  let state = first.state;
  take(first.effects);
  if (stop.aborted && !closed) interrupted();
  else if (run.cancelRequested) feed({ type: "cancelled" });
  return promise;
}

/** What a recorded activation put on its ports, or null when it has to run (again). */
function replayed(row: RecordedRow | undefined): JsonObject | null {
  if (row === undefined || (row.status !== "succeeded" && row.status !== "failed")) return null;
  return row.outputs === null ? null : JsonObject.parse(row.outputs);
}

const errorOf = ({ code, params }: Failure, nodeId: string, attempts: number): RunError => ({ code, params, nodeId, attempts });

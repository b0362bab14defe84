import "server-only";
import { advance, begin, type Effect, type EngineEvent, type Failure, type Outcome } from "@/core/engine/advance";
import type { RunError } from "@/core/engine/events";
import type { Plan, PlannedNode } from "@/core/engine/plan";
import { MinnowError } from "@/core/errors";
import { JsonObject } from "@/core/graph/json";
import type { activations, runs } from "@/db/schema/runs";
import type { ExecutionContext, Sandbox } from "@/nodes/executor";
import type { AnyExecutor } from "@/nodes/executors";
import type { ModelGateway } from "../models/gateway";
import { callRow } from "./calls";
import { attempt, failureOf } from "./execute";
import { type Journal, LeaseLost } from "./journal";
import { type Ending, type Journey, logTo, openScribe } from "./scribe";
import { batchText } from "./tokens";

export type PerformDeps = {
  journal: Journal;
  gateway: ModelGateway;
  sandbox: Sandbox;
  executorOf: (kind: string) => AnyExecutor | undefined;
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
 * Performs the scheduler's effects and feeds back what comes of them, until it says finish or the run is stopped.
 * @param recorded what the journal has of the run, by path
 * @param stop aborted with a StopReason
 * @throws when the journal can't be written
 */
export function perform(
  deps: PerformDeps,
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
    try {
      const step = advance(plan, state, event);
      state = step.state;
      take(step.effects);
    } catch (error) {
      crash(error);
    }
  };

  const take = (effects: readonly Effect[]) => {
    const starts: Start[] = [];
    for (const effect of effects) {
      switch (effect.type) {
        case "start":
          starts.push(effect);
          break;
        case "skipped":
          if (!recorded.has(effect.activation)) settle({ journey: journeyOf(effect.activation, effect.nodeId), status: "skipped" });
          break;
        case "retryLater": {
          const { activation, attempt: number, delayMs, failure } = effect;
          scribe.retrying(journeyOf(activation, effect.nodeId), delayMs, errorOf(failure, effect.nodeId, number));
          after(delayMs, () => feed({ type: "timer", activation, attempt: number }));
          break;
        }
        case "settledFailure":
          settle({
            journey: journeyOf(effect.activation, effect.nodeId),
            status: "failed",
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

  const settle = (ending: Ending) => {
    journeys.delete(ending.journey.path);
    scribe.ended(ending);
  };

  const begun = (start: Start) => {
    const outputs = replayed(recorded.get(start.activation));
    // A turn later, so that replaying a long chain doesn't nest.
    if (outputs !== null) queueMicrotask(() => feed({ type: "completed", activation: start.activation, attempt: start.attempt, outputs }));
    else void execute(start).catch(crash);
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
    const outputs = await outcomeOf(() => {
      const executor = deps.executorOf(planned.node.kind);
      if (executor === undefined) throw new MinnowError("node_crashed", { reason: `unknown kind ${planned.node.kind}` });
      return attempt(executor, planned, inputs, context, halt.signal);
    });
    text.flush();
    if (closed) return;
    if (!outputs.ok) return feed({ type: "failed", activation, attempt: number, failure: failureOf(outputs.error) });
    settle({ journey, status: "succeeded", outputs: outputs.value });
    feed({ type: "completed", activation, attempt: number, outputs: outputs.value });
  };

  const conclude = (outcome: Outcome) => {
    close();
    const error = outcome.status === "failed" ? errorOf(outcome.failure, outcome.nodeId, outcome.attempts) : null;
    const endings = [...journeys.values()].map(
      (journey): Ending =>
        outcome.status === "failed" && outcome.activation === journey.path
          ? { journey, status: "failed", error }
          : { journey, status: "cancelled" },
    );
    const output = outcome.status === "succeeded" ? outcome.output : null;
    scribe.runEnded({ status: outcome.status, output, error, simulated }, endings).then(() => end("finished"), crash);
  };

  const expire = (seconds: number) => {
    close();
    const error: RunError = { code: "run_timeout", params: { seconds } };
    const endings = [...journeys.values()].map((journey): Ending => ({ journey, status: "cancelled" }));
    scribe.runEnded({ status: "failed", output: null, error, simulated }, endings).then(() => end("finished"), crash);
  };

  const interrupted = () => {
    const reason: StopReason = stop.reason;
    if (reason === "cancelled") return feed({ type: "cancelled" });
    close();
    scribe.durable().then(() => end("released"), crash);
  };

  const limit = deps.runTimeoutMs ?? HOUR_MS;
  const spent = run.startedAt === null ? 0 : now().getTime() - run.startedAt.getTime();
  after(Math.max(0, limit - spent), () => expire(limit / 1_000));
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

async function outcomeOf<T>(work: () => Promise<T>): Promise<{ ok: true; value: T } | { ok: false; error: unknown }> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, error };
  }
}

const errorOf = ({ code, params }: Failure, nodeId: string, attempts: number): RunError => ({ code, params, nodeId, attempts });

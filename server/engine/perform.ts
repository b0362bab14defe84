import "server-only";
import { advance, begin } from "@/core/engine/advance";
import type { Effect, EngineEvent, Failure, Outcome } from "@/core/engine/effects";
import { RunError } from "@/core/engine/events";
import type { Level, PlannedNode } from "@/core/engine/level";
import { ReadyQueue } from "@/core/engine/ready";
import { isErrorCode, MinnowError } from "@/core/errors";
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
  /** Activations of one run that may be under way at once. */
  parallel?: number;
};

/** Why a run is stopped before its graph has ended. */
export type StopReason = "cancelled" | "released";
/** `lost`: another worker owns the run. `released`: given back, to be resumed by whoever takes it. */
export type RunEnd = "finished" | "lost" | "released";

const HOUR_MS = 3_600_000;
/** Far more than models answer at once; it bounds what a wide run keeps in memory. */
const PARALLEL = 1_000;

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
  plan: Level,
  recorded: ReadonlyMap<string, RecordedRow>,
  stop: AbortSignal,
): Promise<RunEnd> {
  const { promise, resolve, reject } = Promise.withResolvers<RunEnd>();
  const now = deps.now ?? (() => new Date());
  const parallel = deps.parallel ?? PARALLEL;
  const runInput = JsonObject.parse(run.input);
  const journeys = new Map<string, Journey>();
  const timers = new Set<NodeJS.Timeout>();
  const events: EngineEvent[] = [];
  const ready = new ReadyQueue<Start>();
  let executing = 0;
  let advancing = false;
  let simulated = run.simulated;
  let closed = false;

  const close = () => {
    closed = true;
    for (const { stop } of journeys.values()) stop.abort(new MinnowError("run_finished"));
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
    return timer;
  };
  const journeyOf = (path: string, planned: PlannedNode): Journey => {
    const known = journeys.get(path);
    if (known !== undefined) return known;
    const journey: Journey = { path, planned, attempt: 1, inputs: null, startedAt: null, logs: [], calls: [], stop: new AbortController() };
    journeys.set(path, journey);
    return journey;
  };

  /** Events one after the other; what is recorded is replayed before anything new is started. */
  const feed = (event: EngineEvent) => {
    events.push(event);
    pump();
  };

  const pump = () => {
    if (advancing) return;
    advancing = true;
    try {
      for (let next = events.shift(); next !== undefined && !closed; next = events.shift()) take(advance(state, next).effects);
      launch();
    } catch (error) {
      crash(error);
    } finally {
      advancing = false;
    }
  };

  /** Starts what is ready, longest remaining path first, as far as there is room. */
  const launch = () => {
    while (!closed && executing < parallel) {
      const start = ready.pop();
      if (start === undefined) return;
      // Abandoned while it waited for room.
      if (!state.active.has(start.activation)) continue;
      executing += 1;
      execute(start)
        .catch(crash)
        .finally(() => {
          executing -= 1;
          launch();
        });
    }
  };

  const take = (effects: readonly Effect[]) => {
    for (const effect of effects) {
      if (effect.type === "finish") return conclude(effect.outcome);
      const { activation, planned } = effect;
      switch (effect.type) {
        case "start":
          if (!replay(activation, effect.attempt)) ready.push(effect, planned.priority);
          break;
        case "opened":
          if (!replay(activation, 1)) opened(effect);
          break;
        case "closed":
          settle({ journey: journeyOf(activation, planned), status: "succeeded", outputs: effect.outputs });
          break;
        case "skipped":
          settle({ journey: journeyOf(activation, planned), status: "skipped" });
          break;
        case "abandoned":
          settle({ journey: journeyOf(activation, planned), status: "cancelled" });
          break;
        case "retryLater": {
          const { attempt: number, delayMs, failure } = effect;
          scribe.retrying(journeyOf(activation, planned), delayMs, errorOf(failure, planned.node.id, number));
          after(delayMs, () => feed({ type: "timer", activation, attempt: number }));
          break;
        }
        case "settledFailure":
          settle({
            journey: journeyOf(activation, planned),
            status: "failed",
            outputs: effect.outputs,
            error: errorOf(effect.failure, planned.node.id, effect.attempt),
          });
          break;
      }
    }
  };

  const settle = (ending: Ending) => {
    const { path, stop } = ending.journey;
    journeys.delete(path);
    if (ending.status !== "succeeded") stop.abort(new MinnowError("run_finished"));
    clearTimeout(ending.journey.timer);
    const row = recorded.get(path);
    if (row === undefined || row.status === "cancelled") scribe.ended(ending);
  };

  /** Feeds back what the journal has of an activation; false when it has no end of it. */
  const replay = (activation: string, attempt: number): boolean => {
    const event = replayed(recorded.get(activation), activation, attempt);
    if (event !== null) events.push(event);
    return event !== null;
  };

  const opened = ({ activation, planned, inputs }: Extract<Effect, { type: "opened" }>) => {
    const journey = journeyOf(activation, planned);
    Object.assign(journey, { inputs, startedAt: now() });
    scribe.attemptStarted(journey);
    // What is inside has limits of its own; a container has one only if it was set.
    const limit = planned.node.settings?.timeoutMs;
    if (limit === undefined) return;
    const failure = failureOf(new MinnowError("node_timeout", { seconds: limit / 1_000 }));
    journey.timer = after(limit, () => feed({ type: "failed", activation, attempt: 1, failure }));
  };

  const execute = async ({ activation, planned, attempt: number, inputs }: Start) => {
    const journey = journeyOf(activation, planned);
    if (planned.effects === "outside") await scribe.durable();
    await deps.journal.room();
    if (closed || journeys.get(activation) !== journey) return;
    Object.assign(journey, { attempt: number, inputs, startedAt: journey.startedAt ?? now() });
    scribe.attemptStarted(journey);
    const live = () => !closed && journeys.get(activation) === journey;
    const text = batchText((delta) => {
      if (live()) scribe.text(journey, delta);
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
          if (request.silent !== true) text.add(delta);
          request.onText?.(delta);
        };
        const outcome = await deps.gateway.call(run.workspaceId, { ...request, onText }, signal);
        const { workspaceId, id: runId } = run;
        const graphId = planned.graphId ?? run.graphId;
        const row = callRow(
          { workspaceId, graphId, runId, activation, attempt: number, planned, variables: inputs },
          outcome,
          request.part,
        );
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
      return attempt(executor, planned, inputs, context, journey.stop.signal);
    });
    text.flush();
    if (!live()) return;
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
  const { state, effects } = begin(plan, run.id);
  events.push(...(run.cancelRequested ? [{ type: "cancelled" } as const] : []));
  take(effects);
  if (stop.aborted) interrupted();
  pump();
  return promise;
}

/** The event that a recorded activation ended with, or null when it has to run (again). */
function replayed(row: RecordedRow | undefined, activation: string, attempt: number): EngineEvent | null {
  if (row === undefined || (row.status !== "succeeded" && row.status !== "failed")) return null;
  // A failure that the run went on from counts by the outputs it went on with.
  if (row.outputs !== null) return { type: "completed", activation, attempt, outputs: JsonObject.parse(row.outputs) };
  if (row.error === null) return null;
  const { code, params } = RunError.parse(row.error);
  const error = isErrorCode(code) ? new MinnowError(code, params) : new Error(code);
  return { type: "failed", activation, attempt, failure: failureOf(error) };
}

async function outcomeOf<T>(work: () => Promise<T>): Promise<{ ok: true; value: T } | { ok: false; error: unknown }> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, error };
  }
}

const errorOf = ({ code, params }: Failure, nodeId: string, attempts: number): RunError => ({ code, params, nodeId, attempts });

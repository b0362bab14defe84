import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import { advance, begin, type Effect, type EngineEvent, type Failure, type Outcome, type RunState } from "@/core/engine/advance";
import type { ActivationStatus, RunError } from "@/core/engine/events";
import { compile, type Plan, type PlannedNode } from "@/core/engine/plan";
import { MinnowError } from "@/core/errors";
import { JsonObject } from "@/core/graph/json";
import type { Kinds } from "@/core/graph/kind";
import type { Database } from "@/db/client";
import { documents } from "@/db/schema/graphs";
import { activations, runs } from "@/db/schema/runs";
import type { Sandbox } from "@/nodes/executor";
import type { AnyExecutor } from "@/nodes/executors";
import { parseDocument } from "../graphs/read";
import type { ModelGateway } from "../models/gateway";
import { type CallRow, callRow, usageOf } from "./calls";
import { attempt, failureOf } from "./execute";
import { type Journal, LeaseLost } from "./journal";
import { batchText } from "./tokens";

export type RunnerDeps = {
  db: Database;
  journal: Journal;
  gateway: ModelGateway;
  sandbox: Sandbox;
  kinds: Kinds;
  executorOf: (kind: string) => AnyExecutor | undefined;
  now?: () => Date;
  /** Longest a run may take. Milliseconds. */
  runTimeoutMs?: number;
};

/** Why a run stops before its graph has ended. */
export type StopReason = "cancelled" | "released";
/** `lost`: another worker owns the run. `released`: given back to be resumed. */
export type RunEnd = "finished" | "lost" | "released";

const HOUR_MS = 3_600_000;

type RunRow = typeof runs.$inferSelect;
type RecordedRow = typeof activations.$inferSelect;

/** Takes a run over from whoever had it: from now on only the new epoch may write. Null when it has ended or is gone. */
async function takeRun(db: Database, runId: string, now: Date): Promise<RunRow | null> {
  const [row] = await db
    .update(runs)
    .set({
      epoch: sql`${runs.epoch} + 1`,
      status: "running",
      startedAt: sql`coalesce(${runs.startedAt}, ${now.toISOString()}::timestamptz)`,
    })
    .where(and(eq(runs.id, runId), inArray(runs.status, ["queued", "running"])))
    .returning();
  return row ?? null;
}

/**
 * Runs a graph, or goes on with it where its journal ends.
 * @param stop aborted with a StopReason
 */
export async function runGraph(deps: RunnerDeps, runId: string, stop: AbortSignal): Promise<RunEnd> {
  const { db, journal, now = () => new Date() } = deps;
  const run = await takeRun(db, runId, now());
  if (run === null) return "finished";
  const [stored] = await db
    .select({ body: documents.body })
    .from(documents)
    .where(and(eq(documents.workspaceId, run.workspaceId), eq(documents.hash, run.documentHash)));
  const recorded = await db.select().from(activations).where(eq(activations.runId, runId));
  const plan = compile(parseDocument(stored?.body), deps.kinds);
  return performRun({
    deps,
    run,
    plan,
    recorded: new Map(recorded.map((row) => [row.path, row])),
    input: JsonObject.parse(run.input),
    stop,
    journal,
    now,
  });
}

type Performance = {
  deps: RunnerDeps;
  run: RunRow;
  plan: Plan;
  recorded: ReadonlyMap<string, RecordedRow>;
  input: JsonObject;
  stop: AbortSignal;
  journal: Journal;
  now: () => Date;
};

/** Performs effects and feeds what comes of them back to the scheduler until it says finish. */
function performRun({ deps, run, plan, recorded, input, stop, journal, now }: Performance): Promise<RunEnd> {
  const { id: runId, epoch, workspaceId, graphId } = run;
  const halt = new AbortController();
  const timers = new Set<NodeJS.Timeout>();
  const startedAt = new Map<string, Date>();
  let simulated = run.simulated;
  let durable: Promise<void> = Promise.resolve();
  let state: RunState;

  const append = (entry: Omit<Parameters<Journal["append"]>[0], "runId" | "epoch">) => {
    durable = journal.append({ runId, epoch, ...entry });
    return durable;
  };

  return new Promise<RunEnd>((resolve, reject) => {
    let ended = false;
    const end = (how: RunEnd) => {
      ended = true;
      halt.abort(new MinnowError("run_finished"));
      for (const timer of timers) clearTimeout(timer);
      stop.removeEventListener("abort", interrupted);
      resolve(how);
    };
    const crash = (error: unknown) => {
      if (error instanceof LeaseLost) return end("lost");
      ended = true;
      halt.abort(error);
      for (const timer of timers) clearTimeout(timer);
      stop.removeEventListener("abort", interrupted);
      reject(error);
    };
    const watch = (work: Promise<void>) => work.catch((error: unknown) => (ended ? undefined : crash(error)));

    const feed = (event: EngineEvent) => {
      if (ended) return;
      const step = advance(plan, state, event);
      state = step.state;
      perform(step.effects);
    };

    const perform = (effects: Effect[]) => {
      // Longest remaining path first, so that under a limit the critical path is not kept waiting.
      const starts = effects.filter((effect) => effect.type === "start").sort((a, b) => priority(b.nodeId) - priority(a.nodeId));
      for (const effect of effects) {
        if (effect.type === "skipped") recordSkip(effect);
        if (effect.type === "retryLater") rest(effect);
        if (effect.type === "settledFailure") recordEnd(effect, "failed", null, effect.failure, effect.outputs);
      }
      for (const effect of starts) begun(effect);
      const finish = effects.find((effect) => effect.type === "finish");
      if (finish !== undefined) watch(conclude(finish.outcome));
    };

    const priority = (nodeId: string) => planned(nodeId).priority;
    const planned = (nodeId: string) => plan.nodes[plan.indexOf.get(nodeId) as number] as PlannedNode;

    type Start = Extract<Effect, { type: "start" }>;

    const begun = (effect: Start) => {
      const row = recorded.get(effect.activation);
      const outputs = row === undefined ? null : replayedOutputs(row);
      // Not in this turn: replaying a long chain must not nest.
      if (outputs !== null)
        queueMicrotask(() => feed({ type: "completed", activation: effect.activation, attempt: effect.attempt, outputs }));
      else watch(execute(effect));
    };

    const execute = async (effect: Start) => {
      const node = planned(effect.nodeId);
      const { activation, attempt: number, inputs } = effect;
      if (node.effects === "outside") await durable;
      await journal.room();
      if (ended) return;
      const at = now();
      startedAt.set(activation, at);
      append({
        events: [
          {
            type: "activation.started",
            path: activation,
            nodeId: effect.nodeId,
            kind: node.node.kind,
            attempt: number,
            at: at.toISOString(),
          },
        ],
      });
      const about = { path: activation, nodeId: effect.nodeId, attempt: number };
      const text = batchText((delta) => append({ events: [{ type: "activation.tokens", ...about, text: delta }] }));
      const logs: string[] = [];
      const calls: CallRow[] = [];
      journeys.set(activation, { logs, calls, inputs });
      try {
        const executor = deps.executorOf(node.node.kind);
        if (executor === undefined) throw new MinnowError("node_crashed", { reason: `unknown kind ${node.node.kind}` });
        const outputs = await attempt(
          executor,
          node,
          inputs,
          (signal) => ({
            runId,
            activation,
            attempt: number,
            signal,
            runInput: input,
            sandbox: deps.sandbox,
            log: (line) => {
              if (logs.length < 1_000) logs.push(line.slice(0, 2_000));
            },
            callModel: async (request) => {
              const onText = (delta: string) => {
                text.add(delta);
                request.onText?.(delta);
              };
              const outcome = await deps.gateway.call(workspaceId, { ...request, onText }, signal);
              const call = callRow({ workspaceId, graphId, runId, activation, attempt: number, planned: node, variables: inputs }, outcome);
              calls.push(call);
              simulated ||= outcome.record.simulated;
              append({ calls: [call] });
              if (!outcome.ok) throw outcome.error;
              return outcome.answer;
            },
          }),
          halt.signal,
        );
        text.flush();
        if (ended) return;
        recordEnd(effect, "succeeded", null, null, outputs);
        feed({ type: "completed", activation, attempt: number, outputs });
      } catch (error) {
        text.flush();
        if (ended) return;
        feed({ type: "failed", activation, attempt: number, failure: failureOf(error) });
      }
    };

    const journeys = new Map<string, { logs: string[]; calls: CallRow[]; inputs: JsonObject }>();

    const recordEnd = (
      { activation, nodeId, attempt: number }: { activation: string; nodeId: string; attempt: number },
      status: Exclude<ActivationStatus, "running">,
      _: null,
      failure: Failure | null,
      outputs: JsonObject | null,
    ) => {
      const journey = journeys.get(activation);
      const error: RunError | null = failure && { code: failure.code, params: failure.params, nodeId, attempts: number };
      const started = startedAt.get(activation) ?? null;
      const at = now();
      const { kind } = planned(nodeId).node;
      const common = { path: activation, nodeId, kind, status, attempt: number, inputs: journey?.inputs ?? null, outputs, error };
      append({
        activation: { ...common, runId, workspaceId, graphId, logs: journey?.logs ?? [], startedAt: started, finishedAt: at },
        events: [
          {
            type: "activation.finished",
            activation: {
              ...common,
              startedAt: started?.toISOString() ?? null,
              finishedAt: at.toISOString(),
              logs: journey?.logs ?? [],
              usage: usageOf(journey?.calls ?? []),
            },
          },
        ],
      });
      journeys.delete(activation);
    };

    const recordSkip = ({ activation, nodeId }: { activation: string; nodeId: string }) => {
      if (!recorded.has(activation)) recordEnd({ activation, nodeId, attempt: 1 }, "skipped", null, null, null);
    };

    const rest = ({ activation, nodeId, attempt: number, delayMs, failure }: Extract<Effect, { type: "retryLater" }>) => {
      const error = { code: failure.code, params: failure.params, nodeId, attempts: number };
      append({ events: [{ type: "activation.retrying", path: activation, nodeId, attempt: number, delayMs, error }] });
      const timer = setTimeout(() => {
        timers.delete(timer);
        feed({ type: "timer", activation, attempt: number });
      }, delayMs);
      timers.add(timer);
    };

    const conclude = async (outcome: Outcome, error: RunError | null = errorOf(outcome)) => {
      const at = now();
      const output = outcome.status === "succeeded" ? outcome.output : null;
      for (const [activation, { inputs }] of journeys) {
        const { nodeId } = { nodeId: activation };
        journeys.set(activation, { logs: [], calls: [], inputs });
        recordEnd({ activation, nodeId, attempt: 1 }, "cancelled", null, null, null);
      }
      await append({
        run: { status: outcome.status, output, error, simulated, finishedAt: at },
        events: [{ type: "run.finished", at: at.toISOString(), status: outcome.status, output, error }],
      });
      end("finished");
    };

    const interrupted = () => {
      const reason: StopReason = stop.reason;
      if (reason === "cancelled") feed({ type: "cancelled" });
      else watch(durable.then(() => end("released")));
    };

    stop.addEventListener("abort", interrupted, { once: true });
    if (recorded.size === 0) append({ events: [{ type: "run.started", at: now().toISOString() }] });
    const limit = deps.runTimeoutMs ?? HOUR_MS;
    const spent = run.startedAt === null ? 0 : now().getTime() - run.startedAt.getTime();
    const timer = setTimeout(
      () => {
        if (!ended)
          watch(
            conclude({
              status: "failed",
              nodeId: "",
              failure: failureOf(new MinnowError("run_timeout", { seconds: limit / 1_000 })),
              attempts: 1,
            }),
          );
      },
      Math.max(0, limit - spent),
    );
    timers.add(timer);
    const first = begin(plan, runId);
    state = first.state;
    perform(first.effects);
    if (stop.aborted) interrupted();
    else if (run.cancelRequested) feed({ type: "cancelled" });
  });
}

/** What a recorded activation put on its ports, or null when it has to run (again). */
function replayedOutputs(row: RecordedRow): JsonObject | null {
  if (row.status !== "succeeded" && row.status !== "failed") return null;
  return row.outputs === null ? null : JsonObject.parse(row.outputs);
}

function errorOf(outcome: Outcome): RunError | null {
  if (outcome.status !== "failed") return null;
  const { failure, nodeId, attempts } = outcome;
  return { code: failure.code, params: failure.params, ...(nodeId !== "" && { nodeId }), attempts };
}

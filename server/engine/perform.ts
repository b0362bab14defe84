import "server-only";
import { advance, begin } from "@/core/engine/advance";
import { argumentPort } from "@/core/engine/agent";
import type { ApprovalOutcome, ApprovalRequest, QuestionKind } from "@/core/engine/approval";
import type { Effect, EngineEvent, Failure, Outcome } from "@/core/engine/effects";
import { RunError } from "@/core/engine/events";
import type { Level, PlannedNode } from "@/core/engine/level";
import { ReadyQueue } from "@/core/engine/ready";
import { isErrorCode, MinnowError } from "@/core/errors";
import { JsonObject } from "@/core/graph/json";
import type { activations } from "@/db/schema/runs";
import type { AgentTool, ExecutionContext, Sandbox, WorkspaceCapabilities } from "@/nodes/executor";
import type { AnyExecutor } from "@/nodes/executors";
import type { ModelGateway } from "../models/gateway";
import { type CallRow, callRow } from "./calls";
import { attempt, failureOf } from "./execute";
import { type Journal, LeaseLost } from "./journal";
import { type People, type QuestionKey, questionKey, type RunRow } from "./parking";
import { type Ending, type Journey, logTo, openScribe } from "./scribe";
import { batchText } from "./tokens";

export type PerformDeps = {
  journal: Journal;
  gateway: ModelGateway;
  sandbox: Sandbox;
  capabilitiesOf: (workspaceId: string) => WorkspaceCapabilities;
  people: People;
  executorOf: (kind: string) => AnyExecutor | undefined;
  now?: () => Date;
  /** How a call is recorded; as it was when left out. */
  curateCall?: (row: CallRow) => CallRow;
  /** Longest a run may take. Milliseconds. */
  runTimeoutMs?: number;
  /** Activations of one run that may be under way at once. */
  parallel?: number;
};

/** Why a run is stopped before its graph has ended. */
export type StopReason = "cancelled" | "released";
/** `lost`: another worker owns the run. `released`: given back, to be resumed by whoever takes it. `parked`: put aside until somebody answers or resumes it. */
export type RunEnd = "finished" | "lost" | "released" | "parked";

/** How long a run that only waits for people is kept, for an answer that comes at once. Milliseconds. */
const LINGER_MS = 250;

const HOUR_MS = 3_600_000;
/** Far more than models answer at once; it bounds what a wide run keeps in memory. */
const PARALLEL = 1_000;

type RecordedRow = typeof activations.$inferSelect;
type Start = Extract<Effect, { type: "start" }>;

const GO_ON: ApprovalOutcome = { decision: "approve", reason: "" };

/** What the journal has of a run: activations by path, and the nodes that it has stopped before. */
export type RunRecord = { rows: ReadonlyMap<string, RecordedRow>; stoppedAt: readonly string[] };

/**
 * Performs the scheduler's effects and feeds back what comes of them, until it says finish or the run is stopped.
 * @param stop aborted with a StopReason
 * @param onNews takes the function to call when a person has answered, paused or resumed the run
 * @throws when the journal can't be written
 */
export function perform(
  deps: PerformDeps,
  run: RunRow,
  plan: Level,
  record: RunRecord,
  stop: AbortSignal,
  onNews: (look: () => void) => void = () => {},
): Promise<RunEnd> {
  const { promise, resolve, reject } = Promise.withResolvers<RunEnd>();
  const now = deps.now ?? (() => new Date());
  const parallel = deps.parallel ?? PARALLEL;
  const runInput = JsonObject.parse(run.input);
  const capabilities = deps.capabilitiesOf(run.workspaceId);
  const journeys = new Map<string, Journey>();
  const timers = new Set<NodeJS.Timeout>();
  const events: EngineEvent[] = [];
  const ready = new ReadyQueue<Start>();
  /** Activations that wait for a person. */
  const asked = new Map<QuestionKey, (outcome: ApprovalOutcome) => void>();
  /** The nodes of those that wait at a breakpoint. */
  const held = new Map<QuestionKey, string>();
  let breakpoints = new Set(run.breakpoints);
  const began = now().getTime();
  let executing = 0;
  let resting = 0;
  let paused = run.pauseRequested;
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

  /** What came in; when all that is recorded has been replayed, that the run had been cancelled before it was taken. */
  let cancelling = run.cancelRequested;
  const nextEvent = (): EngineEvent | undefined => {
    if (events.length > 0 || !cancelling) return events.shift();
    cancelling = false;
    return { type: "cancelled" };
  };

  const pump = () => {
    if (advancing) return;
    advancing = true;
    try {
      for (let next = nextEvent(); next !== undefined && !closed; next = nextEvent()) take(advance(state, next).effects);
      launch();
    } catch (error) {
      crash(error);
    } finally {
      advancing = false;
    }
  };

  /** Starts what is ready, longest remaining path first, as far as there is room. */
  const launch = () => {
    while (!closed && !paused && executing < parallel) {
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
    parkIfIdle();
  };

  /** Nothing runs and nothing will, unless a person does something. */
  const isIdle = () =>
    !closed && !state.finished && executing === asked.size && (paused || (asked.size > 0 && ready.size === 0 && resting === 0));
  let parking = false;
  const parkIfIdle = () => {
    if (parking || advancing || !isIdle()) return;
    parking = true;
    after(paused ? 0 : LINGER_MS, () => {
      parking = false;
      if (isIdle()) park().catch(crash);
    });
  };
  const park = async () => {
    const open = [...asked.keys()];
    close();
    await scribe.durable();
    const parked = await deps.people.park(run, paused ? "paused" : "waiting", open, spent());
    resolve(parked ? "parked" : "released");
  };

  /** A person has done something: what, the database says. */
  const look = async () => {
    const { answers, pauseRequested, breakpoints: wanted } = await deps.people.news(run.id);
    if (closed) return;
    for (const [key, outcome] of answers) asked.get(key)?.(outcome);
    breakpoints = new Set(wanted);
    state.breakpoints = new Set([...state.breakpoints, ...wanted]);
    for (const [key, nodeId] of held) if (!breakpoints.has(nodeId)) asked.get(key)?.(GO_ON);
    if (paused !== pauseRequested) scribe.pausing(pauseRequested);
    paused = pauseRequested;
    launch();
  };
  onNews(() => void look().catch(crash));

  const askPerson = async (
    journey: Journey,
    kind: QuestionKind,
    request: ApprovalRequest,
    signal: AbortSignal,
  ): Promise<ApprovalOutcome> => {
    const { path, planned } = journey;
    const question = { run, graphId: planned.graphId ?? run.graphId, path, kind, nodeId: planned.node.id, request };
    const key = questionKey(kind, path);
    const { askedAt, answer: known } = await deps.people.ask(question);
    signal.throwIfAborted();
    journey.startedAt = askedAt;
    if (known !== null) return known;
    scribe.waiting(journey);
    const { promise: answer, resolve: take, reject: leave } = Promise.withResolvers<ApprovalOutcome>();
    signal.addEventListener("abort", () => leave(signal.reason), { once: true });
    asked.set(key, take);
    parkIfIdle();
    try {
      // One that came between asking and listening was told to nobody.
      await look();
      return await answer;
    } finally {
      asked.delete(key);
    }
  };

  const take = (effects: readonly Effect[]) => {
    for (const effect of effects) {
      if (effect.type === "finish") return conclude(effect.outcome);
      const { activation, planned } = effect;
      switch (effect.type) {
        case "held":
          executing += 1;
          hold(effect)
            .catch(crash)
            .finally(() => {
              executing -= 1;
              launch();
            });
          break;
        case "start":
          if (!replay(activation, effect.attempt) && !pin(effect, effect.attempt)) ready.push(effect, planned.priority);
          break;
        case "opened":
          if (!replay(activation, 1) && !pin(effect, 1)) opened(effect);
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
          resting += 1;
          after(delayMs, () => {
            resting -= 1;
            feed({ type: "timer", activation, attempt: number });
          });
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
    const row = record.rows.get(path);
    if (row === undefined || row.status === "cancelled") scribe.ended(ending);
  };

  /** Feeds back what the journal has of an activation; false when it has no end of it. */
  const replay = (activation: string, attempt: number): boolean => {
    const event = replayed(record.rows.get(activation), activation, attempt);
    if (event !== null) events.push(event);
    return event !== null;
  };

  /** Gives what is pinned to the node in its place, in runs of the draft; false when nothing is. */
  const pin = ({ activation, planned, inputs }: Pick<Start, "activation" | "planned" | "inputs">, attempt: number): boolean => {
    const outputs = planned.node.pinned;
    if (outputs === undefined || run.version !== null || planned.graphId !== null) return false;
    const journey = journeyOf(activation, planned);
    Object.assign(journey, { attempt, inputs, startedAt: now(), takenFrom: "pin" });
    settle({ journey, status: "succeeded", outputs });
    events.push({ type: "completed", activation, attempt, outputs });
    return true;
  };

  /** A breakpoint: somebody looks at what the node is to get, and may change it. */
  const hold = async ({ activation, planned, inputs }: Extract<Effect, { type: "held" }>) => {
    const go = ({ decision, value }: ApprovalOutcome) => {
      if (decision !== "approve") return feed({ type: "cancelled" });
      feed({ type: "released", activation, inputs: value === undefined ? null : JsonObject.parse(value) });
    };
    const { id } = planned.node;
    const key = questionKey("breakpoint", activation);
    if (record.rows.has(activation)) return go(GO_ON);
    // It stood there when somebody let the node go on, before this process took the run.
    if (!breakpoints.has(id)) return go((await deps.people.news(run.id)).answers.get(key) ?? GO_ON);
    const journey = journeyOf(activation, planned);
    Object.assign(journey, { inputs, startedAt: now() });
    scribe.attemptStarted(journey);
    held.set(key, id);
    const request = { instructions: "", value: inputs, mayEdit: true, timeoutMinutes: null };
    const answer = await outcomeOf(() => askPerson(journey, "breakpoint", request, journey.stop.signal));
    held.delete(key);
    // Nobody waits for it any more.
    if (closed || journeys.get(activation) !== journey) return;
    if (!answer.ok) throw answer.error;
    // The time that somebody took to look is not the node's.
    journey.startedAt = null;
    go(answer.value);
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
      ...capabilities,
      tools: toolsOf(planned),
      runId: run.id,
      activation,
      attempt: number,
      signal,
      runInput,
      sandbox: deps.sandbox,
      askPerson: (request) => askPerson(journey, "approval", request, signal),
      log: logTo(journey),
      callModel: async (request) => {
        const onText = (delta: string) => {
          if (request.silent !== true) text.add(delta);
          request.onText?.(delta);
        };
        const outcome = await deps.gateway.call(run.workspaceId, { ...request, onText }, signal, run.id);
        const { workspaceId, id: runId } = run;
        const graphId = planned.graphId ?? run.graphId;
        const made = callRow(
          { workspaceId, graphId, runId, activation, attempt: number, planned, variables: inputs },
          outcome,
          request.part,
        );
        const row = deps.curateCall?.(made) ?? made;
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
    // Before this process took the run, it may have waited for a person.
    for (let start = ready.pop(); start !== undefined; start = ready.pop())
      if (start.planned.waits) journeyOf(start.activation, start.planned);
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
  const spent = () => run.spentMs + now().getTime() - began;
  after(Math.max(0, limit - spent()), () => expire(limit / 1_000));
  stop.addEventListener("abort", interrupted, { once: true });
  scribe.runStarted();
  const { state, effects } = begin(plan, run.id, new Set([...run.breakpoints, ...record.stoppedAt]));
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

/** The nodes inside an agent. What nothing in the agent feeds, a call's arguments do. */
const toolsOf = ({ container }: PlannedNode): AgentTool[] =>
  [...(container?.tools.values() ?? [])].flatMap(({ nodes, entry }) => {
    const tool = nodes.at(-1);
    const open = tool?.inputs.filter(({ port }) => entry.has(argumentPort(port))).map(({ port }) => port) ?? [];
    return tool === undefined ? [] : [{ node: tool.node, arguments: open }];
  });

const errorOf = ({ code, params }: Failure, nodeId: string, attempts: number): RunError => ({ code, params, nodeId, attempts });

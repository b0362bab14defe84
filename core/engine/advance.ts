import type { JsonObject } from "../graph/json";
import { bearFailure, bodyEnded, decide, decided, openContainer } from "./containers";
import type { Effect, EngineEvent, Failure, Outcome } from "./effects";
import { abandon, abandonBody, close, deliver, inputsOf, isStarved, openLevel, replaceInputs, skip } from "./flow";
import type { Level } from "./level";
import { retryDelay } from "./retry";
import { type Decision, newScope, nodeAt, pathOf, type RunState, type Scope, type Work } from "./state";

export type Step = { state: RunState; effects: Effect[] };

const none: ReadonlySet<string> = new Set();

/**
 * The state before anything has started, and the first effects.
 * @param breakpoints ids of nodes of the run's own graph that are held before they start
 */
export function begin(plan: Level, seed: string, breakpoints = none): Step {
  const top = newScope(plan, "", null);
  const state: RunState = { top, active: new Map(), output: null, finished: false, breakpoints, seed };
  const work: Work = { state, effects: [], tasks: [] };
  openLevel(work, top, {});
  return settle(work);
}

/** The scheduler: a fold over events. */
export function advance(state: RunState, event: EngineEvent): Step {
  const work: Work = { state, effects: [], tasks: [] };
  if (state.finished) return settle(work);
  if (event.type === "cancelled") return finish(work, { status: "cancelled" });
  const place = state.active.get(event.activation);
  if (place === undefined) return settle(work);
  const { scope, index } = place;
  if (event.type === "released") {
    if (scope.states[index] === "held") release(work, scope, index, event.inputs);
    return settle(work);
  }
  // Of a container both its own activation and the decision under way are known by their paths.
  const decision = event.activation === pathOf(scope, index) ? null : decisionOf(scope, index);
  if ((decision?.attempt ?? scope.attempts[index]) !== event.attempt) return settle(work);
  const resting = decision?.resting ?? scope.states[index] === "resting";
  const running = decision === null ? scope.states[index] === "running" : !resting;
  switch (event.type) {
    case "completed":
      if (!running) break;
      if (decision !== null) decided(work, scope, index, event.outputs, (failure) => fail(work, scope, index, failure));
      else {
        abandonBody(work, scope, index);
        deliver(work, scope, index, event.outputs);
      }
      break;
    case "failed":
      if (!running) break;
      if (decision !== null) decisionFailed(work, scope, index, decision, event);
      else recover(work, scope, index, event.failure);
      break;
    case "timer":
      if (!resting) break;
      if (decision === null) start(work, scope, index);
      else decide(work, scope, index);
      break;
  }
  return settle(work);
}

/** Looks at everything that has become ready or come to an end, until nothing is left. */
function settle(work: Work): Step {
  const { state, effects, tasks } = work;
  // The list grows while it is walked.
  for (const task of tasks) {
    if (state.finished) break;
    const { scope, index } = task;
    if (scope.abandoned) continue;
    if (task.type === "enter") enter(work, scope, index);
    else if (scope === state.top) finish(work, { status: "succeeded", output: state.output });
    else bodyEnded(work, scope, (failure) => failOwner(work, scope, failure));
  }
  return { state, effects };
}

/** Its tokens are there: the node starts or is skipped. */
function enter(work: Work, scope: Scope, index: number): void {
  if (scope.states[index] !== "waiting") return;
  if (isStarved(scope, index)) {
    skip(work, scope, index);
    return;
  }
  const { node, graphId } = nodeAt(scope, index);
  if (graphId === null && work.state.breakpoints.has(node.id)) hold(work, scope, index);
  else go(work, scope, index);
}

function hold(work: Work, scope: Scope, index: number): void {
  scope.states[index] = "held";
  const activation = pathOf(scope, index);
  work.state.active.set(activation, { scope, index });
  work.effects.push({ type: "held", activation, planned: nodeAt(scope, index), inputs: inputsOf(scope, index) });
}

function release(work: Work, scope: Scope, index: number, inputs: JsonObject | null): void {
  if (inputs !== null) replaceInputs(scope, index, inputs);
  if (isStarved(scope, index)) skip(work, scope, index);
  else go(work, scope, index);
}

function go(work: Work, scope: Scope, index: number): void {
  const { container, rivals } = nodeAt(scope, index);
  for (const rival of rivals) abandon(work, scope, rival);
  if (container === null) start(work, scope, index);
  else open(work, scope, index);
}

function open(work: Work, scope: Scope, index: number): void {
  scope.states[index] = "running";
  scope.attempts[index] = 1;
  const activation = pathOf(scope, index);
  work.state.active.set(activation, { scope, index });
  work.effects.push({ type: "opened", activation, planned: nodeAt(scope, index), inputs: inputsOf(scope, index) });
  openContainer(work, scope, index, (failure) => fail(work, scope, index, failure));
}

/** The decision under way in a container. */
function decisionOf(scope: Scope, index: number): Decision | null {
  const body = scope.bodies.get(index);
  return body?.type === "loop" || body?.type === "agent" ? body.decision : null;
}

function decisionFailed(
  work: Work,
  scope: Scope,
  index: number,
  decision: Decision,
  { activation, attempt, failure }: Extract<EngineEvent, { type: "failed" }>,
): void {
  const planned = nodeAt(scope, index);
  const { effects, state } = work;
  if (failure.retryable && attempt <= planned.settings.retries) {
    decision.resting = true;
    effects.push({ type: "retryLater", activation, planned, attempt, failure, delayMs: retryDelay(state.seed, activation, attempt) });
    return;
  }
  state.active.delete(activation);
  const body = scope.bodies.get(index);
  if (body?.type === "loop" || body?.type === "agent") body.decision = null;
  effects.push({ type: "settledFailure", activation, planned, attempt, failure, outputs: null });
  fail(work, scope, index, failure);
}

function start(work: Work, scope: Scope, index: number): void {
  const planned = nodeAt(scope, index);
  const attempt = (scope.attempts[index] as number) + 1;
  scope.attempts[index] = attempt;
  scope.states[index] = "running";
  const activation = pathOf(scope, index);
  const inputs = inputsOf(scope, index);
  if (planned.node.kind === "output" && scope === work.state.top) work.state.output = inputs;
  work.state.active.set(activation, { scope, index });
  work.effects.push({ type: "start", activation, planned, attempt, inputs });
}

function recover(work: Work, scope: Scope, index: number, failure: Failure): void {
  const planned = nodeAt(scope, index);
  const attempt = scope.attempts[index] as number;
  if (planned.container !== null || !failure.retryable || attempt > planned.settings.retries) {
    fail(work, scope, index, failure);
    return;
  }
  const activation = pathOf(scope, index);
  scope.states[index] = "resting";
  work.effects.push({
    type: "retryLater",
    activation,
    planned,
    attempt,
    failure,
    delayMs: retryDelay(work.state.seed, activation, attempt),
  });
}

/** It has failed for good: the node's rule says what follows, then that of the container around it, and so on outwards. */
function fail(work: Work, scope: Scope, index: number, failure: Failure): void {
  const origin = { activation: pathOf(scope, index), nodeId: nodeAt(scope, index).node.id, attempts: scope.attempts[index] as number };
  let [at, which]: [Scope, number] = [scope, index];
  for (;;) {
    const planned = nodeAt(at, which);
    const attempt = at.attempts[which] as number;
    const about = { activation: pathOf(at, which), planned, attempt, failure };
    abandonBody(work, at, which);
    const outputs = outputsOnError(planned.settings.onError, failure, attempt);
    if (outputs !== null) {
      work.effects.push({ type: "settledFailure", ...about, outputs });
      deliver(work, at, which, outputs);
      return;
    }
    close(work, at, which, "failed");
    if (at.owner === null) {
      finish(work, { status: "failed", ...origin, failure });
      return;
    }
    work.effects.push({ type: "settledFailure", ...about, outputs: null });
    if (bearFailure(work, at, failure)) return;
    [at, which] = [at.owner.scope, at.owner.index];
  }
}

/** A body came to its end, and its container can't go on. */
function failOwner(work: Work, inner: Scope, failure: Failure): void {
  if (inner.owner !== null) fail(work, inner.owner.scope, inner.owner.index, failure);
}

function outputsOnError(
  onError: { action: string; outputs?: JsonObject },
  { code, message }: Failure,
  attempts: number,
): JsonObject | null {
  if (onError.action === "default") return onError.outputs ?? {};
  return onError.action === "route" ? { error: { code, message, attempts } } : null;
}

function finish(work: Work, outcome: Outcome): Step {
  work.state.finished = true;
  work.effects.push({ type: "finish", outcome });
  return { state: work.state, effects: work.effects };
}

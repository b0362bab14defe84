import type { ErrorParams } from "../errors";
import type { Json, JsonObject } from "../graph/json";
import type { Plan, PlannedNode } from "./plan";

/** A failure as an executor ended with it; `message` is its sentence, for the error port. */
export type Failure = { code: string; params: ErrorParams; message: string; retryable: boolean };

/** What happened. Events of attempts and activations that aren't running are ignored, so duplicates are harmless. */
export type EngineEvent =
  | { type: "completed"; activation: string; attempt: number; outputs: JsonObject }
  | { type: "failed"; activation: string; attempt: number; failure: Failure }
  | { type: "timer"; activation: string; attempt: number }
  | { type: "cancelled" };

export type Outcome =
  | { status: "succeeded"; output: JsonObject | null }
  | { status: "failed"; activation: string; nodeId: string; failure: Failure; attempts: number }
  | { status: "cancelled" };

/** What is to be done about it, in this order. */
export type Effect =
  | { type: "start"; activation: string; nodeId: string; attempt: number; inputs: JsonObject }
  | { type: "retryLater"; activation: string; nodeId: string; attempt: number; delayMs: number; failure: Failure }
  | { type: "skipped"; activation: string; nodeId: string }
  /** The activation failed for good and the run goes on with the outputs of its error port or its default. */
  | { type: "settledFailure"; activation: string; nodeId: string; attempt: number; failure: Failure; outputs: JsonObject }
  | { type: "finish"; outcome: Outcome };

type NodeState = "waiting" | "running" | "resting" | "done" | "skipped" | "failed";

/**
 * Where a run is. Owned by whoever advances it: `advance` consumes the state it is given and returns the next,
 * so that an event costs time in proportion to the edges it touches and not to the graph.
 */
export type RunState = {
  arrived: Uint8Array;
  values: (Json | undefined)[];
  missing: Int32Array;
  states: NodeState[];
  attempts: Int32Array;
  /** Nodes that are not yet done, skipped or failed. */
  open: number;
  output: JsonObject | null;
  finished: boolean;
  /** Seed of the jitter between retries. */
  seed: string;
};

export type Step = { state: RunState; effects: Effect[] };

const VALUE = 1;
const SKIPPED = 2;

/** The state before anything has started, and the first effects. */
export function begin(plan: Plan, seed: string): Step {
  const state: RunState = {
    arrived: new Uint8Array(plan.targets.length),
    values: new Array(plan.targets.length),
    missing: Int32Array.from(plan.nodes, ({ indegree }) => indegree),
    states: plan.nodes.map(() => "waiting"),
    attempts: new Int32Array(plan.nodes.length),
    open: plan.nodes.length,
    output: null,
    finished: false,
    seed,
  };
  const effects: Effect[] = [];
  for (const [index, { indegree }] of plan.nodes.entries()) if (indegree === 0) enter(plan, state, index, effects);
  return settle(state, effects);
}

/** The scheduler: a fold over events. */
export function advance(plan: Plan, state: RunState, event: EngineEvent): Step {
  const effects: Effect[] = [];
  if (state.finished) return { state, effects };
  if (event.type === "cancelled") return finish(state, effects, { status: "cancelled" });
  const index = plan.indexOf.get(event.activation);
  if (index === undefined || state.attempts[index] !== event.attempt) return { state, effects };
  switch (event.type) {
    case "completed":
      if (state.states[index] !== "running") break;
      deliver(plan, state, index, event.outputs, effects);
      break;
    case "failed":
      if (state.states[index] !== "running") break;
      return recover(plan, state, index, event.failure, effects);
    case "timer":
      if (state.states[index] !== "resting") break;
      start(plan, state, index, effects);
      break;
  }
  return settle(state, effects);
}

/** All tokens of a node are there: it starts or is skipped. Iterative, because skips flow on through long chains. */
function enter(plan: Plan, state: RunState, first: number, effects: Effect[]): void {
  const ready = [first];
  for (let index = ready.pop(); index !== undefined; index = ready.pop()) {
    const planned = plan.nodes[index] as PlannedNode;
    const starved = planned.inputs.some(({ required, edge }) => required && (edge === -1 || state.arrived[edge] === SKIPPED));
    if (!starved) {
      start(plan, state, index, effects);
      continue;
    }
    close(state, index, "skipped");
    effects.push({ type: "skipped", activation: planned.node.id, nodeId: planned.node.id });
    for (const edges of planned.outputs.values()) for (const edge of edges) arrive(plan, state, edge, SKIPPED, undefined, ready);
  }
}

function arrive(plan: Plan, state: RunState, edge: number, kind: number, value: Json | undefined, ready: number[]): void {
  const target = plan.targets[edge] as number;
  state.arrived[edge] = kind;
  state.values[edge] = value;
  state.missing[target] = (state.missing[target] as number) - 1;
  if (state.missing[target] === 0) ready.push(target);
}

function start(plan: Plan, state: RunState, index: number, effects: Effect[]): void {
  const { node, inputs: ports } = plan.nodes[index] as PlannedNode;
  const attempt = (state.attempts[index] as number) + 1;
  state.attempts[index] = attempt;
  state.states[index] = "running";
  const inputs: JsonObject = {};
  for (const { port, edge } of ports) if (edge !== -1 && state.arrived[edge] === VALUE) inputs[port] = state.values[edge] as Json;
  if (node.kind === "output") state.output = inputs;
  effects.push({ type: "start", activation: node.id, nodeId: node.id, attempt, inputs });
}

/** Puts a value on every port that got one and `skipped` on the others. */
function deliver(plan: Plan, state: RunState, index: number, outputs: JsonObject, effects: Effect[]): void {
  close(state, index, "done");
  const ready: number[] = [];
  for (const [port, edges] of (plan.nodes[index] as PlannedNode).outputs) {
    const value = Object.hasOwn(outputs, port) ? outputs[port] : undefined;
    for (const edge of edges) arrive(plan, state, edge, value === undefined ? SKIPPED : VALUE, value, ready);
  }
  for (const next of ready) enter(plan, state, next, effects);
}

function recover(plan: Plan, state: RunState, index: number, failure: Failure, effects: Effect[]): Step {
  const { node, settings } = plan.nodes[index] as PlannedNode;
  const attempt = state.attempts[index] as number;
  const about = { activation: node.id, nodeId: node.id, attempt, failure };
  if (failure.retryable && attempt <= settings.retries) {
    state.states[index] = "resting";
    effects.push({ type: "retryLater", ...about, delayMs: retryDelay(state.seed, node.id, attempt) });
    return { state, effects };
  }
  const { onError } = settings;
  if (onError.action === "fail") {
    close(state, index, "failed");
    return finish(state, effects, { status: "failed", activation: node.id, nodeId: node.id, failure, attempts: attempt });
  }
  const { code, message } = failure;
  const outputs: JsonObject = onError.action === "default" ? onError.outputs : { error: { code, message, attempts: attempt } };
  effects.push({ type: "settledFailure", ...about, outputs });
  deliver(plan, state, index, outputs, effects);
  return settle(state, effects);
}

function close(state: RunState, index: number, as: "done" | "skipped" | "failed"): void {
  state.states[index] = as;
  state.open -= 1;
}

function settle(state: RunState, effects: Effect[]): Step {
  return state.open === 0 && !state.finished ? finish(state, effects, { status: "succeeded", output: state.output }) : { state, effects };
}

function finish(state: RunState, effects: Effect[], outcome: Outcome): Step {
  state.finished = true;
  effects.push({ type: "finish", outcome });
  return { state, effects };
}

const BASE_DELAY_MS = 500;
const MAX_DELAY_MS = 30_000;

/** Exponential back-off with "equal jitter": half of the delay fixed, half drawn from the seed, so that a replay waits alike. Milliseconds. */
export function retryDelay(seed: string, activation: string, attempt: number): number {
  const ceiling = Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** (attempt - 1));
  return ceiling / 2 + (ceiling / 2) * unitHash(`${seed} ${activation} ${attempt}`);
}

/** FNV-1a with a final avalanche, as a number in [0, 1). */
function unitHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  return (hash >>> 0) / 4294967296;
}

import type { ErrorCode, ErrorParams } from "../errors";
import type { Json, JsonObject } from "../graph/json";
import type { Container } from "../graph/kind";
import { errorText } from "../messages";
import { type AgentCall, AgentMove, type AgentResult, APPROVAL_PORT, argumentPort, TURN_PORT } from "./agent";
import type { Failure } from "./effects";
import { abandonScope, deliver, exitsOf, inputsOf, openLevel } from "./flow";
import type { Level } from "./level";
import { type Body, decisionPath, newScope, nodeAt, pathOf, type Scope, type Work } from "./state";

/** How containers run their bodies. What they can't go on with they tell `failed`. */

type Rule<T extends Container["type"]> = Extract<Container, { type: T }>;
type BodyOf<T extends Body["type"]> = Extract<Body, { type: T }>;
/** What ends a container; the scheduler decides what becomes of it. */
export type Broken = (failure: Failure) => void;

export function openContainer(work: Work, scope: Scope, index: number, broken: Broken): void {
  const { container } = nodeAt(scope, index);
  if (container === null) return;
  const inputs = inputsOf(scope, index);
  const { rule, body } = container;
  switch (rule.type) {
    case "map": {
      const items = inputs[rule.over];
      if (!Array.isArray(items)) {
        broken(failure("map_without_list", { port: rule.over }));
        break;
      }
      const opened: BodyOf<"map"> = {
        type: "map",
        items,
        given: inputs,
        next: 0,
        results: new Array(items.length).fill(null),
        dropped: new Set(),
        scopes: new Map(),
      };
      scope.bodies.set(index, opened);
      fill(work, scope, index, rule, opened);
      break;
    }
    case "loop": {
      const opened: BodyOf<"loop"> = { type: "loop", given: inputs, state: inputs, turn: 0, decision: null, scopes: new Map() };
      scope.bodies.set(index, opened);
      iterate(work, scope, index, rule, opened);
      break;
    }
    case "agent": {
      const opened: BodyOf<"agent"> = {
        type: "agent",
        given: inputs,
        transcript: null,
        turn: 0,
        decision: null,
        calls: [],
        results: [],
        scopes: new Map(),
      };
      scope.bodies.set(index, opened);
      decide(work, scope, index);
      break;
    }
    case "subgraph": {
      const opened: BodyOf<"subgraph"> = { type: "subgraph", scopes: new Map() };
      scope.bodies.set(index, opened);
      enterBody(work, scope, index, body, { ordinal: 0, suffix: "/", given: inputs });
      break;
    }
  }
}

/** One body of a container has come to its end. */
export function bodyEnded(work: Work, inner: Scope, broken: Broken): void {
  if (inner.owner === null) return;
  const { scope, index, ordinal } = inner.owner;
  const body = scope.bodies.get(index);
  const rule = nodeAt(scope, index).container?.rule;
  if (body === undefined || rule === undefined) return;
  body.scopes.delete(ordinal);
  const outputs = exitsOf(inner);
  if (body.type === "map" && rule.type === "map") {
    body.results[ordinal] = outputs[rule.result] ?? null;
    fill(work, scope, index, rule, body);
  } else if (body.type === "loop" && rule.type === "loop") {
    body.state = { ...body.state, ...outputs };
    if (rule.decides) decide(work, scope, index);
    else turned(work, scope, index, rule, body, false, broken);
  } else if (body.type === "agent") {
    called(work, scope, index, body, ordinal, { outputs });
  } else {
    closeContainer(work, scope, index, outputs);
  }
}

/** Asks a container's executor how to go on; again when it has failed before. */
export function decide(work: Work, scope: Scope, index: number): void {
  const body = scope.bodies.get(index);
  const planned = nodeAt(scope, index);
  const rule = planned.container?.rule;
  if ((body?.type !== "loop" && body?.type !== "agent") || rule === undefined) return;
  const activation = decisionPath(scope, index, body.turn);
  const attempt = (body.decision?.attempt ?? 0) + 1;
  body.decision = { attempt, resting: false };
  work.state.active.set(activation, { scope, index });
  const inputs = body.type === "loop" ? body.state : { ...body.given, [TURN_PORT]: turnOf(rule, body) };
  work.effects.push({ type: "start", activation, planned, attempt, inputs });
}

const turnOf = (rule: Container, { turn, transcript, results }: BodyOf<"agent">): JsonObject => ({
  number: turn,
  last: rule.type === "agent" && turn + 1 >= rule.maxTurns,
  transcript,
  results: results.map(
    ({ id, outputs, error }): Json => ({ id, ...(outputs !== undefined && { outputs }), ...(error !== undefined && { error }) }),
  ),
});

/** The executor has said how to go on. */
export function decided(work: Work, scope: Scope, index: number, outputs: JsonObject, broken: Broken): void {
  const body = scope.bodies.get(index);
  const rule = nodeAt(scope, index).container?.rule;
  if (body?.type === "loop" && rule?.type === "loop") turned(work, scope, index, rule, body, outputs.done === true, broken);
  if (body?.type !== "agent" || rule?.type !== "agent") return;
  work.state.active.delete(decisionPath(scope, index, body.turn));
  body.decision = null;
  const move = AgentMove.parse(outputs);
  if ("outputs" in move) closeContainer(work, scope, index, move.outputs);
  else if (body.turn + 1 >= rule.maxTurns) broken(failure("agent_limit", { limit: rule.maxTurns }));
  else callTools(work, scope, index, body, move);
}

/** Starts every tool that was asked for; each is a body of its own. */
function callTools(
  work: Work,
  scope: Scope,
  index: number,
  body: BodyOf<"agent">,
  { calls, transcript }: { calls: readonly AgentCall[]; transcript: Json },
): void {
  const { turn, given } = body;
  Object.assign(body, { calls, transcript, results: [] });
  // All are there before the first is entered, so that none takes itself for the last.
  const bodies = calls.map(({ node }, ordinal) => {
    const level = nodeAt(scope, index).container?.tools.get(node);
    const inner = level && newScope(level, `${pathOf(scope, index)}#${turn}[${ordinal}]/`, { scope, index, ordinal });
    if (inner !== undefined) body.scopes.set(ordinal, inner);
    return inner;
  });
  for (const [ordinal, inner] of bodies.entries()) {
    const call = calls[ordinal];
    if (call === undefined) continue;
    if (inner === undefined) called(work, scope, index, body, ordinal, { error: { code: "tool_missing", message: call.node } });
    else {
      const named = Object.entries(call.inputs).map(([port, value]) => [argumentPort(port), value]);
      openLevel(work, inner, { ...given, ...Object.fromEntries(named), [APPROVAL_PORT]: call.inputs });
    }
  }
}

/** A tool has come to its end; with the last of them the next turn begins. */
function called(work: Work, scope: Scope, index: number, body: BodyOf<"agent">, ordinal: number, came: Omit<AgentResult, "id">): void {
  body.scopes.delete(ordinal);
  const id = body.calls[ordinal]?.id ?? "";
  body.results[ordinal] = { id, ...came };
  if (body.results.filter((result) => result !== undefined).length < body.calls.length) return;
  body.turn += 1;
  decide(work, scope, index);
}

/** Bears the failure of one of a container's bodies, if that is its rule. */
export function bearFailure(work: Work, inner: Scope, { code, message }: Failure): boolean {
  if (inner.owner === null) return false;
  const { scope, index, ordinal } = inner.owner;
  const body = scope.bodies.get(index);
  const rule = nodeAt(scope, index).container?.rule;
  if (body?.type === "agent") {
    abandonScope(work, inner);
    called(work, scope, index, body, ordinal, { error: { code, message } });
    return true;
  }
  if (body?.type !== "map" || rule?.type !== "map" || rule.onItemError === "fail") return false;
  abandonScope(work, inner);
  body.scopes.delete(ordinal);
  if (rule.onItemError === "drop") body.dropped.add(ordinal);
  fill(work, scope, index, rule, body);
  return true;
}

/** A loop has been round once more: on it goes, or out. */
function turned(work: Work, scope: Scope, index: number, rule: Rule<"loop">, body: BodyOf<"loop">, done: boolean, broken: Broken): void {
  work.state.active.delete(decisionPath(scope, index, body.turn));
  body.decision = null;
  const turns = body.turn + 1;
  if (!done && turns < rule.maxIterations) {
    body.turn = turns;
    iterate(work, scope, index, rule, body);
  } else if (!done && rule.onLimit === "fail") {
    broken(failure("loop_limit", { limit: rule.maxIterations }));
  } else {
    const kept = Object.entries(body.state).filter(([name]) => rule.state.includes(name));
    closeContainer(work, scope, index, { ...Object.fromEntries(kept), [rule.iterations]: turns });
  }
}

function fill(work: Work, scope: Scope, index: number, rule: Rule<"map">, body: BodyOf<"map">): void {
  const level = nodeAt(scope, index).container?.body;
  if (level === undefined) return;
  while (body.scopes.size < rule.concurrency && body.next < body.items.length) {
    const ordinal = body.next++;
    const given = { ...body.given, [rule.item]: body.items[ordinal] as Json, [rule.index]: ordinal };
    enterBody(work, scope, index, level, { ordinal, suffix: `[${ordinal}]/`, given });
  }
  if (body.scopes.size > 0) return;
  closeContainer(work, scope, index, { [rule.results]: body.results.filter((_, ordinal) => !body.dropped.has(ordinal)) });
}

function iterate(work: Work, scope: Scope, index: number, rule: Rule<"loop">, body: BodyOf<"loop">): void {
  const level = nodeAt(scope, index).container?.body;
  if (level === undefined) return;
  const given = { ...body.given, ...body.state, [rule.iteration]: body.turn };
  enterBody(work, scope, index, level, { ordinal: body.turn, suffix: `#${body.turn}/`, given });
}

type Opening = { ordinal: number; suffix: string; given: JsonObject };

function enterBody(work: Work, scope: Scope, index: number, level: Level, { ordinal, suffix, given }: Opening): void {
  const inner = newScope(level, `${pathOf(scope, index)}${suffix}`, { scope, index, ordinal });
  scope.bodies.get(index)?.scopes.set(ordinal, inner);
  openLevel(work, inner, given);
}

function closeContainer(work: Work, scope: Scope, index: number, outputs: JsonObject): void {
  scope.bodies.delete(index);
  work.effects.push({ type: "closed", activation: pathOf(scope, index), planned: nodeAt(scope, index), outputs });
  deliver(work, scope, index, outputs);
}

const failure = (code: ErrorCode, params: ErrorParams): Failure => ({
  code,
  params,
  message: errorText("en", code, params),
  retryable: false,
});

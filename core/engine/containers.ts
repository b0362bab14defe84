import type { ErrorCode, ErrorParams } from "../errors";
import type { Json, JsonObject } from "../graph/json";
import type { Container } from "../graph/kind";
import { errorText } from "../messages";
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
      const opened: BodyOf<"loop"> = { type: "loop", given: inputs, state: inputs, iteration: 0, deciding: false, scopes: new Map() };
      scope.bodies.set(index, opened);
      iterate(work, scope, index, rule, opened);
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
    if (rule.decides) decide(work, scope, index, body);
    else turned(work, scope, index, false, broken);
  } else {
    closeContainer(work, scope, index, outputs);
  }
}

function decide(work: Work, scope: Scope, index: number, body: BodyOf<"loop">): void {
  const activation = decisionPath(scope, index, body.iteration);
  body.deciding = true;
  work.state.active.set(activation, { scope, index });
  work.effects.push({ type: "start", activation, planned: nodeAt(scope, index), attempt: 1, inputs: body.state });
}

/** Bears the failure of one of a container's bodies, if that is its rule. */
export function bearFailure(work: Work, inner: Scope): boolean {
  if (inner.owner === null) return false;
  const { scope, index, ordinal } = inner.owner;
  const body = scope.bodies.get(index);
  const rule = nodeAt(scope, index).container?.rule;
  if (body?.type !== "map" || rule?.type !== "map" || rule.onItemError === "fail") return false;
  abandonScope(work, inner);
  body.scopes.delete(ordinal);
  if (rule.onItemError === "drop") body.dropped.add(ordinal);
  fill(work, scope, index, rule, body);
  return true;
}

/** A loop has been round once more: on it goes, or out. */
export function turned(work: Work, scope: Scope, index: number, done: boolean, broken: Broken): void {
  const body = scope.bodies.get(index);
  const rule = nodeAt(scope, index).container?.rule;
  if (body?.type !== "loop" || rule?.type !== "loop") return;
  work.state.active.delete(decisionPath(scope, index, body.iteration));
  body.deciding = false;
  const turns = body.iteration + 1;
  if (!done && turns < rule.maxIterations) {
    body.iteration = turns;
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
  const given = { ...body.given, ...body.state, [rule.iteration]: body.iteration };
  enterBody(work, scope, index, level, { ordinal: body.iteration, suffix: `#${body.iteration}/`, given });
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

import type { Json, JsonObject } from "../graph/json";
import { EXIT } from "./level";
import { decisionPath, type NodeState, nodeAt, pathOf, type Scope, SKIPPED, VALUE, type Work } from "./state";

/** How tokens move on one level. */

/** Lets a level begin: what it is given is put on its entry ports, and nodes that wait for nothing are ready. */
export function openLevel(work: Work, scope: Scope, given: JsonObject): void {
  for (const [port, edges] of scope.level.entry) for (const edge of edges) put(work, scope, edge, given[port]);
  for (const [index, { indegree }] of scope.level.nodes.entries()) if (indegree === 0) work.tasks.push({ type: "enter", scope, index });
  if (scope.open === 0) work.tasks.push({ type: "ended", scope, index: EXIT });
}

/** Puts a node's outputs on its edges: a value on every port that got one and `skipped` on the others. */
export function deliver(work: Work, scope: Scope, index: number, outputs: JsonObject): void {
  close(work, scope, index, "done");
  for (const [port, edges] of nodeAt(scope, index).outputs) {
    const value = Object.hasOwn(outputs, port) ? outputs[port] : undefined;
    for (const edge of edges) put(work, scope, edge, value);
  }
}

/** A node will not run: whatever waits for it is told. */
export function skip(work: Work, scope: Scope, index: number): void {
  close(work, scope, index, "skipped");
  const planned = nodeAt(scope, index);
  work.effects.push({ type: "skipped", activation: pathOf(scope, index), planned });
  for (const edges of planned.outputs.values()) for (const edge of edges) put(work, scope, edge, undefined);
}

/** Puts a token on an edge; no value means `skipped`. */
function put(work: Work, scope: Scope, edge: number, value: Json | undefined): void {
  scope.arrived[edge] = value === undefined ? SKIPPED : VALUE;
  scope.values[edge] = value;
  const index = scope.level.targets[edge] as number;
  if (index === EXIT) return;
  const missing = (scope.missing[index] as number) - 1;
  scope.missing[index] = missing;
  if (missing === 0 || (value !== undefined && nodeAt(scope, index).fires === "first")) work.tasks.push({ type: "enter", scope, index });
}

/** Does a port that must have a value go without? A node that fires first asks for any value at all. */
export function isStarved(scope: Scope, index: number): boolean {
  const { inputs, fires } = nodeAt(scope, index);
  const lacks = ({ edge }: { edge: number }) => edge === -1 || scope.arrived[edge] !== VALUE;
  return fires === "first" ? inputs.every(lacks) : inputs.some((input) => input.required && lacks(input));
}

/** Gives a node other inputs than those that arrived; a port that nothing feeds keeps having none. */
export function replaceInputs(scope: Scope, index: number, inputs: JsonObject): void {
  for (const { port, edge } of nodeAt(scope, index).inputs) {
    if (edge === -1) continue;
    scope.arrived[edge] = Object.hasOwn(inputs, port) ? VALUE : SKIPPED;
    scope.values[edge] = inputs[port];
  }
}

/** The values that have arrived, by port. */
export function inputsOf(scope: Scope, index: number): JsonObject {
  const inputs: JsonObject = {};
  for (const { port, edge } of nodeAt(scope, index).inputs) {
    if (edge !== -1 && scope.arrived[edge] === VALUE) inputs[port] = scope.values[edge] as Json;
  }
  return inputs;
}

/** The values that a body has for its container, by port. */
export function exitsOf({ level, arrived, values }: Scope): JsonObject {
  const outputs: JsonObject = {};
  for (const { port, edge } of level.exit) if (edge !== -1 && arrived[edge] === VALUE) outputs[port] = values[edge] as Json;
  return outputs;
}

const isUnderWay = (state: NodeState | undefined): boolean => state === "running" || state === "resting" || state === "held";

/** A node has come to its end. */
export function close(work: Work, scope: Scope, index: number, as: Extract<NodeState, "done" | "skipped" | "failed" | "abandoned">): void {
  const was = scope.states[index];
  if (isUnderWay(was)) work.state.active.delete(pathOf(scope, index));
  scope.states[index] = as;
  scope.open -= 1;
  if (scope.open === 0) work.tasks.push({ type: "ended", scope, index: EXIT });
}

/** Ends a node that nobody waits for any more, with all that is inside it. Its edges stay as they are. */
export function abandon(work: Work, scope: Scope, index: number): void {
  const was = scope.states[index];
  if (was !== "waiting" && !isUnderWay(was)) return;
  const about = { activation: pathOf(scope, index), planned: nodeAt(scope, index) };
  abandonBody(work, scope, index);
  close(work, scope, index, "abandoned");
  work.effects.push(was === "waiting" ? { type: "skipped", ...about } : { type: "abandoned", ...about });
}

export function abandonBody(work: Work, scope: Scope, index: number): void {
  const body = scope.bodies.get(index);
  if (body === undefined) return;
  scope.bodies.delete(index);
  if ((body.type === "loop" || body.type === "agent") && body.decision !== null) {
    const activation = decisionPath(scope, index, body.turn);
    work.state.active.delete(activation);
    work.effects.push({ type: "abandoned", activation, planned: nodeAt(scope, index) });
  }
  for (const inner of body.scopes.values()) abandonScope(work, inner);
}

/** Stops what runs in a body. What has not started simply never will. */
export function abandonScope(work: Work, scope: Scope): void {
  for (const [index, state] of scope.states.entries()) if (isUnderWay(state)) abandon(work, scope, index);
  scope.abandoned = true;
}

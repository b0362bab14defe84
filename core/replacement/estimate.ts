import { bodiesOf, type Level, type PlannedNode } from "../engine/level";
import { compile } from "../engine/plan";
import { targetsOf, topologicalOrder } from "../engine/priorities";
import type { GraphDocument, GraphNode } from "../graph/document";
import type { Kinds } from "../graph/kind";
import type { ModelInfo } from "../models";
import { callCost } from "../prices";
import { atOnce, eachOf, type Steps } from "../steps";
import { evidenceOf, type GraphEvidence, type UsualTokens, usualTokens } from "./evidence";
import { modelUses } from "./modelUse";
import { promptTokens } from "./promptTokens";

/** Tokens of a call: recorded, or guessed from the prompt with `calls` 0. */
export function callTokens(node: GraphNode, fingerprint: string, kinds: Kinds, evidence: GraphEvidence): UsualTokens | null {
  const recorded = usualTokens(evidenceOf(evidence, node.id, fingerprint));
  if (recorded !== null) return recorded;
  const shape = kinds(node.kind)?.taskOf(node.config) ?? null;
  return shape === null ? null : { ...promptTokens(shape), calls: 0 };
}

/** What one model is expected to do for one node in a run. Dollars and milliseconds; null is unknown. */
export type UseEstimate = {
  nodeId: string;
  model: string | null;
  /** In a run. */
  calls: number;
  /** Times one waits for it in one firing of the node. */
  rounds: number;
  /** Of all its calls in a run. */
  cost: number | null;
  /** Of one call. */
  latency: number | null;
  small: boolean;
  simulated: boolean;
  /** Recorded calls that tokens and latency rest on. */
  tokensFrom: number;
  latencyFrom: number;
};

export type RunEstimate = {
  uses: UseEstimate[];
  /** Sum of what is known; null when no part of it is. */
  cost: number | null;
  /** Longest path through what is known, or null when no model's latency is. */
  latency: number | null;
  /** Nodes whose cost, or whose latency, isn't known and therefore isn't in the sum. */
  unpriced: string[];
  untimed: string[];
  calls: number;
  /** Shares in [0, 1]; null when there is nothing to share. */
  smallCalls: number | null;
  smallCost: number | null;
  /** Does any figure come from a simulated model? */
  simulated: boolean;
  /** Recorded calls the figures rest on, and nodes whose tokens are guessed from the prompt. */
  recordedCalls: number;
  guessed: string[];
};

export type EstimateInput = {
  document: GraphDocument;
  kinds: Kinds;
  models: ReadonlyMap<string, ModelInfo>;
  evidence: GraphEvidence;
};

/** What a run of a graph will cost and take, as far as records, prompts and prices tell. What is unknown stays unknown. */
export const estimateRun = (input: EstimateInput): RunEstimate => atOnce(estimating(input));

/** The same in steps: a large graph takes longer than a frame. */
export function* estimating(input: EstimateInput): Steps<RunEstimate> {
  const { document, kinds, evidence } = input;
  const asking = document.nodes.filter(({ kind }) => kinds(kind)?.asksModels === true);
  const uses = yield* eachOf(asking, (node) => usesOf(node, input), 16);
  const asked = uses.filter(({ calls }) => calls > 0);
  const priced = asked.filter(({ cost }) => cost !== null);
  const sum = (some: readonly UseEstimate[], value: (use: UseEstimate) => number) => some.reduce((total, use) => total + value(use), 0);
  const nodesOf = (some: readonly UseEstimate[]) => [...new Set(some.map(({ nodeId }) => nodeId))];
  const calls = sum(asked, (use) => use.calls);
  const cost = priced.length === 0 ? null : sum(priced, (use) => use.cost ?? 0);
  const small = asked.filter((use) => use.small);
  const timed = asked.some(({ latency }) => latency !== null);
  yield;
  const plan = timed ? compile(document, kinds) : null;
  yield;
  return {
    uses,
    cost,
    latency: plan === null ? null : criticalPath(plan, timesOf(uses, evidence), evidence),
    unpriced: nodesOf(asked.filter((use) => use.cost === null)),
    untimed: nodesOf(asked.filter((use) => use.latency === null)),
    calls,
    smallCalls: calls === 0 ? null : sum(small, (use) => use.calls) / calls,
    smallCost: cost === null || cost === 0 || priced.length < asked.length ? null : sum(small, (use) => use.cost ?? 0) / cost,
    simulated: asked.some((use) => use.simulated),
    recordedCalls: sum(asked, (use) => use.tokensFrom),
    guessed: nodesOf(asked.filter(({ tokensFrom }) => tokensFrom === 0)),
  };
}

/** Firings of a node in a run: as recorded, else once. */
function firingsOf(nodeId: string, { runs, nodes }: GraphEvidence): number {
  const fired = nodes.find((one) => one.nodeId === nodeId)?.fired;
  return runs === 0 || fired === undefined ? 1 : fired / runs;
}

function usesOf(node: GraphNode, { kinds, models, evidence }: EstimateInput): UseEstimate[] {
  const firings = firingsOf(node.id, evidence);
  return modelUses(node, kinds, evidence).map(({ model: key, fingerprint, calls: perFiring, rounds }): UseEstimate => {
    const model = key === null ? undefined : models.get(key);
    const tokens = callTokens(node, fingerprint, kinds, evidence);
    const recorded = evidenceOf(evidence, node.id, fingerprint).find((one) => one.model === key);
    const calls = firings * perFiring;
    const one = model === undefined || tokens === null ? null : callCost(model, tokens);
    const measured = recorded?.latency.p50 ?? null;
    return {
      nodeId: node.id,
      model: key,
      calls,
      rounds,
      cost: one === null ? null : one * calls,
      latency: measured ?? simulatedLatency(model, tokens),
      small: model?.class === "slm",
      simulated: model?.connectionKind === "simulated",
      tokensFrom: tokens?.calls ?? 0,
      latencyFrom: measured === null ? 0 : (recorded?.calls ?? 0),
    };
  });
}

/** A simulated model's speed is set, so that it is known without a record. */
function simulatedLatency(model: ModelInfo | undefined, tokens: { output: number } | null): number | null {
  if (model === undefined || model.simulation === null || tokens === null) return null;
  return model.simulation.firstTokenMs + (1_000 * tokens.output) / model.simulation.tokensPerSecond;
}

/** Milliseconds a firing takes, by node: its calls one after the other, or for a node that asks no model its recorded median. */
function timesOf(uses: readonly UseEstimate[], { nodes }: GraphEvidence): ReadonlyMap<string, number> {
  const times = new Map(nodes.map(({ nodeId, p50 }) => [nodeId, p50 ?? 0]));
  for (const { nodeId } of uses) times.set(nodeId, 0);
  for (const { nodeId, latency, rounds } of uses) times.set(nodeId, (times.get(nodeId) ?? 0) + (latency ?? 0) * rounds);
  return times;
}

/** Longest path through a level in milliseconds, with what is inside its containers. */
function criticalPath(level: Level, times: ReadonlyMap<string, number>, evidence: GraphEvidence): number {
  const until = new Float64Array(level.nodes.length);
  let longest = 0;
  for (const index of topologicalOrder(level)) {
    const planned = level.nodes[index] as PlannedNode;
    const end = (until[index] as number) + durationOf(planned, times, evidence);
    longest = Math.max(longest, end);
    for (const target of targetsOf(level, planned)) until[target] = Math.max(until[target] as number, end);
  }
  return longest;
}

function durationOf({ node, container, waits }: PlannedNode, times: ReadonlyMap<string, number>, evidence: GraphEvidence): number {
  // Nobody knows how long people take.
  if (waits) return 0;
  const own = times.get(node.id) ?? 0;
  if (container === null) return own;
  const bodies = bodiesOf(container);
  const inside = Math.max(0, ...bodies.map((body) => criticalPath(body, times, evidence)));
  // What a subgraph asks is recorded with the other graph; only its duration is known here.
  if (container.rule.type === "subgraph") return Math.max(own, inside);
  if (container.rule.type === "agent") return own + inside;
  const rounds = roundsOf(node.id, bodies, evidence);
  return inside * (container.rule.type === "map" ? Math.ceil(rounds / container.rule.concurrency) : rounds);
}

/** How often a container runs what is inside it: as recorded, else once. */
function roundsOf(id: string, bodies: readonly Level[], evidence: GraphEvidence): number {
  const inside = bodies.flatMap(({ nodes }) => nodes.map(({ node }) => firingsOf(node.id, evidence)));
  return Math.max(1, ...inside) / Math.max(1, firingsOf(id, evidence));
}

import { contentHash } from "../graph/fingerprint";
import { addValue } from "../statistics/quantileSketch";
import { addAnswer } from "./answers";
import { add, answersOf, emptyTally, mergeTally, picodollars, sawAt, shapesOf, type Tally, timesOf } from "./tally";

/** What a model call tells statistics. Times in milliseconds, moments in milliseconds since 1970, money in US dollars. */
export type CallFacts = {
  id: string;
  graphId: string;
  nodeId: string;
  activation: string;
  fingerprint: string;
  model: string;
  modelClass: "slm" | "llm" | "unknown";
  failed: boolean;
  /** Answered from the record: its time says nothing. */
  cached: boolean;
  retries: number;
  schemaValid: boolean | null;
  /** Tools that its answer called; null when none were offered, or nobody counted. */
  toolCalls: number | null;
  inputTokens: number | null;
  outputTokens: number | null;
  cachedTokens: number | null;
  reasoningTokens: number | null;
  tokensEstimated: boolean;
  cost: number | null;
  latencyMs: number | null;
  firstTokenMs: number | null;
  outputHash: string | null;
  simulated: boolean;
  startedAt: number;
};

/** What an activation tells statistics. */
export type ActivationFacts = {
  graphId: string;
  nodeId: string;
  kind: string;
  status: "succeeded" | "failed" | "skipped" | "cancelled";
  /** Not run, but taken from a record or a pin. */
  taken: boolean;
  durationMs: number | null;
};

/** A run that has ended. It is counted whole, in the hour in which it was begun. */
export type RunFacts = {
  id: string;
  graphId: string;
  /** A trial of a node or a test is nobody's use of the graph. */
  trigger: "editor" | "api" | "node" | "test" | "playground" | "import";
  status: "succeeded" | "failed" | "cancelled";
  createdAt: number;
  durationMs: number | null;
  calls: readonly CallFacts[];
  activations: readonly ActivationFacts[];
};

/** What a tally is of: a model's calls for a task of a node, a task's firings, a node's activations, or a graph's runs. Parts that don't apply are empty. */
export const subjects = ["call", "task", "node", "run"] as const;
export type Subject = (typeof subjects)[number];
export type TallyKey = { subject: Subject; graphId: string; nodeId: string; fingerprint: string; model: string };

export const HOUR = 3_600_000;
export const hourOf = (at: number): number => Math.floor(at / HOUR) * HOUR;

/** Tallies by hour and what they are of. */
export type Tallies = Map<string, { key: TallyKey; hour: number; tally: Tally }>;

function tallyAt(tallies: Tallies, hour: number, key: TallyKey): Tally {
  const id = JSON.stringify([hour, key.subject, key.graphId, key.nodeId, key.fingerprint, key.model]);
  const found = tallies.get(id);
  if (found !== undefined) return found.tally;
  const tally = emptyTally();
  tallies.set(id, { key, hour, tally });
  return tally;
}

/** Adds a tally to what is there of the same hour and subject. */
export const mergeInto = (tallies: Tallies, hour: number, key: TallyKey, tally: Tally): void =>
  mergeTally(tallyAt(tallies, hour, key), tally);

/** Counts a run: the run itself, its activations by node, and its calls by node, task and model. */
export function countRun(tallies: Tallies, run: RunFacts): void {
  const hour = hourOf(run.createdAt);
  const well = run.status === "succeeded" && run.trigger !== "node";
  const empty = { nodeId: "", fingerprint: "", model: "" };
  countWhole(tallyAt(tallies, hour, { subject: "run", graphId: run.graphId, ...empty }), run, well);
  for (const activation of run.activations) {
    const { graphId, nodeId } = activation;
    const tally = tallyAt(tallies, hour, { subject: "node", graphId, ...empty, nodeId });
    countActivation(tally, activation, well && graphId === run.graphId);
    if (!activation.taken && run.id > tally.lastRunId) tally.lastRunId = run.id;
  }
  const fired = new Set<string>();
  for (const call of run.calls) {
    const { graphId, nodeId, fingerprint, model } = call;
    const tally = tallyAt(tallies, hour, { subject: "call", graphId, nodeId, fingerprint, model });
    countCall(tally, call);
    if (run.id > tally.lastRunId) tally.lastRunId = run.id;
    const firing = JSON.stringify([graphId, nodeId, fingerprint, call.activation]);
    if (fired.has(firing)) continue;
    fired.add(firing);
    add(tallyAt(tallies, hour, { subject: "task", graphId, ...empty, nodeId, fingerprint }), "firings", 1);
  }
}

function countWhole(tally: Tally, { status, trigger, durationMs, calls }: RunFacts, well: boolean): void {
  if (well) add(tally, "runsWell", 1);
  if (trigger === "node" || trigger === "test") return;
  add(tally, "runs", 1);
  add(tally, "failed", status === "failed" ? 1 : 0);
  if (durationMs !== null) addValue(timesOf(tally, "duration"), durationMs);
  add(tally, "calls", calls.length);
  add(tally, "unpricedCalls", calls.filter(isUnpriced).length);
  tally.cost += calls.reduce((sum, { cost }) => sum + picodollars(cost ?? 0), 0n);
}

/** A call without tokens never reached a price. */
const isUnpriced = ({ cost, outputTokens }: CallFacts): boolean => cost === null && outputTokens !== null;

function countActivation(tally: Tally, { kind, status, taken, durationMs }: ActivationFacts, well: boolean): void {
  if (kind > tally.kind) tally.kind = kind;
  if (well && status === "succeeded") {
    add(tally, "firedWell", 1);
    if (!taken && durationMs !== null) addValue(timesOf(tally, "durationWell"), durationMs);
  }
  if (taken) return;
  if (status === "skipped") add(tally, "skipped", 1);
  if (status !== "succeeded" && status !== "failed") return;
  add(tally, "fired", 1);
  add(tally, "failed", status === "failed" ? 1 : 0);
  if (durationMs !== null) addValue(timesOf(tally, "duration"), durationMs);
}

const HASH = /^[0-9a-f]{16,}$/;
const hashed = (text: string): string => (HASH.test(text) ? text : contentHash(text));

function countCall(tally: Tally, call: CallFacts): void {
  const { inputTokens, outputTokens, cost, schemaValid, startedAt } = call;
  add(tally, "calls", 1);
  add(tally, "errors", call.failed ? 1 : 0);
  add(tally, "retries", call.retries);
  add(tally, "schemaAsked", schemaValid === null ? 0 : 1);
  add(tally, "schemaValid", schemaValid === true ? 1 : 0);
  if (!call.failed && call.toolCalls !== null) {
    add(tally, "toolsOffered", 1);
    add(tally, "toolsCalled", call.toolCalls > 0 ? 1 : 0);
  }
  add(tally, "estimatedCalls", call.tokensEstimated ? 1 : 0);
  add(tally, "cachedCalls", call.cached ? 1 : 0);
  add(tally, "simulatedCalls", call.simulated ? 1 : 0);
  add(tally, "cachedTokens", call.cachedTokens ?? 0);
  add(tally, "reasoningTokens", call.reasoningTokens ?? 0);
  if (inputTokens !== null && outputTokens !== null) {
    add(tally, "countedCalls", 1);
    add(tally, "inputTokens", inputTokens);
    add(tally, "outputTokens", outputTokens);
    addValue(shapesOf(tally, "context"), inputTokens + outputTokens);
  }
  if (outputTokens !== null) addValue(shapesOf(tally, "output"), outputTokens);
  if (cost !== null) {
    add(tally, "pricedCalls", 1);
    tally.cost += picodollars(cost);
    addValue(shapesOf(tally, "dollars"), cost);
  }
  if (!call.cached && call.latencyMs !== null) {
    add(tally, "waitedMicros", Math.round(call.latencyMs * 1_000));
    addValue(timesOf(tally, "latency"), call.latencyMs);
  }
  if (!call.cached && call.firstTokenMs !== null) addValue(timesOf(tally, "firstToken"), call.firstTokenMs);
  sawAt(tally, "lastAt", startedAt);
  if (call.modelClass !== "unknown") sawAt(tally, `${call.modelClass}At`, startedAt);
  tally.firstAt = Math.min(tally.firstAt ?? startedAt, startedAt);
  if (!call.failed && call.outputHash !== null)
    addAnswer(answersOf(tally), contentHash(call.id), hashed(call.outputHash), outputTokens ?? 0);
}

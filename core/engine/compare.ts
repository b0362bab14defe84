import { type FieldChange, fieldChanges } from "../graph/diff";
import { canonicalJson, type Json } from "../graph/json";
import { type ActivationView, nodeNameOf, type RunView } from "./events";
import { firingsOf } from "./firings";

/**
 * How what a node did in run B stands to what it did in run A. Neither: it was skipped, or never reached, in both.
 * Open: it still runs in one of them.
 */
export const outcomes = ["failedInOne", "different", "onlyA", "onlyB", "open", "same", "neither"] as const;
export type Outcome = (typeof outcomes)[number];

/**
 * What firings took: their times added up in milliseconds, null when one was not measured here, such as one taken over from another
 * run; cost in US dollars, null when a price is unknown.
 */
export type Figures = { durationMs: number | null; inputTokens: number; outputTokens: number; cost: number | null; simulated: boolean };

/** B minus A; null where one of them is unknown. */
export type Delta = { durationMs: number | null; tokens: number; cost: number | null };

/** The same firing in both runs, by its path; null where there is none. */
export type FiringPair = { path: string; a: ActivationView | null; b: ActivationView | null; outcome: Outcome };

export type NodeComparison = {
  /** Of the run's own graph the node's id; of a subgraph, `graph id/node id`. */
  key: string;
  nodeId: string;
  /** Is it on the canvas of the run's own graph? */
  own: boolean;
  name: string;
  kind: string;
  outcome: Outcome;
  pairs: readonly FiringPair[];
  a: Figures;
  b: Figures;
  delta: Delta;
};

export type RunComparison = {
  /** In the order in which they ran in A; what only B has, after what came before it there. */
  nodes: readonly NodeComparison[];
  input: readonly FieldChange[];
  output: readonly FieldChange[];
  a: Figures;
  b: Figures;
  delta: Delta;
};

/** Compares two runs node by node and firing by firing. They may be of different versions; of different graphs, only nodes of equal ids meet. */
export function compareRuns(a: RunView, b: RunView): RunComparison {
  const [inA, inB] = [byKey(a), byKey(b)];
  const nodes = mergedOrder([...inA.keys()], [...inB.keys()]).map((key) => compareNode(key, a, b, inA.get(key) ?? [], inB.get(key) ?? []));
  const [totalA, totalB] = [totalOf(a), totalOf(b)];
  return {
    nodes,
    input: fieldChanges(a.input, b.input),
    output: fieldChanges({ output: a.output }, { output: b.output }).map((change) => ({ ...change, path: change.path.slice(1) })),
    a: totalA,
    b: totalB,
    delta: deltaOf(totalA, totalB),
  };
}

const byKey = (run: RunView): Map<string, ActivationView[]> =>
  Map.groupBy(firingsOf(run.activations), ({ graphId, nodeId }) => (graphId === run.graphId ? nodeId : `${graphId}/${nodeId}`));

/** All of `a` in its order; what is only in `b` right after what comes before it there. */
function mergedOrder(a: readonly string[], b: readonly string[]): string[] {
  const known = new Set(a);
  const after = new Map<string | null, string[]>();
  let place: string | null = null;
  for (const key of b) {
    if (known.has(key)) place = key;
    else after.set(place, [...(after.get(place) ?? []), key]);
  }
  return [...(after.get(null) ?? []), ...a.flatMap((key) => [key, ...(after.get(key) ?? [])])];
}

function compareNode(key: string, a: RunView, b: RunView, inA: readonly ActivationView[], inB: readonly ActivationView[]): NodeComparison {
  const [byPathA, byPathB] = [inA, inB].map((all) => new Map(all.map((firing) => [firing.path, firing])));
  const paths = mergedOrder(
    inA.map(({ path }) => path),
    inB.map(({ path }) => path),
  );
  const pairs = paths.map((path): FiringPair => {
    const [left, right] = [byPathA?.get(path) ?? null, byPathB?.get(path) ?? null];
    return { path, a: left, b: right, outcome: outcomeOf(left, right) };
  });
  const any = (inB[0] ?? inA[0]) as ActivationView;
  const [figuresA, figuresB] = [figuresOf(inA), figuresOf(inB)];
  return {
    key,
    nodeId: any.nodeId,
    own: key === any.nodeId,
    name: nodeNameOf(inB.length > 0 ? b : a, any),
    kind: any.kind,
    outcome: together(pairs),
    pairs,
    a: figuresA,
    b: figuresB,
    delta: deltaOf(figuresA, figuresB),
  };
}

/** The figures of one firing in both runs; a side without it took nothing. */
export function compareFirings({ a, b }: FiringPair): { a: Figures; b: Figures; delta: Delta } {
  const [left, right] = [figuresOf(a === null ? [] : [a]), figuresOf(b === null ? [] : [b])];
  return { a: left, b: right, delta: deltaOf(left, right) };
}

const tookPart = (firing: ActivationView | null): firing is ActivationView => firing !== null && firing.status !== "skipped";
const isOpen = ({ status }: ActivationView): boolean => status === "running" || status === "waiting";
const hasFailed = (firing: ActivationView | null): boolean => firing?.status === "failed";

function outcomeOf(a: ActivationView | null, b: ActivationView | null): Outcome {
  if (!tookPart(a)) return tookPart(b) ? "onlyB" : "neither";
  if (!tookPart(b)) return "onlyA";
  if (hasFailed(a) !== hasFailed(b)) return "failedInOne";
  if (isOpen(a) || isOpen(b)) return "open";
  const same = a.status === b.status && a.error?.code === b.error?.code && isEqual(givenBy(a), givenBy(b));
  return same ? "same" : "different";
}

/** What leaves by no port, such as a run's output, is what went in. */
const givenBy = ({ status, outputs, inputs }: ActivationView): Json =>
  status === "succeeded" && Object.keys(outputs ?? {}).length === 0 ? inputs : outputs;

/** Equal whatever the order of keys. */
const isEqual = (a: Json, b: Json): boolean => canonicalJson(a) === canonicalJson(b);

/** The outcome of a node by those of its firings. */
function together(pairs: readonly FiringPair[]): Outcome {
  const here = pairs.filter(({ outcome }) => outcome !== "neither");
  if (here.length === 0) return "neither";
  for (const only of ["onlyA", "onlyB"] as const) if (here.every(({ outcome }) => outcome === only)) return only;
  if (here.some(({ a }) => hasFailed(a)) !== here.some(({ b }) => hasFailed(b))) return "failedInOne";
  if (here.some(({ outcome }) => outcome === "open")) return "open";
  return here.every(({ outcome }) => outcome === "same") ? "same" : "different";
}

function figuresOf(firings: readonly ActivationView[]): Figures {
  const usages = firings.flatMap(({ usage }) => usage ?? []);
  return {
    durationMs: sum(firings.filter(tookPart).map(durationOf)),
    inputTokens: usages.reduce((total, { inputTokens }) => total + inputTokens, 0),
    outputTokens: usages.reduce((total, { outputTokens }) => total + outputTokens, 0),
    cost: sum(usages.map(({ cost }) => cost)),
    simulated: usages.some(({ simulated }) => simulated),
  };
}

const durationOf = ({ takenFrom, startedAt, finishedAt }: Pick<ActivationView, "takenFrom" | "startedAt" | "finishedAt">): number | null =>
  takenFrom !== null || startedAt === null || finishedAt === null ? null : Date.parse(finishedAt) - Date.parse(startedAt);

const sum = (values: readonly (number | null)[]): number | null =>
  values.reduce((total, value) => (total === null || value === null ? null : total + value), 0);

/** Of a whole run; its time is from its start to its end. */
const totalOf = (run: RunView): Figures => ({
  ...figuresOf(run.activations),
  durationMs: durationOf({ takenFrom: null, startedAt: run.startedAt, finishedAt: run.finishedAt }),
  simulated: run.simulated,
});

const minus = (b: number | null, a: number | null): number | null => (a === null || b === null ? null : b - a);

const deltaOf = (a: Figures, b: Figures): Delta => ({
  durationMs: minus(b.durationMs, a.durationMs),
  tokens: b.inputTokens + b.outputTokens - a.inputTokens - a.outputTokens,
  cost: minus(b.cost, a.cost),
});

import { parseArgs } from "node:util";
import { assign, describe } from "@/core/clustering/assign";
import { fitClusters } from "@/core/clustering/fit";
import { clusterLabel } from "@/core/clustering/model";
import { adjustedRandIndex } from "@/core/statistics/adjustedRand";
import { type LabelledCall, mixes } from "./clusters/mixes";

/**
 * How well calls of several tasks in one node are told apart, on mixes made for it, and what it takes to fit many.
 * `npm run bench:clusters -- [--calls 50000] [--each 4000] [--seed 1] [--only name] [--json]`. With `--json` the last line is one JSON object.
 */
const { values: options } = parseArgs({
  options: {
    calls: { type: "string", default: "50000" },
    each: { type: "string", default: "4000" },
    seed: { type: "string", default: "1" },
    only: { type: "string", default: "" },
    json: { type: "boolean", default: false },
  },
});
const [calls, each, seed] = [Number(options.calls), Number(options.each), Number(options.seed)];

const NOISE = "noise";
const truthOf = (given: readonly LabelledCall[]) => given.map(({ task }) => task ?? NOISE);

type Figures = {
  mix: string;
  kept: boolean;
  tasks: number;
  found: number;
  ari: number;
  heldOut: number;
  accuracy: number;
  noiseApart: number;
  tasksApart: number;
};

/** Share of calls in the cluster that most of their task's calls are in, a cluster counting for one task; what belongs to no task has to be in none. */
function accuracyOf(truth: readonly string[], labels: readonly string[]): number {
  const counts = new Map<string, Map<string, number>>();
  for (const [index, label] of labels.entries()) {
    const own = counts.get(label) ?? new Map<string, number>();
    own.set(truth[index] as string, (own.get(truth[index] as string) ?? 0) + 1);
    counts.set(label, own);
  }
  const pairs = [...counts]
    .flatMap(([label, own]) => [...own].map(([task, count]) => ({ label, task, count })))
    .sort((a, b) => b.count - a.count);
  const [labelled, tasked] = [new Set<string>(), new Set<string>()];
  let right = 0;
  for (const { label, task, count } of pairs) {
    if (labelled.has(label) || tasked.has(task) || (task === NOISE) !== (label === NOISE)) continue;
    labelled.add(label);
    tasked.add(task);
    right += count;
  }
  return right / labels.length;
}

const share = (labels: readonly string[], truth: readonly string[], noise: boolean): number => {
  const of = labels.filter((_, index) => (truth[index] === NOISE) === noise);
  return of.length === 0 ? Number.NaN : of.filter((label) => label === NOISE).length / of.length;
};

console.log(`${each} calls a mix, as many held out; what belongs to no task counts as a task of its own`);
console.log(
  "mix                                  looked at   tasks  found    ARI   held out   right   noise apart   tasks apart   must be",
);
const measured: Figures[] = [];
for (const mix of mixes) {
  if (!mix.name.includes(options.only)) continue;
  const given = mix.calls(each, seed);
  const model = fitClusters(given.map((call) => ({ id: call.id, ...describe(call) })));
  const labelsOf = (some: readonly LabelledCall[]) => some.map((call) => assign(model, describe(call)).cluster ?? NOISE);
  const [labels, others] = [labelsOf(given), mix.calls(each, seed + 1_000)];
  const [truth, otherTruth, otherLabels] = [truthOf(given), truthOf(others), labelsOf(others)];
  const figures: Figures = {
    ...{ mix: mix.name, kept: mix.kept, tasks: mix.tasks, found: model.clusters.length },
    ari: adjustedRandIndex(truth, labels),
    heldOut: adjustedRandIndex(otherTruth, otherLabels),
    accuracy: accuracyOf(otherTruth, otherLabels),
    noiseApart: share(otherLabels, otherTruth, true),
    tasksApart: share(otherLabels, otherTruth, false),
  };
  measured.push(figures);
  const { ari, heldOut, accuracy, noiseApart, tasksApart } = figures;
  const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
  console.log(
    `${mix.name.padEnd(38)} ${(mix.kept ? "never" : "yes").padEnd(8)} ${String(mix.tasks).padStart(6)} ${String(figures.found).padStart(6)} ${ari.toFixed(3).padStart(6)} ${heldOut.toFixed(3).padStart(10)} ${percent(accuracy).padStart(8)} ${percent(noiseApart).padStart(12)} ${percent(tasksApart).padStart(13)}   ARI ≥ 0.8`,
  );
  console.log(`    ${model.clusters.map(clusterLabel).join(" | ")}`);
}

const [large] = mixes;
let cost: { calls: number; seconds: number; assigning: number; peakMib: number; modelKib: number } | null = null;
if (large !== undefined && calls > 0) {
  const given = large.calls(calls, seed);
  const began = performance.now();
  const model = fitClusters(given.map((call) => ({ id: call.id, ...describe(call) })));
  const fitted = performance.now();
  for (const call of given) assign(model, describe(call));
  const done = performance.now();
  cost = {
    ...{ calls, seconds: (done - began) / 1_000, assigning: ((done - fitted) * 1_000) / calls },
    peakMib: process.resourceUsage().maxRSS / 1_024,
    modelKib: JSON.stringify(model).length / 1_024,
  };
  console.log(
    `${calls} calls fitted and assigned in ${cost.seconds.toFixed(1)} s (assigning ${cost.assigning.toFixed(0)} µs a call), at most ${cost.peakMib.toFixed(0)} MiB of memory, a model of ${cost.modelKib.toFixed(0)} KiB; must be: under 60 s and 1,024 MiB`,
  );
}
if (options.json) console.log(JSON.stringify({ mixes: measured, cost }));

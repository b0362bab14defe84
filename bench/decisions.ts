import { parseArgs } from "node:util";
import { designDecision, stateOf } from "@/core/replacement/decision";
import { addLoss, type Losses } from "@/core/replacement/losses";
import { lossBoundsOf, observeLoss, startSequence } from "@/core/statistics/bettingSequence";
import { pairedSampleSize, pairedScore } from "@/core/statistics/pairedScore";
import { seededRandom } from "@/core/statistics/random";
import { readOutcomes } from "@/server/processes/score/readOutcomes";

/**
 * How good decisions to replace a model are, on recorded outcomes of two models: ours beside a confidence sequence by betting, the score test of all
 * items at once, and what others do, a mean of 100 items. Each subject stands for a node from which calls come without end: its items are
 * drawn with replacement, so that its mean is the truth. A second set of nodes are the same with part of the losses made ties, for models that
 * are nearer to each other.
 * `npm run bench:decisions -- [--file FILE.csv] [--tolerances 0.02,0.05,0.1] [--budget 600] [--repeats 20] [--json]`; with `--json` the last line is one
 * JSON object.
 */
const { values: options } = parseArgs({
  options: {
    file: { type: "string", default: "../shared/data/paired-outcomes/mmlu-paired.csv" },
    tolerances: { type: "string", default: "0.02,0.05,0.1" },
    budget: { type: "string", default: "600" },
    repeats: { type: "string", default: "20" },
    json: { type: "boolean", default: false },
  },
});
const [budget, repeats] = [Number(options.budget), Number(options.repeats)];
const ALPHA = 0.05;
/** Part of the losses that are ties in the second set. */
const NEARER = 0.7;

type Verdict = { replace: boolean; items: number };
type Contender = (tolerance: number) => (draw: () => number) => Verdict;

const meanOf = (losses: readonly number[]) => losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
const drawn = (count: number, draw: () => number) => Array.from({ length: count }, draw);

const contenders: Record<string, Contender> = {
  Minnow: (tolerance) => {
    const design = designDecision({ tolerance, alpha: ALPHA, most: budget });
    return (draw) => {
      let losses: Losses = [];
      let items = 0;
      for (; stateOf(design, losses) === "open"; items++) losses = addLoss(losses, draw());
      return { replace: stateOf(design, losses) === "replace", items };
    };
  },
  "betting sequence": (tolerance) => (draw) => {
    const sequence = startSequence({ alpha: 2 * ALPHA });
    for (let items = 1; items <= budget; items++) {
      observeLoss(sequence, draw());
      const { low, high } = lossBoundsOf(sequence);
      if (high < tolerance || low > tolerance) return { replace: high < tolerance, items };
    }
    return { replace: false, items: budget };
  },
  "all items at once": (tolerance) => (draw) => {
    const losses = drawn(budget, draw);
    const count = (loss: number) => losses.filter((seen) => seen === loss).length;
    return { replace: pairedScore({ n: budget, b: count(1), c: count(-1) }, tolerance).p <= ALPHA, items: budget };
  },
  "mean of 100": (tolerance) => (draw) => ({ replace: meanOf(drawn(100, draw)) <= tolerance, items: 100 }),
};

const outcomes = [...(await readOutcomes(options.file, { confidence: false })).values()];
const recorded = outcomes.map((items) => items.map(({ llm, slm }) => llm - slm));
const random = seededRandom(3);
const nearer = recorded.map((losses) => losses.map((loss) => (loss > 0 && random() < NEARER ? 0 : loss)));
const nodes = [...recorded, ...nearer];
/** Calls for a test of fixed size with alpha at the tolerance and power 90 % at half of it, knowing the share of discordant pairs beforehand. */
const fixedSize = (losses: readonly number[], tolerance: number) => {
  const discordant = losses.filter((loss) => loss !== 0).length / losses.length;
  return Math.min(budget, discordant === 0 ? budget : pairedSampleSize({ discordant, margin: tolerance / 2, alpha: ALPHA, power: 0.9 }));
};

console.log(`${nodes.length} nodes, ${repeats} times each, at most ${budget} items. Shares in per cent, items on average.`);
console.log(
  `${"tolerance".padEnd(10)} ${"".padEnd(20)} ${["floor held", "found", "items", "of fixed size"].map((name) => name.padStart(14)).join("")}`,
);
const figures: Record<string, unknown> = {};
for (const tolerance of options.tolerances.split(",").map(Number))
  for (const [name, contender] of Object.entries(contenders)) {
    const decideOn = contender(tolerance);
    const draws = seededRandom(1);
    const told = nodes.flatMap((losses) =>
      Array.from({ length: repeats }, () => ({
        ...decideOn(() => losses[Math.floor(draws() * losses.length)] ?? 0),
        truth: meanOf(losses),
        fixed: fixedSize(losses, tolerance),
      })),
    );
    const replaced = told.filter(({ replace }) => replace);
    const good = told.filter(({ truth }) => truth <= tolerance / 2);
    const sum = (of: (one: (typeof told)[number]) => number) => told.reduce((total, one) => total + of(one), 0);
    const figure = {
      floor: replaced.filter(({ truth }) => truth <= tolerance).length / replaced.length,
      power: good.filter(({ replace }) => replace).length / good.length,
      items: sum(({ items }) => items) / told.length,
      ratio: sum(({ items }) => items) / sum(({ fixed }) => fixed),
    };
    figures[`${tolerance}, ${name}`] = figure;
    const cells = [(100 * figure.floor).toFixed(1), (100 * figure.power).toFixed(1), figure.items.toFixed(0), figure.ratio.toFixed(2)];
    console.log(`${String(tolerance).padEnd(10)} ${name.padEnd(20)} ${cells.map((cell) => cell.padStart(14)).join("")}`);
  }
if (options.json) console.log(JSON.stringify(figures));

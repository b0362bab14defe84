import { describe, expect, it } from "vitest";
import { boundsOf, observe, startSequence } from "@/core/statistics/bettingSequence";
import type { Interval } from "@/core/statistics/interval";
import { seededRandom } from "@/core/statistics/random";
import { mostByChance } from "./chance";

const ALPHA = 0.1;
/** So many that giving each of the two sides all of alpha, which is wrong in 12.8% of runs of fair coins, would be noticed. */
const RUNS = 2500;
const LONGEST = 400;

type Source = { name: string; mean: number; draw: (random: () => number) => number };

/** As paired losses are once they are in [0, 1]: mostly no difference, 8% worse, 4% better. */
const asLoss = (u: number) => (u < 0.08 ? 0 : u < 0.12 ? 1 : 0.5);
const sources: Source[] = [
  { name: "answers right in half of the cases", mean: 0.5, draw: (random) => Number(random() < 0.5) },
  { name: "answers right in 95% of the cases", mean: 0.95, draw: (random) => Number(random() < 0.95) },
  { name: "paired losses", mean: 0.48, draw: (random) => asLoss(random()) },
  { name: "shares spread evenly", mean: 0.5, draw: (random) => random() },
];

/** In how many runs the true mean was outside at any look, with a look after every single observation. */
function everOutside({ mean, draw }: Source, seed: number, start: () => (x: number) => Interval): number {
  const random = seededRandom(seed);
  let outside = 0;
  for (let run = 0; run < RUNS; run++) {
    const next = start();
    for (let t = 0; t < LONGEST; t++) {
      const { low, high } = next(draw(random));
      if (low <= mean && mean <= high) continue;
      outside++;
      break;
    }
  }
  return outside;
}

const betting = () => {
  const sequence = startSequence({ alpha: ALPHA, grid: 100 });
  return (x: number) => {
    observe(sequence, x);
    return boundsOf(sequence);
  };
};

/** Mean ± 1.645 standard errors from the 30th observation on: right at one look, wrong at many. */
const wald = () => {
  let [seen, sum, squares] = [0, 0, 0];
  return (x: number) => {
    seen++;
    sum += x;
    squares += x * x;
    const half = 1.6448536269514722 * Math.sqrt(Math.max(0, squares / seen - (sum / seen) ** 2) / seen);
    return seen < 30 ? { low: 0, high: 1 } : { low: sum / seen - half, high: sum / seen + half };
  };
};

describe("a confidence sequence by betting, looked at after every observation", () => {
  it.each(sources)("is ever wrong in at most alpha of the runs: $name", (source) => {
    expect(everOutside(source, 7, betting)).toBeLessThanOrEqual(mostByChance(RUNS, ALPHA));
  });

  it.each(sources)("does what an interval for one look can't, which the same check catches: $name", (source) => {
    expect(everOutside(source, 7, wald)).toBeGreaterThan(mostByChance(RUNS, 2 * ALPHA));
  });

  it("isn't right by saying nothing: it tells 95% from 85% within 400 answers, in nine runs of ten", () => {
    const random = seededRandom(3);
    let told = 0;
    for (let run = 0; run < 100; run++) {
      const next = betting();
      for (let t = 0; t < LONGEST - 1; t++) next(Number(random() < 0.95));
      if (next(1).low >= 0.85) told++;
    }
    expect(told).toBeGreaterThanOrEqual(90);
  });
});

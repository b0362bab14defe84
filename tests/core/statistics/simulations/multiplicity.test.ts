import { describe, expect, it } from "vitest";
import { benjaminiHochberg, eBenjaminiHochberg, holm } from "@/core/statistics/multiplicity";
import { upperTail } from "@/core/statistics/normal";
import { normalRandom, seededRandom } from "@/core/statistics/random";
import { fewestByChance, mostByChance } from "./chance";

const ALPHA = 0.1;
const RUNS = 3000;

/**
 * Ten z-scores with a shared part: the first `effects` are truly 2.5 above nothing. The limits below are those of chance alone at
 * RUNS draws; testing each at ALPHA without correction goes far over them, which the last expectation of each test shows.
 */
function scores(normal: () => number, effects: number, shared: number): number[] {
  const common = normal();
  return Array.from(
    { length: 10 },
    (_, index) => (index < effects ? 2.5 : 0) + Math.sqrt(shared) * common + Math.sqrt(1 - shared) * normal(),
  );
}

describe("Holm, ten hypotheses at a time", () => {
  it.each([
    { effects: 0, shared: 0 },
    { effects: 3, shared: 0 },
    { effects: 9, shared: 0 },
    { effects: 3, shared: 0.5 },
  ])("makes even one false rejection in at most alpha of the runs: $effects true effects, shared part $shared", ({ effects, shared }) => {
    const normal = normalRandom(seededRandom(11));
    let [mistaken, uncorrected] = [0, 0];
    for (let run = 0; run < RUNS; run++) {
      const p = scores(normal, effects, shared).map(upperTail);
      if (holm(p, ALPHA).rejected.some((rejected, index) => rejected && index >= effects)) mistaken++;
      if (p.some((value, index) => value <= ALPHA && index >= effects)) uncorrected++;
    }
    expect(mistaken).toBeLessThanOrEqual(mostByChance(RUNS, ALPHA));
    if (effects < 9) expect(uncorrected).toBeGreaterThan(mostByChance(RUNS, 2 * ALPHA));
    // Where nothing or all but one is true and nothing shared, the rate is nearly alpha: a stricter rule would be a poorer one.
    if (effects === 0) expect(mistaken).toBeGreaterThan(fewestByChance(RUNS, ALPHA * 0.95));
  });
});

describe("the false discovery rate", () => {
  /** The mean share of false among what was rejected. */
  const discoveryRate = (effects: number, shared: number, rejectedOf: (z: number[]) => boolean[]) => {
    const normal = normalRandom(seededRandom(12));
    let [sum, found] = [0, 0];
    for (let run = 0; run < RUNS; run++) {
      const rejected = rejectedOf(scores(normal, effects, shared));
      const all = rejected.filter(Boolean).length;
      const right = rejected.slice(0, effects).filter(Boolean).length;
      sum += all === 0 ? 0 : (all - right) / all;
      found += right;
    }
    return { rate: sum / RUNS, found };
  };
  // The likelihood ratio of the effect: expectation 1 without it.
  const eValue = (z: number) => Math.exp(2.5 * z - 2.5 ** 2 / 2);

  it.each([
    { effects: 0, shared: 0 },
    { effects: 3, shared: 0 },
    { effects: 3, shared: 0.5 },
  ])("is at most alpha: $effects true effects, shared part $shared", ({ effects, shared }) => {
    const byP = discoveryRate(effects, shared, (z) => benjaminiHochberg(z.map(upperTail), ALPHA).rejected);
    const byE = discoveryRate(effects, shared, (z) => eBenjaminiHochberg(z.map(eValue), ALPHA).rejected);
    const uncorrected = discoveryRate(effects, shared, (z) => z.map((value) => upperTail(value) <= ALPHA));
    const most = mostByChance(RUNS, ALPHA) / RUNS;
    expect(byP.rate).toBeLessThanOrEqual(most);
    expect(byE.rate).toBeLessThanOrEqual(most);
    expect(uncorrected.rate).toBeGreaterThan(most);
    expect(byE.found).toBeGreaterThanOrEqual(effects * RUNS * 0.1);
  });

  it("is alpha to the dot by e-values that are as bad as they may be, and over it if these were any larger", () => {
    // Never two at once, worth m / alpha with probability alpha / m each: expectation 1, one in alpha of all cases.
    const only = (worth: number, at: number) => Array.from({ length: 10 }, (_, index) => (index === at ? worth : 0));
    const each = Array.from({ length: 10 }, (_, at) => eBenjaminiHochberg(only(10 / ALPHA, at), ALPHA).rejected.filter(Boolean).length);
    expect(each.reduce((sum, rejected) => sum + rejected * (ALPHA / 10), 0)).toBeCloseTo(ALPHA, 12);
    // A smaller worth could come more often; it has to be rejected never.
    for (let at = 0; at < 10; at++) expect(eBenjaminiHochberg(only(9.99 / ALPHA, at), ALPHA).rejected).not.toContain(true);
  });
});

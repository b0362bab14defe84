import { describe, expect, it } from "vitest";
import { conformalRiskControl, countsAmongAccepted, countsOverAll, type GradedCall, learnThenTest } from "@/core/statistics/learnThenTest";
import { seededRandom } from "@/core/statistics/random";
import { mostByChance } from "./chance";

const [ALPHA, DELTA, RUNS] = [0.05, 0.1, 1500];
const thresholds = Array.from({ length: 56 }, (_, index) => (95 - index) / 100);

/**
 * Confidence is uniform and an answer wrong with probability (1 - confidence) / 2, so the true risks are known: over all calls
 * (1 - t)² / 4, among the accepted (1 - t) / 4. Among the thresholds is one just over alpha in either sense, where a guarantee is hardest.
 */
function graded(random: () => number, calls: number): GradedCall[] {
  return Array.from({ length: calls }, () => {
    const confidence = random();
    return { confidence, correct: random() >= (1 - confidence) / 2 };
  });
}
const riskOverAll = (threshold: number) => (1 - threshold) ** 2 / 4;
const riskAmongAccepted = (threshold: number) => (1 - threshold) / 4;

function calibrations(choose: (calls: GradedCall[]) => number | null, riskAt: (threshold: number) => number, calls = 500) {
  const random = seededRandom(21);
  let [over, chosen, sum] = [0, 0, 0];
  for (let run = 0; run < RUNS; run++) {
    const threshold = choose(graded(random, calls));
    if (threshold === null) continue;
    chosen++;
    sum += riskAt(threshold);
    if (riskAt(threshold) > ALPHA) over++;
  }
  return { over, chosen, meanRisk: sum / RUNS };
}

describe("Learn then Test, calibrated over and over", () => {
  it("has a risk over alpha in at most delta of the calibrations, over all calls", () => {
    const { over, chosen, meanRisk } = calibrations(
      (calls) => learnThenTest(countsOverAll(calls, thresholds), { alpha: ALPHA, delta: DELTA }).threshold,
      riskOverAll,
    );
    expect(over).toBeLessThanOrEqual(mostByChance(RUNS, DELTA));
    // Not by accepting next to nothing: half of the risk allowed is used, or more.
    expect(chosen).toBe(RUNS);
    expect(meanRisk).toBeGreaterThan(ALPHA / 2);
  });

  it("has so among accepted calls, from the first threshold that accepts enough", () => {
    const from = thresholds.filter((threshold) => threshold <= 0.9);
    const { over, meanRisk } = calibrations(
      (calls) => learnThenTest(countsAmongAccepted(calls, from), { alpha: ALPHA, delta: DELTA }).threshold,
      riskAmongAccepted,
      1500,
    );
    expect(over).toBeLessThanOrEqual(mostByChance(RUNS, DELTA));
    expect(meanRisk).toBeGreaterThan(ALPHA / 3);
  });

  it("is what the weaker option isn't: its risk is below alpha on average, and over it in far more than delta", () => {
    const { over, meanRisk } = calibrations(
      (calls) => conformalRiskControl(countsOverAll(calls, thresholds), { alpha: ALPHA }),
      riskOverAll,
    );
    expect(meanRisk).toBeLessThanOrEqual(ALPHA);
    expect(over).toBeGreaterThan(mostByChance(RUNS, 2 * DELTA));
  });

  it("is what the observed rate isn't, which the same check catches", () => {
    const observed = (calls: GradedCall[]) =>
      countsOverAll(calls, thresholds).findLast(({ errors, of }) => errors / of <= ALPHA)?.threshold ?? null;
    expect(calibrations(observed, riskOverAll).over).toBeGreaterThan(mostByChance(RUNS, 2 * DELTA));
  });
});

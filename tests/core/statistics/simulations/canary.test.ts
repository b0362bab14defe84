import binomialCdf from "@stdlib/stats-base-dists-binomial-cdf";
import { describe, expect, it } from "vitest";
import { type FailureProcess, observeFailure, startFailureProcess } from "@/core/statistics/failureProcess";

/**
 * The probability that an alarm is raised within `longest` calls, looked at after each, of a canary that fails at `rate`. Exact: whether one
 * is raised depends on how many failed of how many, so the probabilities of being there without an alarm are carried from call to call.
 */
function alarmChance(rate: number, longest: number, isAlarm: (seen: number, failures: number) => boolean): number {
  let quiet = Float64Array.of(1);
  let alarmed = 0;
  for (let seen = 1; seen <= longest; seen++) {
    const next = new Float64Array(seen + 1);
    for (let failures = 0; failures <= seen; failures++) {
      const chance = (quiet[failures] ?? 0) * (1 - rate) + (quiet[failures - 1] ?? 0) * rate;
      if (chance < 1e-18) continue;
      if (isAlarm(seen, failures)) alarmed += chance;
      else next[failures] = chance;
    }
    quiet = next;
  }
  return alarmed;
}

/** Whether the process alarms on reaching this state: it knows counts alone, so any last call that leads there will do. */
const byEvidence = (start: FailureProcess) => (seen: number, failures: number) =>
  failures < seen
    ? observeFailure({ ...start, seen: seen - 1, failures }, false).crossedAt !== null
    : observeFailure({ ...start, seen: seen - 1, failures: failures - 1 }, true).crossedAt !== null;

describe("an e-process watching a canary, over every history of 600 calls", () => {
  const LONGEST = 600;

  it.each([
    { p0: 0.01, alpha: 0.05 },
    { p0: 0.05, alpha: 0.05 },
    { p0: 0.05, alpha: 0.01 },
    { p0: 0.2, alpha: 0.1 },
  ])("raises a false alarm with probability at most alpha: p0 $p0, alpha $alpha", ({ p0, alpha }) => {
    for (const bet of [undefined, 1 / (2 * p0)]) {
      const isAlarm = byEvidence(startFailureProcess({ p0, alpha, bet }));
      expect(alarmChance(p0, LONGEST, isAlarm)).toBeLessThanOrEqual(alpha);
      expect(alarmChance(p0 / 2, LONGEST, isAlarm)).toBeLessThanOrEqual(alpha / 2);
    }
    // Not by never raising one.
    expect(alarmChance(p0, LONGEST, byEvidence(startFailureProcess({ p0, alpha })))).toBeGreaterThan(alpha / 5);
  });

  it("raises one when there is cause: within 150 calls at three times the rate, within 40 at ten times", () => {
    const isAlarm = byEvidence(startFailureProcess({ p0: 0.05, alpha: 0.05 }));
    expect(alarmChance(0.15, 150, isAlarm)).toBeGreaterThan(0.9);
    expect(alarmChance(0.5, 40, isAlarm)).toBeGreaterThan(0.999);
    expect(alarmChance(0.1, LONGEST, isAlarm)).toBeGreaterThan(0.9);
  });

  it("does what a test repeated at every look can't, which the same sum catches", () => {
    const pValue = (seen: number, failures: number) => 1 - (failures === 0 ? 0 : binomialCdf(failures - 1, seen, 0.05));
    expect(alarmChance(0.05, LONGEST, (seen, failures) => pValue(seen, failures) <= 0.05)).toBeGreaterThan(0.1);
  });
});

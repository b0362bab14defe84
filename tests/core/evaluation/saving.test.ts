import { describe, expect, it } from "vitest";
import { measuredSaving } from "@/core/evaluation/saving";
import { normalRandom, seededRandom } from "@/core/statistics/random";

const rate = { perMonth: 30_000, observedDays: 30, short: false };
const pairs = Array.from({ length: 100 }, (_, index) => ({ incumbent: 0.01, candidate: index % 2 === 0 ? 0.001 : 0.003 }));

describe("what a candidate saves", () => {
  it("is the mean difference of what the same calls cost, times the calls of a month", () => {
    const saving = measuredSaving(pairs, { rate, calls: 30_000, spent: 12 });
    expect(saving?.perCall.mean).toBeCloseTo(0.008, 12);
    expect(saving?.perMonth.mean).toBeCloseTo(240, 9);
    expect(saving?.share).toBeCloseTo(0.8, 12);
    // 12 dollars at 240 a month of 30.4 days.
    expect(saving?.paysBackDays).toBeCloseTo(12 / (240 / 30.4375), 9);
  });

  it("has an interval of what was paid and of how many calls came", () => {
    const { perCall, perMonth } = measuredSaving(pairs, { rate, calls: 400, spent: 0 }) ?? {};
    // s = 0.001 (√(100/99)), of 100 pairs.
    const deviation = Math.sqrt(1e-6 / 99);
    expect(perCall?.low).toBeCloseTo(0.008 - 1.959964 * deviation, 8);
    expect(perMonth?.high).toBeCloseTo(240 + 1.959964 * Math.hypot(30_000 * deviation, 240 / Math.sqrt(400)), 3);
  });

  it("may be a loss, which never pays back", () => {
    const dearer = pairs.map(({ incumbent, candidate }) => ({ incumbent: candidate, candidate: incumbent }));
    expect(measuredSaving(dearer, { rate, calls: 30_000, spent: 12 })).toMatchObject({
      perMonth: { mean: expect.closeTo(-240, 6) },
      paysBackDays: null,
    });
  });

  it("is not guessed from a few calls, nor of a node that isn't called", () => {
    expect(measuredSaving(pairs.slice(0, 9), { rate, calls: 100, spent: 0 })).toBeNull();
    expect(measuredSaving(pairs, { rate: { ...rate, perMonth: 0 }, calls: 0, spent: 0 })).toBeNull();
  });

  it("has no share where the present model costs nothing", () => {
    const free = pairs.map(() => ({ incumbent: 0, candidate: 0 }));
    expect(measuredSaving(free, { rate, calls: 10, spent: 1 })).toMatchObject({ share: null, paysBackDays: null });
  });

  it("lies in its interval about as often as it says", () => {
    const [normal, random] = [normalRandom(seededRandom(3)), seededRandom(4)];
    const [trials, days, perDay, truth] = [1_500, 30, 20, 0.005];
    let covered = 0;
    for (let trial = 0; trial < trials; trial++) {
      // A Poisson number of calls, as a sum of many rare ones.
      let calls = 0;
      for (let slot = 0; slot < days * perDay * 5; slot++) if (random() < 0.2) calls++;
      const seen = Array.from({ length: 60 }, () => ({ incumbent: 0.02, candidate: 0.015 + 0.004 * normal() }));
      const perMonth = (calls / days) * 30.4375;
      const saving = measuredSaving(seen, { rate: { perMonth, observedDays: days, short: false }, calls, spent: 0 });
      const monthly = truth * perDay * 30.4375;
      if (saving !== null && saving.perMonth.low <= monthly && monthly <= saving.perMonth.high) covered++;
    }
    // 95 %, within four standard errors of 0.6 points; a sum of rare calls varies a fifth less than Poisson's.
    expect(covered / trials).toBeGreaterThan(0.927);
    expect(covered / trials).toBeLessThan(0.985);
  });
});

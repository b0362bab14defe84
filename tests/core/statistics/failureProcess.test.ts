import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eValueOf, FailureProcess, observeFailure, startFailureProcess } from "@/core/statistics/failureProcess";

const through = (start: FailureProcess, failures: readonly boolean[]) => failures.reduce(observeFailure, start);
const histories = fc.array(fc.boolean(), { maxLength: 200 });
const rates = fc.double({ min: 0.001, max: 0.9, noNaN: true });

describe("an e-process for a failure rate", () => {
  it("has the known values under a fixed bet, and remembers when it crossed", () => {
    let process = startFailureProcess({ p0: 0.05, alpha: 0.05, bet: 4 });
    const known = [0.8, 3.84, 3.072, 2.4576, 11.79648, 56.623104, 45.298483, 217.432719];
    for (const [index, failed] of [0, 1, 0, 0, 1, 1, 0, 1].entries()) {
      process = observeFailure(process, failed === 1);
      expect(eValueOf(process)).toBeCloseTo(known[index] as number, 6);
      expect(process.crossedAt).toBe(index < 5 ? null : 6);
    }
  });

  it("stays crossed when successes follow", () => {
    const crossed = through(startFailureProcess({ p0: 0.05, alpha: 0.05 }), [true, true, true, true, true]);
    const later = through(
      crossed,
      Array.from({ length: 500 }, () => false),
    );
    expect(crossed.crossedAt).not.toBeNull();
    expect(eValueOf(later)).toBeLessThan(1);
    expect(later.crossedAt).toBe(crossed.crossedAt);
  });

  it("is fair at p0: one more observation changes nothing on average", () => {
    fc.assert(
      fc.property(histories, rates, (history, p0) => {
        const now = through(startFailureProcess({ p0, alpha: 0.05 }), history);
        const e = eValueOf(now);
        fc.pre(Number.isFinite(e) && e > 1e-200);
        const expected = p0 * eValueOf(observeFailure(now, true)) + (1 - p0) * eValueOf(observeFailure(now, false));
        expect(expected / e).toBeCloseTo(1, 9);
      }),
    );
  });

  it("loses on average below p0 and rises with every failure", () => {
    fc.assert(
      fc.property(histories, rates, fc.double({ min: 0, max: 1, noNaN: true }), (history, p0, part) => {
        const now = through(startFailureProcess({ p0, alpha: 0.05 }), history);
        const [worse, better] = [eValueOf(observeFailure(now, true)), eValueOf(observeFailure(now, false))];
        fc.pre(Number.isFinite(worse));
        expect(worse).toBeGreaterThanOrEqual(eValueOf(now));
        expect(better).toBeLessThanOrEqual(eValueOf(now));
        expect(part * p0 * worse + (1 - part * p0) * better).toBeLessThanOrEqual(eValueOf(now) * (1 + 1e-12));
      }),
    );
  });

  it("doesn't mind the order of what was seen", () => {
    fc.assert(
      fc.property(histories, rates, (history, p0) => {
        const start = startFailureProcess({ p0, alpha: 0.05 });
        expect(eValueOf(through(start, history))).toBe(eValueOf(through(start, history.toSorted())));
      }),
    );
  });

  it("is plain data that can be kept and gone on with", () => {
    const now = through(startFailureProcess({ p0: 0.05, alpha: 0.05 }), [true, false, true]);
    expect(FailureProcess.parse(JSON.parse(JSON.stringify(now)))).toEqual(now);
    expect(startFailureProcess({ p0: 0.05, alpha: 0.05 }).seen).toBe(0);
  });

  it("may bet everything, and then loses it at the first success", () => {
    const all = startFailureProcess({ p0: 0.05, alpha: 0.05, bet: 20 });
    expect(eValueOf(observeFailure(all, true))).toBeCloseTo(20, 9);
    expect(eValueOf(through(all, [true, false, true]))).toBe(0);
  });

  it("refuses rates and bets that are none", () => {
    expect(() => startFailureProcess({ p0: 0, alpha: 0.05 })).toThrow(RangeError);
    expect(() => startFailureProcess({ p0: 0.05, alpha: 1 })).toThrow(RangeError);
    expect(() => startFailureProcess({ p0: 0.05, alpha: 0.05, bet: 20.1 })).toThrow("between 0 and 1/p0");
    expect(() => startFailureProcess({ p0: 0.05, alpha: 0.05, bet: -1 })).toThrow(RangeError);
  });
});

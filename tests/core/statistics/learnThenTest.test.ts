import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  conformalRiskControl,
  countsAmongAccepted,
  countsOverAll,
  fewestForGuarantee,
  learnThenTest,
} from "@/core/statistics/learnThenTest";

const calls = fc.array(fc.record({ confidence: fc.double({ min: 0, max: 1, noNaN: true }), correct: fc.boolean() }), { maxLength: 200 });
const thresholds = Array.from({ length: 20 }, (_, index) => 0.95 - index * 0.05);
const levels = fc.record({
  alpha: fc.double({ min: 0.01, max: 0.6, noNaN: true }),
  delta: fc.double({ min: 0.01, max: 0.6, noNaN: true }),
});

describe("the threshold of a cascade by Learn then Test", () => {
  const errors = [6, 9, 13, 19];
  const counts = [0.95, 0.9, 0.85, 0.8].map((threshold, index) => ({ threshold, errors: errors[index] as number, of: 500 }));

  it("is 0.85 where the errors of 500 are 6, 9, 13 and 19", () => {
    const { threshold, tests } = learnThenTest(counts, { alpha: 0.05, delta: 0.1 });
    expect(threshold).toBe(0.85);
    for (const [index, p] of [4e-6, 0.000168, 0.005508, 0.127235].entries()) expect(tests[index]?.p).toBeCloseTo(p, 6);
    expect(tests.map(({ passed }) => passed)).toEqual([true, true, true, false]);
  });

  it("allows 18 errors of 500 where conformal risk control allows 24", () => {
    const most = (isAllowed: (errors: number) => boolean) => Array.from({ length: 501 }, (_, k) => k).findLast(isAllowed);
    const one = (k: number) => [{ threshold: 0.5, errors: k, of: 500 }];
    expect(most((k) => learnThenTest(one(k), { alpha: 0.05, delta: 0.1 }).threshold !== null)).toBe(18);
    expect(most((k) => conformalRiskControl(one(k), { alpha: 0.05 }) !== null)).toBe(24);
  });

  it("stops at the first that fails, whatever comes after", () => {
    const dip = [
      { threshold: 0.9, errors: 0, of: 100 },
      { threshold: 0.8, errors: 9, of: 110 },
      { threshold: 0.7, errors: 9, of: 1000 },
    ];
    const { threshold, tests } = learnThenTest(dip, { alpha: 0.05, delta: 0.1 });
    expect(threshold).toBe(0.9);
    expect(tests[2]?.p).toBeLessThan(0.1);
    expect(tests[2]?.passed).toBe(false);
  });

  it("is none where nothing can be shown", () => {
    expect(learnThenTest([], { alpha: 0.05, delta: 0.1 })).toEqual({ threshold: null, tests: [] });
    expect(learnThenTest([{ threshold: 0.9, errors: 0, of: 0 }], { alpha: 0.05, delta: 0.1 }).threshold).toBeNull();
    const { threshold } = learnThenTest([{ threshold: 0.9, errors: 0, of: 44 }], { alpha: 0.05, delta: 0.1 });
    expect(threshold).toBeNull();
  });

  it("can be shown of 45 faultless calls at 5% and 10%, and of no fewer", () => {
    expect(fewestForGuarantee({ alpha: 0.05, delta: 0.1 })).toBe(45);
    fc.assert(
      fc.property(levels, (wanted) => {
        const of = fewestForGuarantee(wanted);
        expect(learnThenTest([{ threshold: 0, errors: 0, of: of + 1 }], wanted).threshold).toBe(0);
        expect(learnThenTest([{ threshold: 0, errors: 0, of: of - 1 }], wanted).threshold).toBeNull();
      }),
    );
  });

  it("counts a call as accepted at its own confidence, over all calls or among the accepted", () => {
    const graded = [
      { confidence: 0.9, correct: true },
      { confidence: 0.8, correct: false },
      { confidence: 0.8, correct: true },
      { confidence: 0.1, correct: false },
    ];
    expect(countsAmongAccepted(graded, [0.95, 0.8, 0.5])).toEqual([
      { threshold: 0.95, errors: 0, of: 0 },
      { threshold: 0.8, errors: 1, of: 3 },
      { threshold: 0.5, errors: 1, of: 3 },
    ]);
    expect(countsOverAll(graded, [0.95, 0.8])).toEqual([
      { threshold: 0.95, errors: 0, of: 4 },
      { threshold: 0.8, errors: 1, of: 4 },
    ]);
  });

  it("counts what filtering the calls counts", () => {
    fc.assert(
      fc.property(calls, (graded) => {
        for (const { threshold, errors, of } of countsAmongAccepted(graded, thresholds)) {
          const accepted = graded.filter(({ confidence }) => confidence >= threshold);
          expect([errors, of]).toEqual([accepted.filter(({ correct }) => !correct).length, accepted.length]);
        }
      }),
    );
  });

  it("is no stricter when more risk or more doubt is allowed, and no stricter over all calls than among the accepted", () => {
    fc.assert(
      fc.property(calls, levels, levels, (graded, one, other) => {
        const [more, less] = [
          { alpha: Math.max(one.alpha, other.alpha), delta: Math.max(one.delta, other.delta) },
          { alpha: Math.min(one.alpha, other.alpha), delta: Math.min(one.delta, other.delta) },
        ];
        const among = countsAmongAccepted(graded, thresholds);
        const over = countsOverAll(graded, thresholds);
        const lenient = learnThenTest(among, more).threshold ?? Number.POSITIVE_INFINITY;
        expect(lenient).toBeLessThanOrEqual(learnThenTest(among, less).threshold ?? Number.POSITIVE_INFINITY);
        expect(learnThenTest(over, more).threshold ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(lenient);
      }),
    );
  });

  it("refuses graded losses, thresholds out of order and counts that don't nest", () => {
    const wanted = { alpha: 0.05, delta: 0.1 };
    expect(() => learnThenTest([{ threshold: 0.9, errors: 0.5, of: 10 }], wanted)).toThrow("errors must be a whole number");
    expect(() => learnThenTest([{ threshold: 0.9, errors: 11, of: 10 }], wanted)).toThrow("more errors than calls");
    expect(() => learnThenTest(counts.toReversed(), wanted)).toThrow("from strict to lenient");
    expect(() => countsOverAll([], [0.5, 0.5])).toThrow("from strict to lenient");
    expect(() => countsOverAll([{ confidence: Number.NaN, correct: true }], [0.5])).toThrow("must be a number");
    const shrinking = [
      { threshold: 0.9, errors: 2, of: 10 },
      { threshold: 0.8, errors: 1, of: 10 },
    ];
    expect(() => learnThenTest(shrinking, wanted)).toThrow("accepts all that a strict one does");
    expect(() => learnThenTest(counts, { alpha: 5, delta: 0.1 })).toThrow(RangeError);
    const accepted = [
      { threshold: 0.9, errors: 1, of: 10 },
      { threshold: 0.8, errors: 1, of: 20 },
    ];
    expect(() => conformalRiskControl(accepted, wanted)).toThrow("not among accepted ones");
  });
});

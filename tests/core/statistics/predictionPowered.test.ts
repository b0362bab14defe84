import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type JudgedItem, predictionPoweredMean } from "@/core/statistics/predictionPowered";

const repeat = <T>(item: T, times: number): T[] => Array.from({ length: times }, () => item);
const values = fc.double({ min: 0, max: 1, noNaN: true });
const labelled = fc.array(fc.record({ label: values, predicted: values }), { minLength: 2, maxLength: 40 });
const unlabelled = fc.array(values, { minLength: 2, maxLength: 80 });

describe("a prediction-powered mean", () => {
  const labels: JudgedItem[] = [
    ...repeat({ label: 1, predicted: 1 }, 15),
    { label: 1, predicted: 0 },
    { label: 0, predicted: 1 },
    ...repeat({ label: 0, predicted: 0 }, 3),
  ];
  const judged = [...repeat(1, 170), ...repeat(0, 30)];

  it.each([
    ["as the judge is", 1 as const, 0.85, 0.726499, 0.973501],
    ["by the labels alone", 0 as const, 0.8, 0.65288, 0.94712],
    ["tuned", "tuned" as const, 0.838093, 0.726134, 0.950052],
  ])("of 20 labels and 200 judgements, %s, is known", (_, lambda, estimate, low, high) => {
    const found = predictionPoweredMean(labels, judged, { confidence: 0.9, lambda });
    expect(found.estimate).toBeCloseTo(estimate, 6);
    expect(found.low).toBeCloseTo(low, 6);
    expect(found.high).toBeCloseTo(high, 6);
  });

  it("trusts a judge the more the better it follows the labels, and not at all one that contradicts or says always the same", () => {
    const tuned = (items: JudgedItem[], others: number[]) => predictionPoweredMean(items, others).lambda;
    const perfect = labels.map(({ label }) => ({ label, predicted: label }));
    expect(tuned(perfect, repeat(judged, 10).flat())).toBeGreaterThan(tuned(labels, repeat(judged, 10).flat()));
    expect(
      tuned(
        labels.map(({ label }) => ({ label, predicted: 1 - label })),
        judged,
      ),
    ).toBe(0);
    expect(
      tuned(
        labels.map(({ label }) => ({ label, predicted: 1 })),
        repeat(1, 50),
      ),
    ).toBe(0);
  });

  it("has a weight in [0, 1], bounds around the estimate, and widens with confidence", () => {
    fc.assert(
      fc.property(labelled, unlabelled, (items, others) => {
        const [wide, narrow] = [0.99, 0.8].map((confidence) => predictionPoweredMean(items, others, { confidence }));
        expect(wide?.lambda).toBeGreaterThanOrEqual(0);
        expect(wide?.lambda).toBeLessThanOrEqual(1);
        expect(wide?.estimate).toBe(narrow?.estimate);
        expect(wide?.low).toBeLessThanOrEqual(narrow?.low ?? Number.NaN);
        expect(wide?.high).toBeGreaterThanOrEqual(narrow?.high ?? Number.NaN);
        expect(narrow?.low).toBeLessThanOrEqual(narrow?.high ?? Number.NaN);
      }),
    );
  });

  it("doesn't mind a judge that is off by the same everywhere", () => {
    fc.assert(
      fc.property(labelled, unlabelled, fc.double({ min: -1, max: 1, noNaN: true }), (items, others, off) => {
        const found = predictionPoweredMean(
          items.map(({ label, predicted }) => ({ label, predicted: predicted + off })),
          others.map((value) => value + off),
          { lambda: 1 },
        );
        expect(found.estimate).toBeCloseTo(predictionPoweredMean(items, others, { lambda: 1 }).estimate, 9);
      }),
    );
  });

  it("refuses too few items and weights that are none", () => {
    expect(() => predictionPoweredMean(labels.slice(0, 1), judged)).toThrow("labelled items");
    expect(() => predictionPoweredMean(labels, [1])).toThrow("unlabelled items");
    expect(() => predictionPoweredMean(labels, judged, { lambda: 1.5 })).toThrow("lambda");
    expect(() => predictionPoweredMean(labels, judged, { confidence: 1 })).toThrow("confidence");
  });
});

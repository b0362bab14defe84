import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type BettingSequence,
  boundsOf,
  lossBoundsOf,
  nextBet,
  observe,
  observeLoss,
  startSequence,
} from "@/core/statistics/bettingSequence";

const numbers = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 150 });

function sequenceOf(observations: readonly number[], design: { alpha: number; grid: number }): BettingSequence {
  const sequence = startSequence(design);
  for (const x of observations) observe(sequence, x);
  return sequence;
}

describe("a confidence sequence by betting", () => {
  const answers = Array.from({ length: 10 }, () => [1, 1, 1, 0, 1, 1, 1, 1, 1, 1]).flat();

  it("has the known bets", () => {
    const sequence = startSequence({ alpha: 0.05, grid: 1000 });
    for (const [index, bet] of [6.524985, 4.635697, 3.954738, 3.588884, 2.206288].entries()) {
      expect(nextBet(sequence)).toBeCloseTo(bet, 5);
      observe(sequence, answers[index] as number);
    }
  });

  it.each([
    [10, 0.443, 1],
    [20, 0.605, 1],
    [50, 0.742, 0.989],
    [100, 0.794, 0.969],
  ])("has the known bounds after %i observations: [%f, %f]", (seen, low, high) => {
    expect(boundsOf(sequenceOf(answers.slice(0, seen), { alpha: 0.05, grid: 1000 }))).toEqual({ low, high });
  });

  it("keeps on the grid just what the formula keeps, when every candidate is computed from the beginning", () => {
    fc.assert(
      fc.property(numbers, fc.constantFrom(0.01, 0.05, 0.2), (observations, alpha) => {
        const grid = 50;
        const stillIn = Array.from({ length: grid + 1 }, () => true);
        for (const [index] of stillIn.entries()) {
          const mean = index / grid;
          let [above, below, sum, squares] = [0.5, 0.5, 0, 0];
          for (const [i, x] of observations.entries()) {
            const t = i + 1;
            const bet = Math.sqrt((2 * Math.log(2 / alpha)) / (((0.25 + squares) / t) * t * Math.log(1 + t)));
            above *= 1 + Math.min(bet, 1 / (2 * mean)) * (x - mean);
            below *= 1 - Math.min(bet, 1 / (2 * (1 - mean))) * (x - mean);
            if (Math.max(above, below) >= 1 / alpha) stillIn[index] = false;
            sum += x;
            squares += (x - (0.5 + sum) / (t + 1)) ** 2;
          }
        }
        fc.pre(stillIn.includes(true));
        const { low, high } = boundsOf(sequenceOf(observations, { alpha, grid }));
        expect(low).toBe(Math.max(0, stillIn.indexOf(true) - 1) / grid);
        expect(high).toBe(Math.min(grid, stillIn.lastIndexOf(true) + 1) / grid);
      }),
    );
  });

  it("only narrows, stays ordered and in [0, 1]", () => {
    fc.assert(
      fc.property(numbers, (observations) => {
        const sequence = startSequence({ alpha: 0.1, grid: 200 });
        let before = boundsOf(sequence);
        expect(before).toEqual({ low: 0, high: 1 });
        for (const x of observations) {
          observe(sequence, x);
          const now = boundsOf(sequence);
          expect(now.low).toBeGreaterThanOrEqual(before.low);
          expect(now.high).toBeLessThanOrEqual(before.high);
          expect(now.low).toBeLessThan(now.high);
          before = now;
        }
      }),
    );
  });

  it("mirrors when failures are counted instead", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 0.25, 0.5, 1), { maxLength: 150 }), (observations) => {
        const { low, high } = boundsOf(sequenceOf(observations, { alpha: 0.1, grid: 64 }));
        const mirror = boundsOf(
          sequenceOf(
            observations.map((x) => 1 - x),
            { alpha: 0.1, grid: 64 },
          ),
        );
        expect(mirror).toEqual({ low: 1 - high, high: 1 - low });
      }),
    );
  });

  it("closes in on the mean", () => {
    const { low, high } = boundsOf(sequenceOf(Array.from({ length: 40 }, () => answers).flat(), { alpha: 0.05, grid: 1000 }));
    expect(low).toBeGreaterThanOrEqual(0.88);
    expect(high).toBeLessThan(0.92);
  });

  it("stays where it was when the mean moves away", () => {
    const sequence = sequenceOf(
      Array.from({ length: 2000 }, (_, index) => (index < 1000 ? 0 : 1)),
      { alpha: 0.05, grid: 100 },
    );
    const { low, high } = boundsOf(sequence);
    expect(high - low).toBeCloseTo(0.01, 12);
  });

  it("gives the bounds of a paired loss in shares of loss", () => {
    const losses = startSequence({ alpha: 0.05, grid: 1000 });
    const shares = startSequence({ alpha: 0.05, grid: 1000 });
    for (let index = 0; index < 300; index++) {
      observeLoss(losses, index % 10 === 0 ? 1 : 0);
      observe(shares, index % 10 === 0 ? 1 : 0.5);
    }
    const [loss, share] = [lossBoundsOf(losses), boundsOf(shares)];
    expect(loss.low).toBeCloseTo(2 * share.low - 1, 12);
    expect(loss.high).toBeCloseTo(2 * share.high - 1, 12);
    expect(loss.low).toBeLessThan(0.1);
    expect(loss.high).toBeGreaterThan(0.1);
    expect(loss.low).toBeGreaterThan(0);
    expect(lossBoundsOf(startSequence({ alpha: 0.05 }))).toEqual({ low: -1, high: 1 });
  });

  it("refuses what is out of range and is then as it was", () => {
    const sequence = startSequence({ alpha: 0.05 });
    for (const x of [-0.1, 1.1, Number.NaN]) expect(() => observe(sequence, x)).toThrow(RangeError);
    expect(() => observeLoss(sequence, -1.1)).toThrow(RangeError);
    expect(sequence.seen).toBe(0);
    expect(() => startSequence({ alpha: 0 })).toThrow(RangeError);
    expect(() => startSequence({ alpha: 0.05, grid: 1.5 })).toThrow(RangeError);
  });
});

import { oneSidedDeviate, upperTail } from "./normal";

/** Points of the grid on which the density between looks is kept. */
const GRID = 200;
/** A standardised sum lies below this for all practical purposes. */
const LOWEST = -6;

/**
 * Upper bounds for a standardised sum that is looked at several times, so that under the null hypothesis it crosses one of the first k
 * bounds with probability `spent(times[k])`: an error-spending design (Lan & DeMets 1983, Biometrika 70). Increments are taken as normal
 * and independent; the density below the bounds is carried from look to look by numerical integration (Armitage, McPherson & Rowe 1969,
 * JRSS A 132).
 * @param times shares of the information at the looks, rising, the last at most 1
 * @param spent how much error may be spent up to a time: rising, below 1
 * @returns a bound for each look, in standard deviations of the sum at that look
 * @throws RangeError when the times do not rise
 */
export function spendingBounds(times: readonly number[], spent: (time: number) => number): number[] {
  let before = { time: 0, spent: 0, points: [0], weights: [1] };
  return times.map((time) => {
    if (!(time > before.time && time <= 1)) throw new RangeError(`looks must come after each other, up to 1: ${times.join(", ")}`);
    const step = Math.sqrt(time - before.time);
    const { points, weights } = before;
    /** How likely the sum has stayed below all bounds so far and now lies above `level`. */
    const above = (level: number) =>
      points.reduce((sum, point, index) => sum + (weights[index] ?? 0) * upperTail((level - point) / step), 0);
    const goal = spent(time) - before.spent;
    const bound = goal <= 1e-12 ? Number.POSITIVE_INFINITY : levelWhere(above, goal, Math.sqrt(time));
    const top = Math.min(bound, -LOWEST * Math.sqrt(time));
    const bottom = LOWEST * Math.sqrt(time);
    const width = (top - bottom) / GRID;
    const next = Array.from({ length: GRID + 1 }, (_, index) => bottom + index * width);
    before = {
      time,
      spent: before.spent + Math.max(0, goal),
      points: next,
      weights: next.map((point, index) => {
        const density = points.reduce((sum, from, at) => sum + (weights[at] ?? 0) * density01((point - from) / step), 0) / step;
        return density * simpson(index, width);
      }),
    };
    return bound / Math.sqrt(time);
  });
}

const simpson = (index: number, width: number): number => (width / 3) * (index === 0 || index === GRID ? 1 : index % 2 === 1 ? 4 : 2);

const density01 = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

/** Falls in `level`: bisected to a millionth. */
function levelWhere(above: (level: number) => number, goal: number, scale: number): number {
  let [low, high] = [LOWEST * scale, oneSidedDeviate(1 - Math.max(goal, 1e-12) / 10) * scale + 1];
  while (high - low > 1e-7) {
    const middle = (low + high) / 2;
    if (above(middle) > goal) low = middle;
    else high = middle;
  }
  return high;
}

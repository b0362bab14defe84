import { requireCount, requireLevel, requireWithin } from "./domain";
import type { Interval } from "./interval";

/**
 * A confidence sequence for the mean of numbers in [0, 1]: bounds that hold at every moment anyone looks, all moments together, with
 * probability 1 - alpha. Assumes that each number has the same mean given those before it, as items have that are drawn at random from many;
 * in the order of their time they may not. Numbers need not be independent or of one distribution.
 *
 * Against each candidate mean m two gamblers bet, one on larger numbers and one on smaller; m is out once either turned 1 into 2/alpha:
 * K_t(m) = max{ ½ Π (1 + l⁺(x_i - m)), ½ Π (1 - l⁻(x_i - m)) } >= 1/alpha, and stays out (the running intersection).
 * l⁺ = min(l_t, 1/2m), l⁻ = min(l_t, 1/2(1 - m)) with l_t of {@link nextBet}. The first product falls and the second rises with m, so
 * what is left is an interval.
 *
 * An accumulator: `observe` changes it. Logarithms of the wealth are kept for those of grid + 1 candidates that are still in, so an
 * observation costs what the interval is wide. Rebuild it from the observations in their order; the order matters.
 * @see Waudby-Smith & Ramdas (2024), Estimating means of bounded random variables by betting, JRSS B 86 (arXiv 2010.09686), the hedged
 * capital process with predictable plug-in bets
 */
export type BettingSequence = {
  readonly alpha: number;
  /** Into how many equal steps [0, 1] is divided: how fine the bounds are. */
  readonly grid: number;
  seen: number;
  sum: number;
  /** Σ (x_i - mu_i)², each from the mean up to then. */
  squares: number;
  /** ln Π (1 + l⁺(x_i - m)) and ln Π (1 - l⁻(x_i - m)) for m = index / grid; of no meaning outside low < index < high. */
  readonly above: Float64Array;
  readonly below: Float64Array;
  /** The bounds, in steps of the grid: the outermost candidates on either side that are out, or the ends. */
  low: number;
  high: number;
};

/**
 * @param design `alpha`, the probability that the true mean is ever outside; `grid`, how many steps
 * @throws RangeError when alpha isn't strictly between 0 and 1 or the grid is no whole number of at least 2
 */
export function startSequence({ alpha, grid = 1000 }: { alpha: number; grid?: number }): BettingSequence {
  requireLevel(alpha, "alpha");
  requireCount(grid, "grid", 2);
  const [above, below] = [new Float64Array(grid + 1), new Float64Array(grid + 1)];
  return { alpha, grid, seen: 0, sum: 0, squares: 0, above, below, low: 0, high: grid };
}

/**
 * What is bet next, before the limits that keep wealth positive: l_t = √(2 ln(2/alpha) / (s²_{t-1} t ln(1 + t))), where
 * s²_t = (¼ + Σ (x_i - mu_i)²) / (t + 1) and mu_t = (½ + Σ x_i) / (t + 1).
 */
export function nextBet({ alpha, seen, squares }: BettingSequence): number {
  const [variance, next] = [(0.25 + squares) / (seen + 1), seen + 1];
  return Math.sqrt((2 * Math.log(2 / alpha)) / (variance * next * Math.log(1 + next)));
}

/**
 * Adds one observation to `sequence`.
 * @throws RangeError when `x` isn't in [0, 1]; the sequence is then as it was
 */
export function observe(sequence: BettingSequence, x: number): void {
  requireWithin(x, 0, 1, "an observation");
  const { grid, above, below } = sequence;
  const bet = nextBet(sequence);
  for (let index = sequence.low + 1; index < sequence.high; index++) {
    const mean = index / grid;
    above[index] = (above[index] as number) + Math.log1p(Math.min(bet, 0.5 / mean) * (x - mean));
    below[index] = (below[index] as number) + Math.log1p(-Math.min(bet, 0.5 / (1 - mean)) * (x - mean));
  }
  const out = Math.log(2 / sequence.alpha);
  // One step is left open at least: numbers whose mean has moved would otherwise contradict every candidate.
  while (sequence.low + 1 < sequence.high && (above[sequence.low + 1] as number) >= out) sequence.low++;
  while (sequence.high - 1 > sequence.low && (below[sequence.high - 1] as number) >= out) sequence.high--;
  sequence.seen++;
  sequence.sum += x;
  sequence.squares += (x - (0.5 + sequence.sum) / (sequence.seen + 1)) ** 2;
}

/**
 * The bounds so far; they never widen. Rounded outward to the grid, so the guarantee is the mean's and not the grid's.
 * @returns in [0, 1]; all of it while nothing is known
 */
export const boundsOf = ({ low, high, grid }: BettingSequence): Interval => ({ low: low / grid, high: high / grid });

/**
 * Adds a paired loss: how much worse the small model was on one item, from -1 to 1, taken to [0, 1] by (d + 1) / 2.
 * @throws RangeError when `loss` isn't in [-1, 1]
 */
export function observeLoss(sequence: BettingSequence, loss: number): void {
  requireWithin(loss, -1, 1, "a paired loss");
  observe(sequence, (loss + 1) / 2);
}

/**
 * The bounds of the mean paired loss, as a share: 0.02 is two points worse. As fine as 2 / grid.
 * @returns in [-1, 1]
 */
export function lossBoundsOf({ low, high, grid }: BettingSequence): Interval {
  return { low: (2 * low - grid) / grid, high: (2 * high - grid) / grid };
}

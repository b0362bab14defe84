import { requireCount, requireLevel } from "./domain";
import type { Interval } from "./interval";
import { oneSidedDeviate, twoSidedDeviate, upperTail } from "./normal";

/** Of `n` items both models answered: `b` that only the large one got right, `c` that only the small one did. */
export type PairedCounts = { n: number; b: number; c: number };

/** `q`: the estimate under the hypothesis; `z`: standard normal at its edge; `p`: one-sided, small when the small model is good enough. */
export type PairedScore = { q: number; z: number; p: number };

/**
 * Score test of paired non-inferiority. Hypothesis: p_small - p_large <= -margin; refuted when `p` is small.
 * z = (c - b + n·margin) / √(n (2q + d(1 - d))) with d = -margin and q of {@link constrainedShare}.
 *
 * Approximate, for independent items whose number was fixed beforehand. Its true size, summed over all tables at the edge of the
 * hypothesis, is close to what it says but at times above: at a nominal 5%, for 50, 100 and 200 items and margins of 2, 5 and 10 points,
 * the worst over all shares of discordant pairs is 5.8% (100 items, 10 points, all discordant pairs the large model's); with 20 and 30
 * items it is below 6.1% (tests/core/statistics/simulations/paired.test.ts). Wald's statistic, which divides by the unconstrained
 * estimate, isn't used: its worst there is above 9% throughout.
 * @param margin how much worse the small model may be, as a share (0.05 is 5 points); in (-1, 1)
 * @throws RangeError when the counts are no counts of such items, or the margin isn't in (-1, 1)
 * @see Tango (1998), Equivalence test and confidence interval for the difference in proportions for the paired-sample design,
 * Statistics in Medicine 17
 */
export function pairedScore(counts: PairedCounts, margin: number): PairedScore {
  const q = constrainedShare(counts, margin);
  const z = scoreAt(counts, -margin);
  return { q, z, p: upperTail(z) };
}

/**
 * The most likely share of items that only the large model gets right, if p_small - p_large were exactly -margin: the larger root of
 * A q² + B q + C with A = 2n, B = -(b + c) + (2n - c + b) d, C = -b d (1 - d), d = -margin.
 * @returns in [max(0, margin), 1]
 * @throws RangeError as {@link pairedScore}
 * @see Tango (1998)
 */
export function constrainedShare(counts: PairedCounts, margin: number): number {
  requirePairs(counts);
  if (!(margin > -1 && margin < 1)) throw new RangeError(`a margin must lie between -1 and 1, both excluded: ${margin}`);
  return constrainedAt(counts, -margin);
}

/**
 * Two-sided score interval of p_small - p_large: all differences d at which |z(d)| doesn't pass the normal deviate.
 * Approximate in the same way as {@link pairedScore}.
 * @returns bounds in [-1, 1], as shares
 * @throws RangeError when the counts are no counts of such items, or the confidence isn't strictly between 0 and 1
 */
export function pairedInterval(counts: PairedCounts, confidence = 0.95): Interval {
  requirePairs(counts);
  const deviate = twoSidedDeviate(confidence);
  return { low: lowest(counts, deviate), high: -lowest(mirrored(counts), deviate) };
}

/**
 * One-sided lower bound of p_small - p_large: the test of {@link pairedScore} rejects at 1 - confidence just when this is above -margin.
 * @returns in [-1, 1], as a share
 * @throws RangeError as {@link pairedInterval}, and when the confidence is below 0.5, where it would be no lower bound
 */
export function pairedLower(counts: PairedCounts, confidence = 0.95): number {
  requirePairs(counts);
  const deviate = oneSidedDeviate(confidence);
  if (deviate < 0) throw new RangeError(`a one-sided confidence must be at least 0.5: ${confidence}`);
  return lowest(counts, deviate);
}

/** One-sided upper bound of p_small - p_large; as {@link pairedLower}, seen from the other side. */
export const pairedUpper = (counts: PairedCounts, confidence = 0.95): number => -pairedLower(mirrored(counts), confidence);

/**
 * How many items the test needs: n = (z_alpha + z_power)² · discordant / margin², rounded up. Assumes that the models are equally good,
 * where the difference of a pair has variance `discordant`. A normal approximation that is a little hopeful: of the power asked for, the
 * test's own, summed over all tables, is up to 3 points short when discordant is at least twice the margin, 9 when it is the margin.
 * @param design `margin` as a share, above 0; `discordant`, the expected share of items that one model alone gets right; `alpha`
 * one-sided; `power`, how often the test then succeeds
 * @throws RangeError when margin or discordant isn't in (0, 1], or alpha or power not strictly between 0 and 1
 */
export function pairedSampleSize(design: { margin: number; discordant: number; alpha?: number; power?: number }): number {
  const { margin, discordant, alpha = 0.05, power = 0.8 } = design;
  for (const [name, share] of Object.entries({ margin, discordant }))
    if (!(share > 0 && share <= 1)) throw new RangeError(`${name} must be above 0 and at most 1: ${share}`);
  requireLevel(alpha, "alpha");
  requireLevel(power, "power");
  return Math.ceil(((oneSidedDeviate(1 - alpha) + oneSidedDeviate(power)) ** 2 * discordant) / margin ** 2);
}

const mirrored = ({ n, b, c }: PairedCounts): PairedCounts => ({ n, b: c, c: b });

function requirePairs({ n, b, c }: PairedCounts): void {
  requireCount(n, "the number of pairs", 1);
  requireCount(b, "the number of pairs that only the large model got right");
  requireCount(c, "the number of pairs that only the small model got right");
  if (b + c > n) throw new RangeError(`more discordant pairs than pairs: ${b} + ${c} of ${n}`);
}

function constrainedAt({ n, b, c }: PairedCounts, difference: number): number {
  const first = 2 * n;
  const second = -(b + c) + (2 * n - c + b) * difference;
  const third = -b * difference * (1 - difference);
  const root = Math.sqrt(Math.max(0, second ** 2 - 4 * first * third));
  // Of the two forms of the same root the one that doesn't subtract near equals.
  const larger = second > 0 ? (-2 * third) / (second + root) : (root - second) / (2 * first);
  return Math.max(0, -difference, larger);
}

/** Falls as `difference` rises, from infinity at -1 to minus infinity at 1. */
function scoreAt(counts: PairedCounts, difference: number): number {
  const { n, b, c } = counts;
  const variance = n * (2 * constrainedAt(counts, difference) + difference * (1 - difference));
  // Without discordant pairs both are 0 at no difference; z goes to 0 from either side.
  return variance > 0 ? (c - b - n * difference) / Math.sqrt(variance) : 0;
}

/** Where z falls to `deviate`, from below by at most 2⁻⁵⁰: halving, as z is steep near -1 and flat elsewhere. */
function lowest(counts: PairedCounts, deviate: number): number {
  let [low, high] = [-1, (counts.c - counts.b) / counts.n];
  for (let round = 0; round < 50 && low < high; round++) {
    const middle = (low + high) / 2;
    if (scoreAt(counts, middle) > deviate) low = middle;
    else high = middle;
  }
  return low;
}

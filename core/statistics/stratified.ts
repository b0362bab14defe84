import { requireCount, requireShare } from "./domain";
import type { Interval } from "./interval";
import { twoSidedDeviate } from "./normal";

/** What was sampled of one stratum: its share of all items, and mean and variance (divided by count - 1) of those sampled. */
export type Stratum = { weight: number; count: number; mean: number; variance: number };

export type StratifiedMean = Interval & { estimate: number; standardError: number };

/**
 * A stratum of items that succeeded or not; its variance comes out as p(1 - p) n / (n - 1).
 * @throws RangeError when `successes` of `count` is no share or the stratum has fewer than 2 items
 */
export function stratumOfShare(weight: number, successes: number, count: number): Stratum {
  requireShare(successes, count);
  requireCount(count, "the items sampled of a stratum", 2);
  const mean = successes / count;
  return { weight, count, mean, variance: (mean * (1 - mean) * count) / (count - 1) };
}

/**
 * A stratum of graded items.
 * @param values of the items sampled, in any unit
 * @throws RangeError when there are fewer than 2
 */
export function stratumOf(weight: number, values: readonly number[]): Stratum {
  requireCount(values.length, "the items sampled of a stratum", 2);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    weight,
    count: values.length,
    mean,
    variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1),
  };
}

/**
 * The mean of all items from a sample of each stratum: p = Σ W_h p_h, Var = Σ W_h² s_h² / n_h, which for shares is
 * Σ W_h² p_h (1 - p_h) / (n_h - 1). Assumes a random sample within each stratum, small against it, and weights that are known.
 * The interval is normal and isn't kept within the items' range. Strata in which all items came out alike add nothing to it, so of few items
 * it is too sure of itself: for display, not for a guarantee.
 * @param strata of {@link stratumOfShare} or {@link stratumOf}; weights add up to 1
 * @returns in the unit of the values
 * @throws RangeError when there are none, weights are negative or don't add up to 1, a stratum has fewer than 2 items, or the
 * confidence isn't strictly between 0 and 1
 * @see Cochran (1977), Sampling techniques, 3rd edition, chapter 5
 */
export function stratifiedMean(strata: readonly Stratum[], confidence = 0.95): StratifiedMean {
  requireWeights(strata);
  let [estimate, variance] = [0, 0];
  for (const stratum of strata) {
    requireCount(stratum.count, "the items sampled of a stratum", 2);
    estimate += stratum.weight * stratum.mean;
    variance += (stratum.weight ** 2 * stratum.variance) / stratum.count;
  }
  const standardError = Math.sqrt(variance);
  const half = twoSidedDeviate(confidence) * standardError;
  return { estimate, standardError, low: estimate - half, high: estimate + half };
}

/**
 * How many items of each stratum make the mean's standard error least: n_h = n W_h S_h / Σ W_h S_h (Neyman 1934), S_h the standard deviation
 * in the stratum, √(p(1 - p)) for a share. Not rounded; a stratum needs 2 items at least, whatever is given here, and one whose
 * deviation is guessed from few items should not get fewer than its weight asks for. In proportion to weights when all deviations are 0.
 * @param strata weights add up to 1
 * @param total items to share out, at least 1
 * @returns in the order of the strata; adds up to `total`
 * @throws RangeError when there are no strata, weights or deviations are negative, weights don't add up to 1, or the total isn't a
 * whole number of at least 1
 */
export function neymanAllocation(strata: readonly { weight: number; deviation: number }[], total: number): number[] {
  requireWeights(strata);
  requireCount(total, "the items to share out", 1);
  for (const { deviation } of strata) if (!(deviation >= 0)) throw new RangeError(`a deviation must be at least 0: ${deviation}`);
  const all = strata.reduce((sum, { weight, deviation }) => sum + weight * deviation, 0);
  return strata.map(({ weight, deviation }) => total * (all === 0 ? weight : (weight * deviation) / all));
}

function requireWeights(strata: readonly { weight: number }[]): void {
  for (const { weight } of strata) if (!(weight >= 0)) throw new RangeError(`a stratum's weight must be at least 0: ${weight}`);
  const sum = strata.reduce((all, { weight }) => all + weight, 0);
  if (!(Math.abs(sum - 1) < 1e-9)) throw new RangeError(`the weights of the strata must add up to 1: ${sum}`);
}

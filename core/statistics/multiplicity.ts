import { requireLevel, requireWithin } from "./domain";

/**
 * Of several hypotheses, in the order given: which are rejected, and the smallest level at which each would be. Rejected just when
 * `adjusted` is at most the level.
 */
export type Rejections = { rejected: boolean[]; adjusted: number[] };

/**
 * Holm's step-down: the probability of even one false rejection is at most `alpha`, whatever the p-values' dependence.
 * Adjusted p of the k-th smallest of m: the largest of (m - j + 1) p_(j) over j <= k, at most 1.
 * @param pValues each valid by itself; none is an empty list, in which nothing is rejected
 * @throws RangeError when a p-value isn't in [0, 1] or alpha not strictly between 0 and 1
 * @see Holm (1979), A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6
 */
export function holm(pValues: readonly number[], alpha: number): Rejections {
  requirePValues(pValues);
  const adjusted = new Array<number>(pValues.length);
  let most = 0;
  for (const [rank, index] of ascending(pValues).entries()) {
    most = Math.min(1, Math.max(most, (pValues.length - rank) * (pValues[index] as number)));
    adjusted[index] = most;
  }
  return atLevel(adjusted, alpha);
}

/**
 * Benjamini & Hochberg's step-up: of what is rejected, the expected share of false rejections is at most `alpha`. Assumes p-values that are
 * independent or positively dependent; {@link eBenjaminiHochberg} assumes nothing.
 * Adjusted p of the k-th smallest of m: the smallest of m p_(j) / j over j >= k, at most 1.
 * Parameters and errors as of {@link holm}.
 * @see Benjamini & Hochberg (1995), Controlling the false discovery rate, JRSS B 57
 */
export function benjaminiHochberg(pValues: readonly number[], alpha: number): Rejections {
  requirePValues(pValues);
  return atLevel(
    stepUp(pValues, (p, ratio) => ratio * p),
    alpha,
  );
}

/**
 * Benjamini & Hochberg's step-up on e-values: rejects the k largest for the largest k with e_(k) >= m / (alpha k). The expected share of
 * false rejections is at most `alpha` under any dependence, and e-values of e-processes may be read at any moment, so this is the one
 * for a list that is watched all the time.
 * Adjusted level of the k-th largest of m: the smallest of m / (j e_(j)) over j >= k, at most 1.
 * @param eValues at least 0, each of expectation at most 1 if its hypothesis holds; infinity is one
 * @throws RangeError when an e-value is negative or not a number, or alpha isn't strictly between 0 and 1
 * @see Wang & Ramdas (2022), False discovery rate control with e-values, JRSS B 84 (arXiv 2009.02824)
 */
export function eBenjaminiHochberg(eValues: readonly number[], alpha: number): Rejections {
  for (const value of eValues) requireWithin(value, 0, Number.POSITIVE_INFINITY, "an e-value");
  return atLevel(
    stepUp(
      eValues.map((value) => -value),
      (value, ratio) => ratio / -value,
    ),
    alpha,
  );
}

function requirePValues(pValues: readonly number[]): void {
  for (const value of pValues) requireWithin(value, 0, 1, "a p-value");
}

const ascending = (values: readonly number[]): number[] =>
  values.map((_, index) => index).sort((a, b) => (values[a] as number) - (values[b] as number) || a - b);

/** @param levelOf the level at which a value passes when `ratio` is m / k; smaller values pass at smaller levels */
function stepUp(values: readonly number[], levelOf: (value: number, ratio: number) => number): number[] {
  const adjusted = new Array<number>(values.length);
  let least = 1;
  for (const [behind, index] of ascending(values).reverse().entries()) {
    // The ratio first: at rank m it is 1, and a value that meets the level meets it to the last digit.
    least = Math.min(least, levelOf(values[index] as number, values.length / (values.length - behind)));
    adjusted[index] = least;
  }
  return adjusted;
}

function atLevel(adjusted: number[], alpha: number): Rejections {
  requireLevel(alpha, "alpha");
  return { adjusted, rejected: adjusted.map((level) => level <= alpha) };
}

/**
 * Shannon entropy in nats of a distribution given by Σn and Σ n·ln n over its counts: ln N - (Σ n·ln n) / N.
 * This form needs two sums only, so a database can add them up.
 * The plug-in estimate: biased low by about (distinct - 1) / 2N (Miller 1955).
 * @returns 0 for an empty or one-valued distribution
 */
export function entropyOfSums(total: number, sumOfCountTimesLog: number): number {
  return total === 0 ? 0 : Math.max(0, Math.log(total) - sumOfCountTimesLog / total);
}

/**
 * Shannon entropy in nats: -Σ p·ln p.
 * @param counts how often each value was seen; zeros don't matter
 * @see Shannon (1948), A mathematical theory of communication
 */
export function shannonEntropy(counts: readonly number[]): number {
  const seen = counts.filter((count) => count > 0);
  return entropyOfSums(
    seen.reduce((sum, count) => sum + count, 0),
    seen.reduce((sum, count) => sum + count * Math.log(count), 0),
  );
}

/**
 * Entropy as a share of the most that `total` observations can show, ln(total): 0 when all are equal, 1 when all differ.
 * @returns null with fewer than two observations, where nothing can differ
 */
export function normalisedEntropy(entropy: number, total: number): number | null {
  return total < 2 ? null : Math.min(1, entropy / Math.log(total));
}

/**
 * The number of equally frequent values that would have this entropy: exp(H), the Hill number of order 1.
 * @see Hill (1973), Diversity and evenness, Ecology 54
 */
export const effectiveNumber = (entropy: number): number => Math.exp(entropy);

import betaQuantile from "@stdlib/stats-base-dists-beta-quantile";
import { requireLevel, requireShare } from "./domain";
import type { Interval } from "./interval";

/**
 * Exact one-sided lower bound of a share: the p at which P(Bin(n, p) >= k) is 1 - confidence, which is the (1 - confidence)-quantile
 * of Beta(k, n - k + 1); 0 when k is 0. Lies above the true share in at most 1 - confidence of all samples, whatever the share.
 * @param successes how many of the trials, 0 to `trials`
 * @param trials independent, of one probability; at least 1. Fixed beforehand: looking again and again breaks the guarantee.
 * @param confidence 0.95 for a bound that is wrong at most 5 times in 100
 * @throws RangeError when the counts are no counts, or the confidence isn't strictly between 0 and 1
 * @see Clopper & Pearson (1934), The use of confidence or fiducial limits illustrated in the case of the binomial, Biometrika 26
 */
export function clopperPearsonLower(successes: number, trials: number, confidence = 0.95): number {
  requireShare(successes, trials);
  requireLevel(confidence, "confidence");
  return successes === 0 ? 0 : betaQuantile(1 - confidence, successes, trials - successes + 1);
}

/**
 * Exact one-sided upper bound of a share: the p at which P(Bin(n, p) <= k) is 1 - confidence, which is the confidence-quantile of
 * Beta(k + 1, n - k); 1 when k is n. Parameters, errors and source as of {@link clopperPearsonLower}.
 */
export function clopperPearsonUpper(successes: number, trials: number, confidence = 0.95): number {
  requireShare(successes, trials);
  requireLevel(confidence, "confidence");
  return successes === trials ? 1 : betaQuantile(confidence, successes + 1, trials - successes);
}

/**
 * Exact two-sided interval of a share: both one-sided bounds, each wrong in at most half of 1 - confidence. Covers at least as often
 * as it says at every p and n, so it is the one for guarantees; wider than Wilson's, which is the one for display.
 * Parameters, errors and source as of {@link clopperPearsonLower}.
 * @returns bounds in [0, 1]
 */
export function clopperPearsonInterval(successes: number, trials: number, confidence = 0.95): Interval {
  requireLevel(confidence, "confidence");
  const each = (1 + confidence) / 2;
  return { low: clopperPearsonLower(successes, trials, each), high: clopperPearsonUpper(successes, trials, each) };
}

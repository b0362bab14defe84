import { requireShare } from "./domain";
import { twoSidedDeviate } from "./normal";

export type Interval = { low: number; high: number };

/**
 * Wilson score interval of a share, two-sided: (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n), z the normal deviate.
 * For display: it covers about as often as it says, on average over p, not at every p. Where a guarantee is quoted, an exact
 * interval is needed instead (clopperPearson.ts).
 * @param successes how many of the trials, 0 to `trials`
 * @param trials independent, of one probability; at least 1
 * @param confidence 0.95 for a 95% interval
 * @returns bounds in [0, 1]
 * @throws RangeError when the counts are no counts, or the confidence isn't strictly between 0 and 1
 * @see Wilson, E. B. (1927), Probable inference, the law of succession, and statistical inference, JASA 22
 */
export function wilsonInterval(successes: number, trials: number, confidence = 0.95): Interval {
  requireShare(successes, trials);
  return wilsonBounds(successes / trials, trials, confidence);
}

/**
 * Wilson's bounds for a mean of values in [0, 1]. For zeros and ones the mean is a share and they are `wilsonInterval`. Other values of the
 * same mean vary less (their variance is at most m(1 - m)), so the interval is then wider than need be.
 * @param mean 0 to 1
 * @param trials at least 1
 */
export function wilsonBounds(mean: number, trials: number, confidence = 0.95): Interval {
  const z = twoSidedDeviate(confidence);
  const square = z ** 2 / trials;
  const centre = (mean + square / 2) / (1 + square);
  const half = (z * Math.sqrt((mean * (1 - mean)) / trials + square / (4 * trials))) / (1 + square);
  // At the ends the bound is 0 or 1 in exact arithmetic; rounding must not push it off.
  return {
    low: mean === 0 ? 0 : Math.max(0, centre - half),
    high: mean === 1 ? 1 : Math.min(1, centre + half),
  };
}

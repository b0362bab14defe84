/** Standard normal quantile at 0.975, for two-sided 95% intervals (Abramowitz & Stegun, table 26.5). */
const Z95 = 1.959963984540054;

export type Interval = { low: number; high: number };

/**
 * Wilson score interval of a share, two-sided 95%: (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n).
 * For display. Where a guarantee is quoted, an exact interval is needed instead.
 * @param successes how many of the trials, 0 to `trials`
 * @param trials at least 1
 * @returns bounds in [0, 1]
 * @throws RangeError when the counts are no counts
 * @see Wilson, E. B. (1927), Probable inference, the law of succession, and statistical inference, JASA 22
 */
export function wilsonInterval(successes: number, trials: number): Interval {
  if (!Number.isInteger(successes) || !Number.isInteger(trials) || trials < 1 || successes < 0 || successes > trials) {
    throw new RangeError(`no share: ${successes} of ${trials}`);
  }
  const share = successes / trials;
  const square = Z95 ** 2 / trials;
  const centre = (share + square / 2) / (1 + square);
  const half = (Z95 * Math.sqrt((share * (1 - share)) / trials + square / (4 * trials))) / (1 + square);
  // At the ends the bound is 0 or 1 in exact arithmetic; rounding must not push it off.
  return {
    low: successes === 0 ? 0 : Math.max(0, centre - half),
    high: successes === trials ? 1 : Math.min(1, centre + half),
  };
}

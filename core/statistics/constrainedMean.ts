/** How often each value was seen: values in [low, high], counts at least 1. */
export type Counts = readonly (readonly [value: number, count: number])[];

/**
 * Variance of one observation, if the mean were `mean`: that of the distribution on [low, high] with this mean under which what was seen is
 * likeliest (nonparametric likelihood: Owen 1988, Biometrika 75). What was seen has the weights (1/n) / (1 - l (x - mean)) there; where no
 * such weights have the mean, the rest lies at the end of the range. For values -1, 0 and 1 it is the constrained estimate of Tango (1998,
 * Statistics in Medicine 17), so that the score test built on it is his.
 * @param counts at least one observation
 * @param mean strictly inside the range
 * @throws RangeError when there is nothing seen or the mean is outside of the range
 */
export function constrainedVariance(counts: Counts, mean: number, { low, high }: { low: number; high: number }): number {
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) throw new RangeError("nothing was observed");
  if (!(mean > low && mean < high)) throw new RangeError(`${mean} is not between ${low} and ${high}`);
  /** Rises in `tilt`; zero where the weighted mean is `mean`. */
  const slope = (tilt: number) => counts.reduce((sum, [value, count]) => sum + (count * (value - mean)) / (1 - tilt * (value - mean)), 0);
  const most = 1 / (high - mean);
  const least = -1 / (mean - low);
  const tilt = slope(0) <= 0 ? rootOf(slope, 0, most) : rootOf(slope, least, 0);
  const weighted = counts.map(([value, count]) => [value, count / total / (1 - tilt * (value - mean))] as const);
  const rest = Math.max(0, 1 - weighted.reduce((sum, [, weight]) => sum + weight, 0));
  const end = tilt > 0 ? high : low;
  const all = rest > 0 ? [...weighted, [end, rest] as const] : weighted;
  return all.reduce((sum, [value, weight]) => sum + weight * (value - mean) ** 2, 0);
}

/** Where a function that rises from `from` to `to` is zero, or the end nearest to it; both ends may be poles. */
function rootOf(rises: (at: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let halvings = 0; halvings < 60; halvings++) {
    const middle = (low + high) / 2;
    if (rises(middle) > 0) high = middle;
    else low = middle;
  }
  return low === from ? from : high === to ? to : (low + high) / 2;
}

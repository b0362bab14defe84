/**
 * Sample quantile with linear interpolation, type 7 of Hyndman & Fan (1996), as PostgreSQL's percentile_cont.
 * @param values in any order
 * @param share 0 to 1
 * @returns in the unit of the values; null when there are none
 */
export function quantile(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (high - low) * (position - below);
}

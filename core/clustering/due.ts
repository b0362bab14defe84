/** New calls before a fit is made anew, as a share of those it was made of; and at least so many. */
const GROWTH = 0.5;
const FEWEST_NEW = 200;
/** New calls before it counts that many of them fit nowhere, and by how much their share must be above the fit's own. */
const FEWEST_TO_JUDGE = 100;
const MORE_OUTLIERS = 0.15;

/** What has come since a fit: calls, and those of them that fit nowhere. */
export type SinceFit = { fittedCalls: number; outlierShare: number; newCalls: number; newOutliers: number };

/** Should clusters be fitted anew? When there are half as many calls again, or when what comes is more and more of another kind. */
export function fitIsDue({ fittedCalls, outlierShare, newCalls, newOutliers }: SinceFit): boolean {
  if (newCalls >= Math.max(FEWEST_NEW, GROWTH * fittedCalls)) return true;
  return newCalls >= FEWEST_TO_JUDGE && newOutliers / newCalls > outlierShare + MORE_OUTLIERS;
}

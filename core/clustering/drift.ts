import { effectiveNumber, shannonEntropy } from "../statistics/entropy";
import { jensenShannonDistance } from "../statistics/jensenShannon";

/** Calls of a stretch of time, by cluster; those of none under `OUTLIERS`. */
export type Window = { from: number; counts: ReadonlyMap<string, number> };

export const OUTLIERS = "outliers";

/**
 * How far what is asked has moved: the Jensen-Shannon distance of each window's shares from those of all windows before it together.
 * @returns of each window, 0 to 1; null for the first, and where there is nothing to compare
 */
export function driftOf(windows: readonly Window[]): (number | null)[] {
  const before = new Map<string, number>();
  return windows.map(({ counts }) => {
    const distance = jensenShannonDistance(before, counts);
    for (const [cluster, count] of counts) before.set(cluster, (before.get(cluster) ?? 0) + count);
    return distance;
  });
}

/**
 * How many equally large clusters would be as varied as these: exp of the entropy of their shares. What a node's work amounts to, for
 * the score card: near 1 is one task, whatever is called a cluster.
 * @param sizes calls by cluster; outliers are no cluster
 * @returns null without calls
 */
export const effectiveClusters = (sizes: readonly number[]): number | null =>
  sizes.some((size) => size > 0) ? effectiveNumber(shannonEntropy(sizes)) : null;

import { z } from "zod";

/**
 * Quantiles of many non-negative values, to within 1 % of the value, from counts in bins whose bounds grow by a constant
 * factor. Adding and merging only add counts, so neither their order nor how the values were parted changes anything.
 * @see Masson, Rim & Lee (2019), DDSketch: a fast and fully-mergeable quantile sketch with relative-error guarantees, VLDB 12
 */
export type QuantileSketch = {
  /** Values too small to matter, which count as 0. */
  zeros: number;
  /** Counts by bin. */
  bins: Map<number, number>;
};

/** What a quantile may be off by, as a share of the value. */
export const RELATIVE_ERROR = 0.01;
const GAMMA = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR);
const LOG_GAMMA = Math.log(GAMMA);
const SMALLEST = 1e-9;

/** As stored: zeros, then bin and count by turns, bins rising. Looked at by hand: a page reads hundreds of thousands of such numbers. */
export const StoredSketch = z.custom<number[]>((stored) => Array.isArray(stored) && stored.every(Number.isSafeInteger));
export type StoredSketch = z.infer<typeof StoredSketch>;

export const emptySketch = (): QuantileSketch => ({ zeros: 0, bins: new Map() });

/** @param value at least 0; what is smaller counts as 0 */
export function addValue(sketch: QuantileSketch, value: number): void {
  if (value < SMALLEST) {
    sketch.zeros++;
    return;
  }
  const bin = Math.ceil(Math.log(value) / LOG_GAMMA);
  sketch.bins.set(bin, (sketch.bins.get(bin) ?? 0) + 1);
}

/** Adds all that `other` holds to `sketch`. */
export function mergeSketch(sketch: QuantileSketch, other: QuantileSketch): void {
  sketch.zeros += other.zeros;
  for (const [bin, count] of other.bins) sketch.bins.set(bin, (sketch.bins.get(bin) ?? 0) + count);
}

export const storeSketch = ({ zeros, bins }: QuantileSketch): StoredSketch => [zeros, ...[...bins].sort(([a], [b]) => a - b).flat()];

export function readSketch([zeros = 0, ...rest]: StoredSketch): QuantileSketch {
  const bins = new Map<number, number>();
  for (let index = 0; index < rest.length; index += 2) bins.set(rest[index] ?? 0, rest[index + 1] ?? 0);
  return { zeros, bins };
}

export function countOf({ zeros, bins }: QuantileSketch): number {
  let total = zeros;
  for (const count of bins.values()) total += count;
  return total;
}

/**
 * The quantiles as `quantile` defines them, each to within 1 %.
 * @param shares each from 0 to 1
 * @returns in the unit of the values; null when there are none
 */
export function quantilesOf(sketch: QuantileSketch, shares: readonly number[]): (number | null)[] {
  const total = countOf(sketch);
  if (total === 0) return shares.map(() => null);
  const bins = [...sketch.bins].sort(([a], [b]) => a - b);
  const valueAt = (rank: number): number => {
    let before = sketch.zeros;
    if (rank < before) return 0;
    for (const [bin, count] of bins) {
      before += count;
      if (rank < before) return (2 * GAMMA ** bin) / (GAMMA + 1);
    }
    return 0;
  };
  return shares.map((share) => {
    const position = (total - 1) * share;
    const below = Math.floor(position);
    const low = valueAt(below);
    return position === below ? low : low + (valueAt(below + 1) - low) * (position - below);
  });
}

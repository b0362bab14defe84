import cdf from "@stdlib/stats-base-dists-normal-cdf";
import quantile from "@stdlib/stats-base-dists-normal-quantile";
import { requireLevel } from "./domain";

/**
 * The standard normal deviate that leaves half of 1 - confidence in each tail: 1.959964 for 0.95.
 * @throws RangeError when `confidence` isn't strictly between 0 and 1
 */
export function twoSidedDeviate(confidence: number): number {
  requireLevel(confidence, "confidence");
  return quantile((1 + confidence) / 2, 0, 1);
}

/**
 * The standard normal deviate that leaves all of 1 - confidence in the upper tail: 1.644854 for 0.95. Negative below 0.5.
 * @throws RangeError when `confidence` isn't strictly between 0 and 1
 */
export function oneSidedDeviate(confidence: number): number {
  requireLevel(confidence, "confidence");
  return quantile(confidence, 0, 1);
}

/** P(Z >= z) of a standard normal Z; exact far out too, where 1 - P(Z < z) would have no digits left. */
export const upperTail = (z: number): number => cdf(-z, 0, 1);

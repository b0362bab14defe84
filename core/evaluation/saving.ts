import { z } from "zod";
import { CallRate } from "../replacement/rate";
import { twoSidedDeviate } from "../statistics/normal";

/** A figure with its 95% interval. */
export const Estimated = z.object({ mean: z.number(), low: z.number(), high: z.number() });
export type Estimated = z.infer<typeof Estimated>;

/** What a candidate saves by what both models' answers to the same calls cost, in US dollars; less than nothing where it costs more. */
export const MeasuredSaving = z.object({
  /** Calls that both answered at a price. */
  pairs: z.number().int(),
  perCall: Estimated,
  perMonth: Estimated,
  /** Of what the present model costs; null when that costs nothing. */
  share: z.number().nullable(),
  rate: CallRate,
  /** What the evaluation cost is saved after so many days, on average; null when the candidate saves nothing. */
  paysBackDays: z.number().nullable(),
});
export type MeasuredSaving = z.infer<typeof MeasuredSaving>;

export type PricedPair = { incumbent: number; candidate: number };

/** Of fewer pairs an interval by the normal distribution says little. */
const FEWEST = 10;
const DAYS_PER_MONTH = 365.25 / 12;

/**
 * Mean difference of the cost of a call, D, and of a month, D R, with R calls a month. Normal intervals: Var(D) = s²/n, and Var(R) = R²/N, as if N calls came
 * independently of each other (Poisson); Var(D R) = R² Var(D) + D² Var(R) (delta method). Calls that come in bursts vary more.
 * @param pairs costs of the same calls, in US dollars
 * @param calls how many calls the rate was seen from
 * @param spent what the evaluation cost
 * @returns null when there are too few pairs or calls
 */
export function measuredSaving(
  pairs: readonly PricedPair[],
  { rate, calls, spent }: { rate: CallRate; calls: number; spent: number },
): MeasuredSaving | null {
  if (pairs.length < FEWEST || calls === 0) return null;
  const z95 = twoSidedDeviate(0.95);
  const differences = pairs.map(({ incumbent, candidate }) => incumbent - candidate);
  const mean = meanOf(differences);
  const variance = differences.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (pairs.length - 1) / pairs.length;
  const { perMonth } = rate;
  const about = (middle: number, deviation: number): Estimated => ({
    mean: middle,
    low: middle - z95 * deviation,
    high: middle + z95 * deviation,
  });
  const monthly = mean * perMonth;
  const now = meanOf(pairs.map(({ incumbent }) => incumbent));
  return {
    pairs: pairs.length,
    perCall: about(mean, Math.sqrt(variance)),
    perMonth: about(monthly, Math.sqrt(perMonth ** 2 * variance + monthly ** 2 / calls)),
    share: now === 0 ? null : mean / now,
    rate,
    paysBackDays: monthly > 0 ? (spent / monthly) * DAYS_PER_MONTH : null,
  };
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

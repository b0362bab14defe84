import { z } from "zod";
import { requireLevel } from "./domain";

/**
 * An e-process against "the failure rate is at most p0": what a gambler who started with 1 and bets on failures has by now. Reaching
 * 1 / alpha at any time, however often one looks, has probability at most alpha while the rate is at most p0; so a rollback then is a false
 * alarm in at most alpha of all canaries, however long they run.
 *
 * E_t = mean over bets l of Π (1 + l (x_i - p0)), x = 1 for a failure, 0 <= l <= 1/p0. A bet l is the likelihood ratio of the rate
 * p0 + l p0 (1 - p0), and E depends on how many failed of how many, not on which. One bet is quick for its own rate and may never
 * alarm at another; the mixture of {@link startFailureProcess} costs a little at each and is lost at none.
 *
 * Plain data, never changed: {@link observeFailure} gives the next.
 * @see Ramdas, Grünwald, Vovk & Shafer (2023), Game-theoretic statistics and safe anytime-valid inference, Statistical Science 38
 */
export const FailureProcess = z.object({
  p0: z.number().gt(0).lt(1),
  alpha: z.number().gt(0).lt(1),
  bets: z.array(z.number().min(0)).min(1),
  seen: z.number().int().min(0),
  failures: z.number().int().min(0),
  /** After how many observations 1 / alpha was first reached; remembered whatever comes later. */
  crossedAt: z.number().int().nullable(),
});
export type FailureProcess = z.infer<typeof FailureProcess>;

/** How many times the odds of p0 the rates are that the mixture bets on, in equal parts. */
const ODDS_RATIOS = [1.25, 1.5, 2, 2.5, 3, 4, 6, 10];

/**
 * @param design `p0`, the failure rate that is still fine; `alpha`, how often a canary that is fine may be rolled back; `bet`, one
 * fixed bet instead of the mixture, from 0 to 1/p0: at 1/p0 the first success loses everything
 * @throws RangeError when p0 or alpha isn't strictly between 0 and 1, or the bet isn't in [0, 1/p0]
 */
export function startFailureProcess({ p0, alpha, bet }: { p0: number; alpha: number; bet?: number }): FailureProcess {
  requireLevel(p0, "p0");
  requireLevel(alpha, "alpha");
  if (bet !== undefined && !(bet >= 0 && bet * p0 <= 1)) throw new RangeError(`a bet must lie between 0 and 1/p0 = ${1 / p0}: ${bet}`);
  return { p0, alpha, bets: bet === undefined ? mixtureOf(p0) : [bet], seen: 0, failures: 0, crossedAt: null };
}

/** The process after one more observation. */
export function observeFailure(process: FailureProcess, failed: boolean): FailureProcess {
  const next = { ...process, seen: process.seen + 1, failures: process.failures + Number(failed) };
  if (next.crossedAt === null && eValueOf(next) >= 1 / next.alpha) next.crossedAt = next.seen;
  return next;
}

/**
 * E by now. It may fall again after a crossing; whether to roll back is `crossedAt`.
 * @returns at least 0; infinite when beyond what a number holds
 */
export function eValueOf({ p0, bets, seen, failures }: FailureProcess): number {
  const successes = seen - failures;
  let sum = 0;
  for (const bet of bets) {
    // Nothing succeeded yet: the logarithm may be of 0, and 0 times that is no number.
    const lost = successes === 0 ? 0 : successes * Math.log1p(-bet * p0);
    sum += Math.exp(failures * Math.log1p(bet * (1 - p0)) + lost);
  }
  return sum / bets.length;
}

function mixtureOf(p0: number): number[] {
  return ODDS_RATIOS.map((ratio) => {
    const odds = (ratio * p0) / (1 - p0);
    return (odds / (1 + odds) - p0) / (p0 * (1 - p0));
  });
}

import normalCdf from "@stdlib/stats-base-dists-normal-cdf";
import normalQuantile from "@stdlib/stats-base-dists-normal-quantile";
import { z } from "zod";
import { constrainedVariance } from "../statistics/constrainedMean";
import { spendingBounds } from "../statistics/groupSequential";
import { type Losses, numberOf, sumOf } from "./losses";

/** May a candidate take the present model's place? Asked of its mean loss per call, which must be less than the tolerance. */
export type DecisionPlan = {
  /** The mean loss that is not accepted any more, as a share: 0.02 is two points. From 0 to below 1. */
  tolerance: number;
  /** How likely a candidate that loses as much as the tolerance may be accepted all the same, at most. */
  alpha: number;
  /** As many calls may be compared at most. */
  most: number;
};

/** After so many calls a score of at least `bound` accepts; one of at most minus that refuses, and errs as rarely. */
export type Look = { calls: number; bound: number };
export type DecisionDesign = DecisionPlan & { looks: readonly Look[] };

/** Calls before the first look, and how much later the next one is, as a share and in calls at least. */
const FIRST = 10;
const LATER = 0.12;
const APART = 5;
/**
 * The share of alpha that is spent. Counts of calls are no normal numbers, the less so the fewer they are: spent whole, calls that are
 * right or wrong would be accepted at the tolerance with up to 1.1 alpha. Like this it stays below alpha, summed up exactly over all outcomes
 * (tests/core/replacement/decision.test.ts).
 */
const spentOf = (most: number): number => 1 - 1 / Math.sqrt(most);
/** What is hopeless: even if the loss is as many standard errors lower than it looks, the chance to be accepted is below this. */
const OPTIMISM = 1.64;
const HOPELESS = 0.05;
/** "About so many more calls" are meant to suffice with this probability if the loss is what it looks like. */
const LIKELY = 0.8;

/**
 * When to look, and from which score on the matter is decided: a group-sequential design whose error is spent in proportion to the calls
 * (Lan & DeMets 1983), so that early looks cost little. Needs up to half a second; to be kept while an evaluation goes on.
 * @throws RangeError when the plan is none
 */
export function designDecision(plan: DecisionPlan): DecisionDesign {
  const { tolerance, alpha, most } = plan;
  if (!(tolerance >= 0 && tolerance < 1)) throw new RangeError(`a tolerance is a share from 0 to below 1, not ${tolerance}`);
  if (!(alpha > 0 && alpha < 0.5)) throw new RangeError(`alpha is between 0 and 0.5, not ${alpha}`);
  if (!Number.isInteger(most) || most < 1) throw new RangeError(`at least one call must be compared, not ${most}`);
  const calls: number[] = [];
  for (let next = FIRST; next <= most - APART; next += Math.max(APART, Math.round(next * LATER))) calls.push(next);
  calls.push(most);
  const bounds = spendingBounds(
    calls.map((count) => count / most),
    (share) => spentOf(most) * alpha * share,
  );
  return { ...plan, looks: calls.map((count, index) => ({ calls: count, bound: bounds[index] ?? Number.POSITIVE_INFINITY })) };
}

/**
 * - `open`: more calls are needed, up to `nextLook`
 * - `replace`: the loss is below the tolerance
 * - `keep`: the loss is above it
 * - `hopeless`: neither is shown, and the calls that may still be compared can hardly show that the loss is below the tolerance
 * - `spent`: neither is shown, and all calls that might be compared have been
 */
export const DecisionState = z.enum(["open", "replace", "keep", "hopeless", "spent"]);
export type DecisionState = z.infer<typeof DecisionState>;

export type Decision = {
  state: DecisionState;
  calls: number;
  /** Mean loss so far, as a share; null before the first call. */
  estimate: number | null;
  /** Each is passed by the true loss with probability alpha at most, over all looks together. */
  low: number;
  high: number;
  /** About as many more calls would do if the loss is what it looks like; null when it looks too high, or nothing is needed. */
  more: number | null;
  /** The number of calls at which to look again; null when decided. */
  nextLook: number | null;
};

/**
 * The paired score test of a mean loss against the tolerance, at the looks of its design: z = (n D - sum of losses) / sqrt(n v), with the variance v
 * under "the mean is D". For calls that are right or wrong this is Tango's score (1998, Statistics in Medicine 17); v comes from
 * the nonparametric likelihood otherwise. Between looks nothing is decided.
 * @param losses of calls drawn at random, in the order drawn
 */
export function decide(design: DecisionDesign, losses: Losses): Decision {
  const calls = numberOf(losses);
  const look = design.looks.findLast((one) => one.calls <= calls);
  const next = design.looks.find((one) => one.calls > calls)?.calls ?? null;
  if (calls === 0 || look === undefined)
    return { state: "open", calls, estimate: calls === 0 ? null : sumOf(losses) / calls, low: -1, high: 1, more: null, nextLook: next };
  const estimate = sumOf(losses) / calls;
  const seen = { calls, estimate, ...boundsOf(losses, look.bound) };
  const end = (state: DecisionState, more: number | null = null): Decision => ({ state, ...seen, more, nextLook: null });
  const score = scoreOf(losses, design.tolerance);
  if (look.calls === calls && score >= look.bound) return end("replace");
  if (look.calls === calls && score <= -look.bound) return end("keep");
  const more = moreCalls(design, losses, estimate);
  const hopeless = look.calls === calls && next !== null && chanceOf(design, losses, estimate) < HOPELESS;
  if (next !== null && !hopeless) return { state: "open", ...seen, more, nextLook: next };
  return end(hopeless ? "hopeless" : "spent", more);
}

/** Variance of a loss if the mean loss were `mean`. */
const varianceAt = (losses: Losses, mean: number): number => constrainedVariance(losses, mean, { low: -1, high: 1 });

const scoreOf = (losses: Losses, mean: number): number =>
  (numberOf(losses) * mean - sumOf(losses)) / Math.sqrt(numberOf(losses) * varianceAt(losses, mean));

/** The mean losses from which what was seen is `score` standard errors away: one-sided bounds with the normal quantile of 1 - alpha. */
export function boundsOf(losses: Losses, score: number): { low: number; high: number } {
  const estimate = sumOf(losses) / numberOf(losses);
  return { low: whereScore(losses, -score, -1, estimate), high: whereScore(losses, score, estimate, 1) };
}

/** The mean loss against which the score is `score`, which rises with it. */
function whereScore(losses: Losses, score: number, from: number, to: number): number {
  let [low, high] = [from, to];
  while (high - low > 1e-7) {
    const middle = (low + high) / 2;
    if (scoreOf(losses, middle) < score) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** How likely the last look accepts, if the loss is `OPTIMISM` standard errors lower than it looks (conditional power). */
function chanceOf({ tolerance, most, looks }: DecisionDesign, losses: Losses, estimate: number): number {
  const calls = numberOf(losses);
  const variance = varianceAt(losses, tolerance);
  const hoped = estimate - OPTIMISM * Math.sqrt(variance / calls);
  const expected = calls * (tolerance - estimate) + (most - calls) * (tolerance - hoped);
  const needed = (looks.at(-1)?.bound ?? 0) * Math.sqrt(most * variance);
  return normalCdf((expected - needed) / Math.sqrt((most - calls) * variance), 0, 1);
}

function moreCalls({ tolerance, alpha }: DecisionDesign, losses: Losses, estimate: number): number | null {
  if (estimate >= tolerance) return null;
  const sum = normalQuantile(1 - alpha, 0, 1) + normalQuantile(LIKELY, 0, 1);
  const needed = (sum ** 2 * varianceAt(losses, tolerance)) / (tolerance - estimate) ** 2;
  return Math.max(APART, Math.ceil(needed) - numberOf(losses));
}

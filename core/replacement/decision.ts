import { z } from "zod";
import { constrainedVariance } from "../statistics/constrainedMean";
import { spendingBounds } from "../statistics/groupSequential";
import { oneSidedDeviate, upperTail } from "../statistics/normal";
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

/** After so many calls a score of at least `accepts` accepts; one of at most minus `refuses` refuses, and errs as rarely. */
export type Look = { calls: number; accepts: number; refuses: number };
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
const OPTIMISM = 2;
const HOPELESS = 0.1;
/** How much of the error may be spent after a share of the calls, as powers of it. */
const ACCEPTING = 1.5;
const REFUSING = 0.5;
/** "About so many more calls" are meant to suffice with this probability if the loss is what it looks like. */
const LIKELY = 0.8;

/**
 * When to look, and from which score on the matter is decided: a group-sequential design (Lan & DeMets 1983). The error of accepting is
 * spent late, so that little power is lost against one look at the end; that of refusing early, for what is clearly worse shows
 * early. Needs up to half a second; to be kept while an evaluation goes on.
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
  const times = calls.map((count) => count / most);
  const accepts = spendingBounds(times, (share) => spentOf(most) * alpha * share ** ACCEPTING);
  const refuses = spendingBounds(times, (share) => spentOf(most) * alpha * share ** REFUSING);
  const never = Number.POSITIVE_INFINITY;
  return { ...plan, looks: calls.map((count, at) => ({ calls: count, accepts: accepts[at] ?? never, refuses: refuses[at] ?? never })) };
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
export function stateOf(design: DecisionDesign, losses: Losses): DecisionState {
  const calls = numberOf(losses);
  const look = design.looks.find((one) => one.calls === calls);
  if (look === undefined) return calls < design.most ? "open" : "spent";
  const variance = constrainedVariance(losses, design.tolerance, RANGE);
  const score = scoreOf(losses, design.tolerance, variance);
  if (score >= look.accepts) return "replace";
  if (score <= -look.refuses) return "keep";
  if (calls === design.most) return "spent";
  return chanceOf(design, losses, variance) < HOPELESS ? "hopeless" : "open";
}

/** The state, and what is known so far: {@link stateOf}. */
export function decide(design: DecisionDesign, losses: Losses): Decision {
  const calls = numberOf(losses);
  const state = stateOf(design, losses);
  const nextLook = state === "open" ? (design.looks.find((one) => one.calls > calls)?.calls ?? null) : null;
  const estimate = calls === 0 ? null : sumOf(losses) / calls;
  const look = design.looks.findLast((one) => one.calls <= calls);
  const bounds = look === undefined ? RANGE : boundsOf(losses, look);
  const decided = state === "replace" || state === "keep";
  return { state, calls, estimate, ...bounds, more: decided || estimate === null ? null : moreCalls(design, losses, estimate), nextLook };
}

const RANGE = { low: -1, high: 1 };

function scoreOf(losses: Losses, mean: number, variance = constrainedVariance(losses, mean, RANGE)): number {
  const calls = numberOf(losses);
  return (calls * mean - sumOf(losses)) / Math.sqrt(calls * variance);
}

/** The mean losses of which what was seen is `refuses` standard errors above, and `accepts` below. */
export function boundsOf(losses: Losses, { accepts, refuses }: Pick<Look, "accepts" | "refuses">): { low: number; high: number } {
  const estimate = sumOf(losses) / numberOf(losses);
  return { low: whereScore(losses, -refuses, -1, estimate), high: whereScore(losses, accepts, estimate, 1) };
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
function chanceOf({ tolerance, most, looks }: DecisionDesign, losses: Losses, variance: number): number {
  const [calls, sum] = [numberOf(losses), sumOf(losses)];
  const hoped = sum / calls - OPTIMISM * Math.sqrt(variance / calls);
  const expected = calls * tolerance - sum + (most - calls) * (tolerance - hoped);
  const needed = (looks.at(-1)?.accepts ?? 0) * Math.sqrt(most * variance);
  return upperTail((needed - expected) / Math.sqrt((most - calls) * variance));
}

function moreCalls({ tolerance, alpha }: DecisionDesign, losses: Losses, estimate: number): number | null {
  if (estimate >= tolerance) return null;
  const sum = oneSidedDeviate(1 - alpha) + oneSidedDeviate(LIKELY);
  const needed = (sum ** 2 * constrainedVariance(losses, tolerance, RANGE)) / (tolerance - estimate) ** 2;
  return Math.max(APART, Math.ceil(needed) - numberOf(losses));
}

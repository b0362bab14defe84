import binomialCdf from "@stdlib/stats-base-dists-binomial-cdf";
import { requireCount, requireLevel } from "./domain";
import type { unseenRiskP } from "./unseenRisk";

/** A calibration call: how sure the small model was, and whether its answer was right. */
export type GradedCall = { confidence: number; correct: boolean };

/** What a threshold would have done: `errors` of the `of` calls that count are accepted (confidence >= threshold) and wrong. */
export type ThresholdCounts = { threshold: number; errors: number; of: number };

/** `p` of the hypothesis that the risk at this threshold is above alpha; `passed` if it and all stricter ones are rejected. */
export type ThresholdTest = ThresholdCounts & { p: number; passed: boolean };

/**
 * Counts for the risk over all calls: how often a call is accepted and wrong. Calls that go on to the large model cost nothing.
 * @param thresholds from strict to lenient
 * @throws RangeError when thresholds don't fall or a confidence isn't a number
 */
export function countsOverAll(calls: readonly GradedCall[], thresholds: readonly number[]): ThresholdCounts[] {
  return countsAt(calls, thresholds).map(({ threshold, errors }) => ({ threshold, errors, of: calls.length }));
}

/**
 * Counts for the risk among accepted calls: how often an answer that the small model gives is wrong; the accepted are the denominator.
 * Parameters and errors as of {@link countsOverAll}.
 */
export function countsAmongAccepted(calls: readonly GradedCall[], thresholds: readonly number[]): ThresholdCounts[] {
  return countsAt(calls, thresholds);
}

/**
 * Learn then Test for the threshold of a cascade: with probability at least 1 - delta over calibration calls, the risk at the returned
 * threshold is at most alpha. From strict to lenient, p = P(Bin(of, alpha) <= errors); goes on while p <= delta and stops at the first
 * that isn't (fixed sequence, so no share of delta is lost to the number of thresholds).
 *
 * Assumes independent calibration calls of the kind the cascade will meet, not used to build the confidence, and thresholds with their
 * order settled before these calls were looked at. Of few calls nothing can be shown: {@link fewestForGuarantee}. Among accepted calls the
 * first threshold has to accept that many, or the sequence ends at once.
 * @param counts from strict to lenient, of {@link countsOverAll} or {@link countsAmongAccepted}
 * @param pOf another valid p-value of "the risk is too high", such as {@link unseenRiskP} for a promise about so many calls to come
 * @returns the most lenient threshold that passed, null when none did, and every test
 * @throws RangeError when counts aren't whole numbers (a graded loss has no binomial p), errors exceed their calls or fall as
 * thresholds fall, thresholds don't fall, or alpha or delta isn't strictly between 0 and 1
 * @see Angelopoulos, Bates, Candès, Jordan & Lei (2025), Learn then Test: calibrating predictive algorithms to achieve risk control,
 * Annals of Applied Statistics 19 (arXiv 2110.01052)
 */
export function learnThenTest(
  counts: readonly ThresholdCounts[],
  { alpha, delta }: { alpha: number; delta: number },
  pOf: (step: ThresholdCounts) => number = ({ errors, of }) => binomialCdf(errors, of, alpha),
): { threshold: number | null; tests: ThresholdTest[] } {
  requireLevel(alpha, "alpha");
  requireLevel(delta, "delta");
  requireNested(counts);
  let [threshold, going]: [number | null, boolean] = [null, true];
  const tests = counts.map((step) => {
    // Of no calls anything may be true.
    const p = step.of === 0 ? 1 : pOf(step);
    going &&= p <= delta;
    if (going) threshold = step.threshold;
    return { ...step, p, passed: going };
  });
  return { threshold, tests };
}

/**
 * The fewest calls from which {@link learnThenTest} can show anything, none of them wrong: the smallest n with (1 - alpha)^n <= delta.
 * @throws RangeError when alpha or delta isn't strictly between 0 and 1
 */
export function fewestForGuarantee({ alpha, delta }: { alpha: number; delta: number }): number {
  requireLevel(alpha, "alpha");
  requireLevel(delta, "delta");
  return Math.ceil(Math.log(delta) / Math.log1p(-alpha));
}

/**
 * Conformal risk control, the weaker option: the risk is at most alpha on average over calibrations, and nothing is said of how often a
 * single one is above it, which {@link learnThenTest} bounds by delta. The most lenient threshold with (errors + 1) / (n + 1) <= alpha.
 * For the risk over all calls only: it needs a loss that never falls as thresholds do, which the risk among accepted calls isn't.
 * @param counts from strict to lenient, of {@link countsOverAll}
 * @returns null when no threshold may be used
 * @throws RangeError as {@link learnThenTest}, and when the counts aren't of the same calls
 * @see Angelopoulos, Bates, Fisch, Lei & Schuster (2024), Conformal risk control, ICLR (arXiv 2208.02814)
 */
export function conformalRiskControl(counts: readonly ThresholdCounts[], { alpha }: { alpha: number }): number | null {
  requireLevel(alpha, "alpha");
  requireNested(counts);
  let threshold: number | null = null;
  for (const step of counts) {
    if (step.of !== counts[0]?.of) throw new RangeError("conformal risk control counts errors over all calls, not among accepted ones");
    if ((step.errors + 1) / (step.of + 1) <= alpha) threshold = step.threshold;
  }
  return threshold;
}

function countsAt(calls: readonly GradedCall[], thresholds: readonly number[]): ThresholdCounts[] {
  for (const { confidence } of calls) if (Number.isNaN(confidence)) throw new RangeError("a call's confidence must be a number");
  const surest = calls.toSorted((a, b) => b.confidence - a.confidence);
  let [of, errors] = [0, 0];
  const counts = thresholds.map((threshold) => {
    for (let call = surest[of]; call !== undefined && call.confidence >= threshold; call = surest[of]) {
      if (!call.correct) errors++;
      of++;
    }
    return { threshold, errors, of };
  });
  requireNested(counts);
  return counts;
}

function requireNested(counts: readonly ThresholdCounts[]): void {
  for (const [index, { threshold, errors, of }] of counts.entries()) {
    requireCount(errors, "errors");
    requireCount(of, "calls");
    if (errors > of) throw new RangeError(`more errors than calls: ${errors} of ${of}`);
    const stricter = counts[index - 1];
    if (Number.isNaN(threshold) || (stricter !== undefined && !(threshold < stricter.threshold)))
      throw new RangeError(`thresholds must go from strict to lenient: ${stricter?.threshold} before ${threshold}`);
    if (stricter !== undefined && (errors < stricter.errors || of < stricter.of))
      throw new RangeError(
        `a lenient threshold accepts all that a strict one does: ${stricter.errors} of ${stricter.of} before ${errors} of ${of}`,
      );
  }
}

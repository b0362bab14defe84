import { requireCount, requireWithin } from "./domain";
import type { Interval } from "./interval";
import { twoSidedDeviate } from "./normal";

/** An item that a person labelled and a judge model judged. */
export type JudgedItem = { label: number; predicted: number };

export type PoweredMean = Interval & { estimate: number; standardError: number; lambda: number };

/**
 * The mean label of all items from few labels and many judgements, unbiased however biased the judge is:
 * theta = l mean(predicted, unlabelled) + mean(label - l predicted, labelled); se² = l² Var(predicted)/N + Var(label - l predicted)/n.
 * l = 0 uses the labels alone, l = 1 believes the judge as it is; by default l is tuned to how well the judge follows the labels:
 * Cov(label, predicted) / ((1 + n/N) Var(predicted)), clipped to [0, 1], the covariance over labelled items and divided by n, the variance
 * over all items and divided by n + N - 1. Var in se² is divided by n and N.
 *
 * The interval is normal, so it is for some dozens of labels and more, and it isn't kept within the labels' range. Assumes that labelled items
 * are a random sample of the same kind of items as the unlabelled.
 * @param labelled at least 2, with labels and judgements on one scale, such as 0 and 1
 * @param unlabelled the judgements of all others, at least 2; none of the labelled among them
 * @param options `confidence`, two-sided; `lambda`, "tuned" or a weight in [0, 1] settled beforehand
 * @throws RangeError with fewer items, a weight outside [0, 1], or a confidence not strictly between 0 and 1
 * @see Angelopoulos, Bates, Fannjiang, Jordan & Zrnic (2023), Prediction-powered inference, Science 382 (arXiv 2301.09633);
 * Angelopoulos, Duchi & Zrnic (2023), PPI++ (arXiv 2311.01453) for the tuned weight
 */
export function predictionPoweredMean(
  labelled: readonly JudgedItem[],
  unlabelled: readonly number[],
  { confidence = 0.95, lambda = "tuned" }: { confidence?: number; lambda?: number | "tuned" } = {},
): PoweredMean {
  requireCount(labelled.length, "the number of labelled items", 2);
  requireCount(unlabelled.length, "the number of unlabelled items", 2);
  if (lambda !== "tuned") requireWithin(lambda, 0, 1, "lambda");
  const weight = lambda === "tuned" ? tunedWeight(labelled, unlabelled) : lambda;
  const rest = labelled.map(({ label, predicted }) => label - weight * predicted);
  const estimate = weight * mean(unlabelled) + mean(rest);
  const standardError = Math.sqrt((weight ** 2 * squares(unlabelled)) / unlabelled.length ** 2 + squares(rest) / labelled.length ** 2);
  const half = twoSidedDeviate(confidence) * standardError;
  return { estimate, standardError, lambda: weight, low: estimate - half, high: estimate + half };
}

function tunedWeight(labelled: readonly JudgedItem[], unlabelled: readonly number[]): number {
  const predicted = labelled.map((item) => item.predicted);
  const [label, judged] = [mean(labelled.map((item) => item.label)), mean(predicted)];
  const covariance = mean(labelled.map((item) => (item.label - label) * (item.predicted - judged)));
  const variance = squares([...predicted, ...unlabelled]) / (labelled.length + unlabelled.length - 1);
  // A judge that says the same of everything says nothing.
  if (variance === 0) return 0;
  return Math.min(1, Math.max(0, covariance / ((1 + labelled.length / unlabelled.length) * variance)));
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Σ (value - mean)². */
function squares(values: readonly number[]): number {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
}

import { z } from "zod";
import type { Json } from "../graph/json";
import { type Interval, wilsonBounds } from "../statistics/interval";
import { type Proportion, proportion } from "../statistics/proportion";
import { agreementOf, type Comparing } from "./agree";
import type { Agreement } from "./agreement";
import { type Answer, correctedAnswer } from "./answer";
import type { PairLabel } from "./pairwise";
import type { TaskKind } from "./taskKind";

/** What a measure rests on: what a person said of both answers, or should have been, or the recorded answer. */
export const Ground = z.enum(["label", "correction", "recorded"]);
export type Ground = z.infer<typeof Ground>;

/** What people said of a recorded call: whose answer is right, or what it should have been. */
export type Truth = { label: PairLabel } | { correction: Json };

/** A recorded call with what was answered when it was made again. A replay of null failed; one that is left out wasn't made. */
export type Replayed = { recorded: Answer; truth: Truth | null; incumbent?: Answer | null; candidate: Answer | null };

/** How well both did on one item, 0 to 1; null: the incumbent wasn't replayed, and nothing else tells. */
export type Scores = {
  ground: Ground;
  incumbent: number | null;
  candidate: number;
  /** Against what both were measured; null where a label says it, or a replay failed. */
  agreements: { incumbent: Agreement | null; candidate: Agreement | null };
};

/**
 * How well the incumbent and the candidate did on an item. What people said goes before everything: of a label, whoever is right has 1; with
 * a correction, the recorded answer and the candidate's are measured against it. Without either, both are measured by their agreement with
 * the recorded answer: the candidate's answer and the incumbent's when it is asked again. So an LLM that agrees with itself in 93% of
 * cases sets a ceiling of 93%, and a candidate that reaches it loses nothing. A call that failed is worth 0.
 */
export function scoresOf(kind: TaskKind, { recorded, truth, incumbent, candidate }: Replayed, comparing: Comparing): Scores {
  if (truth !== null && "label" in truth) {
    const right = (who: PairLabel): number => (truth.label === who || truth.label === "both" ? 1 : 0);
    return { ground: "label", incumbent: right("llm"), candidate: right("slm"), agreements: { incumbent: null, candidate: null } };
  }
  const reference = truth === null ? recorded : correctedAnswer(truth.correction);
  const measured = (answer: Answer | null) => (answer === null ? null : agreementOf(kind, reference, answer, comparing));
  const theirs = measured(candidate);
  const tried = truth === null ? incumbent : recorded;
  const own = tried === undefined ? null : measured(tried);
  return {
    ground: truth === null ? "recorded" : "correction",
    incumbent: tried === undefined ? null : (own?.score ?? 0),
    candidate: theirs?.score ?? 0,
    agreements: { incumbent: own, candidate: theirs },
  };
}

/**
 * What is lost on one item when the candidate answers in place of the incumbent, in [-1, 1]; positive when the candidate is worse. Both
 * scores are in [0, 1] and measured against the same. Without ground truth that is the recorded answer for both, so the incumbent's own
 * noise is taken off: where an LLM agrees with itself in 93% of cases, a candidate that agrees with it in 93% has a mean loss of 0.
 * @throws RangeError when a score is outside [0, 1]
 */
export function pairedLoss({ incumbent, candidate }: { incumbent: number; candidate: number }): number {
  for (const score of [incumbent, candidate]) if (!(score >= 0 && score <= 1)) throw new RangeError(`no score: ${score}`);
  return incumbent - candidate;
}

/** How far a model agrees with itself. All null, not zero, when it was never asked again. */
export type NoiseCeiling = { mean: number | null; low: number | null; high: number | null; of: number; exact: Proportion };

/**
 * How far the incumbent agrees with its own recorded answers when it is asked again: the most that agreement with them can show of anybody.
 * The mean with a 95% interval: Wilson's, with the mean in the place of a share. That is Wilson's own where every score is 0 or 1, and wider
 * than need be elsewhere, for among values in [0, 1] of one mean those vary most.
 * @param agreements of replays without ground truth
 */
export function noiseCeiling(agreements: readonly Pick<Agreement, "score" | "exact">[]): NoiseCeiling {
  const of = agreements.length;
  const exact = proportion(agreements.filter((one) => one.exact).length, of);
  if (of === 0) return { mean: null, low: null, high: null, of, exact };
  const mean = Math.min(1, agreements.reduce((sum, { score }) => sum + score, 0) / of);
  const { low, high }: Interval = wilsonBounds(mean, of);
  return { mean, low, high, of, exact };
}

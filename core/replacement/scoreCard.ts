import { z } from "zod";
import { effectiveNumber, normalisedEntropy } from "../statistics/entropy";
import { wilsonInterval } from "../statistics/interval";
import type { Findings, Series, TaskFacts } from "./series";
import { MIN_ANSWERS, MOST_OUTLIERS, RARELY_CALLED, type TermCode, weights } from "./weights";

/** One line of the card. `sentence` is a message under `insights.terms.<code>`; points are null when what they need isn't known. */
export const Term = z.object({
  code: z.enum(Object.keys(weights) as [TermCode, ...TermCode[]]),
  points: z.number().nullable(),
  max: z.number(),
  sentence: z.string(),
  params: z.record(z.string(), z.number()),
});
export type Term = z.infer<typeof Term>;

/** How promising it is to evaluate a small model for a series, or why that can't be said. */
export const ScoreCard = z.discriminatedUnion("state", [
  /** `score` 0 to 100; terms that aren't known count as 0, so the score is then at least this: `upTo` is what it could be. */
  z.object({ state: z.literal("scored"), score: z.number(), upTo: z.number(), terms: z.array(Term) }),
  z.object({ state: z.literal("too_few"), answers: z.number().int(), missing: z.number().int() }),
  z.object({ state: z.literal("already_small") }),
  z.object({ state: z.literal("class_unknown") }),
]);
export type ScoreCard = z.infer<typeof ScoreCard>;

type Earned = Pick<Term, "points" | "sentence" | "params">;

const unknown = (sentence: string): Earned => ({ points: null, sentence, params: {} });

/** Points between `none` and `full` in a straight line. */
function along(code: TermCode, value: number, scale: (value: number) => number = (same) => same): number {
  const { max, none, full } = weights[code];
  const share = (scale(value) - scale(none)) / (scale(full) - scale(none));
  return max * Math.min(1, Math.max(0, share));
}

const log = (value: number) => Math.log(Math.max(1, value));

/** Each term's points from the record, the task and what else was found. */
const earn: Record<TermCode, (series: Series, task: TaskFacts | null, findings: Findings) => Earned> = {
  output_variety({ outputs, distinctOutputs, outputEntropy }) {
    const share = normalisedEntropy(outputEntropy, outputs);
    if (share === null) return unknown("unknown");
    const params = { outputs, distinct: distinctOutputs, effective: effectiveNumber(outputEntropy) };
    return { points: along("output_variety", share), sentence: distinctOutputs === outputs ? "all_different" : "known", params };
  },
  static_prompt(_, task) {
    if (task === null || task.staticShare === null) return unknown("unknown");
    return { points: along("static_prompt", task.staticShare), sentence: "known", params: { share: task.staticShare } };
  },
  closed_answers({ outputs, labelOutputs }, task) {
    const recorded = outputs === 0 ? null : labelOutputs / outputs;
    const declared = task?.closedFieldShare ?? null;
    if (recorded === null && declared === null) return unknown("unknown");
    const bySchema = declared !== null && declared >= (recorded ?? 0);
    const share = bySchema ? declared : (recorded ?? 0);
    return { points: along("closed_answers", share), sentence: bySchema ? "schema" : "answers", params: { share } };
  },
  output_length({ outputTokensP50 }) {
    if (outputTokensP50 === null) return unknown("unknown");
    return { points: along("output_length", outputTokensP50, log), sentence: "known", params: { tokens: outputTokensP50 } };
  },
  task_spread(_, __, { clusters }) {
    if (clusters === null) return unknown("unknown");
    const { effective, outliers } = clusters;
    if (effective === null || outliers > MOST_OUTLIERS) return { points: null, sentence: "apart", params: { outliers } };
    return { points: along("task_spread", effective, log), sentence: effective < 1.05 ? "one" : "known", params: { effective } };
  },
  schema_valid({ schemaAsked, schemaValid }, task) {
    if (schemaAsked === 0) return task?.schemaAsked === true ? unknown("unknown") : { points: 0, sentence: "none", params: {} };
    const { low } = wilsonInterval(schemaValid, schemaAsked);
    return { points: along("schema_valid", low), sentence: "known", params: { valid: schemaValid, asked: schemaAsked, low } };
  },
  context_need({ contextP95 }) {
    if (contextP95 === null) return unknown("unknown");
    return { points: along("context_need", contextP95, log), sentence: "known", params: { tokens: contextP95 } };
  },
  errors({ calls, errors }) {
    return { points: along("errors", errors / calls), sentence: "known", params: { errors, calls, share: errors / calls } };
  },
  feedback(_, __, { judged, satisfied }) {
    if (judged === 0) return unknown("unknown");
    const { low } = wilsonInterval(satisfied, judged);
    return { points: along("feedback", low), sentence: "known", params: { satisfied, judged, low } };
  },
  sampling(_, task) {
    if (task === null) return unknown("unknown");
    if (task.temperature === null) return { points: 0, sentence: "default", params: {} };
    return { points: along("sampling", task.temperature), sentence: "known", params: { temperature: task.temperature } };
  },
  tools({ toolsOffered, toolsCalled }, task) {
    const share = toolsOffered === 0 ? null : toolsCalled / toolsOffered;
    const recorded: Term["params"] = share === null ? {} : { answers: toolsOffered, called: toolsCalled, share };
    if (task === null) return { ...unknown(share === null ? "unknown" : "unknown_called"), params: recorded };
    const points = along("tools", task.tools);
    if (share === null || task.tools === 0) return { points, sentence: "known", params: { tools: task.tools } };
    return { points, sentence: share < RARELY_CALLED ? "rarely_called" : "called", params: { tools: task.tools, ...recorded } };
  },
};

const codes = Object.keys(weights) as TermCode[];

/**
 * The replaceability score card: a sum of terms, each with its points and its sentence. It ranks what deserves an evaluation
 * and proves nothing about how a small model would do.
 * @param task what the node's document says; null when it can't be found any more
 */
export function scoreCard(series: Series, task: TaskFacts | null, findings: Findings): ScoreCard {
  if (series.modelClass === "slm") return { state: "already_small" };
  if (series.modelClass === "unknown") return { state: "class_unknown" };
  const answers = series.calls - series.errors;
  if (answers < MIN_ANSWERS) return { state: "too_few", answers, missing: MIN_ANSWERS - answers };
  const terms = codes.map((code) => ({ code, max: weights[code].max, ...earn[code](series, task, findings) }));
  const score = terms.reduce((sum, { points }) => sum + (points ?? 0), 0);
  const open = terms.reduce((sum, { points, max }) => sum + (points === null ? max : 0), 0);
  return { state: "scored", score, upTo: score + open, terms };
}

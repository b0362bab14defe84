import { z } from "zod";
import { MeasuredLatency } from "./latency";
import { EvaluationPlan, PlannedModel } from "./plan";
import { MeasuredSaving } from "./saving";

export const EvaluationStatus = z.enum(["queued", "running", "paused", "done", "cancelled", "failed"]);
export type EvaluationStatus = z.infer<typeof EvaluationStatus>;
export const isUnderway = (status: EvaluationStatus): boolean => status === "queued" || status === "running" || status === "paused";

/** dropped: it is worse. hopeless: that it is good enough can hardly be shown any more. undecided: the calls or the budget were at an end. */
export const CandidateState = z.enum(["waiting", "running", "accepted", "dropped", "hopeless", "undecided"]);
export type CandidateState = z.infer<typeof CandidateState>;

/** How it ended. keep: every candidate is worse. undecided: of some that wasn't clear when the sample, the calls or the money were at an end, or it was clear that they would be. */
export const Verdict = z.discriminatedUnion("type", [
  z.object({ type: z.literal("replace"), model: z.string() }),
  z.object({ type: z.literal("keep") }),
  z.object({ type: z.literal("undecided"), reason: z.enum(["sample", "hopeless", "calls", "money"]) }),
]);
export type Verdict = z.infer<typeof Verdict>;

/** Mean loss after so many pairs, with its one-sided bounds: shares, positive when the candidate is worse. */
export const HistoryPoint = z.object({ pairs: z.number().int(), estimate: z.number(), low: z.number(), high: z.number() });
export type HistoryPoint = z.infer<typeof HistoryPoint>;

/** What a model's calls in an evaluation came to. Dollars and milliseconds, of calls that were sent. */
export const ModelFigures = z.object({
  answers: z.number().int(),
  sent: z.number().int(),
  failed: z.number().int(),
  cost: z.number().nullable(),
  latencyP50: z.number().nullable(),
  latencyP95: z.number().nullable(),
  /** Mean agreement with the recorded answers, and how many it agrees with wholly. */
  agreement: z.number().nullable(),
  exact: z.number().int(),
});
export type ModelFigures = z.infer<typeof ModelFigures>;

export const CandidateReport = PlannedModel.extend({
  state: CandidateState,
  pairs: z.number().int(),
  history: z.array(HistoryPoint),
  /** About how many more pairs would settle it. */
  more: z.number().int().nullable(),
  figures: ModelFigures,
  /** Null while the evaluation is under way, and when too few calls were paid for to say. */
  saving: MeasuredSaving.nullable(),
  /** Null while the evaluation is under way, and when too few calls were measured to say. */
  latency: MeasuredLatency.nullable(),
});
export type CandidateReport = z.infer<typeof CandidateReport>;

export const EvaluationLine = z.object({
  id: z.string(),
  graphId: z.string(),
  graphName: z.string(),
  nodeId: z.string(),
  nodeName: z.string(),
  status: EvaluationStatus,
  verdict: Verdict.nullable(),
  incumbent: z.string(),
  /** Label of the model that its verdict accepts; null when it accepts none. */
  accepted: z.string().nullable(),
  /** Labels, in the order in which they are tried. */
  candidates: z.array(z.string()),
  simulated: z.boolean(),
  spent: z.number(),
  calls: z.number().int(),
  createdAt: z.date(),
  finishedAt: z.date().nullable(),
});
export type EvaluationLine = z.infer<typeof EvaluationLine>;

/** Why a model gave no answer that could be compared. */
export const AnswerError = z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) });
export type AnswerError = z.infer<typeof AnswerError>;

/** What was asked in a call, what the record holds, and what a candidate answered. */
export const Disagreement = z.object({
  callId: z.string(),
  runId: z.string(),
  model: z.string(),
  /** What was asked last. */
  question: z.string(),
  recorded: z.string(),
  answer: z.string(),
  error: AnswerError.nullable(),
  /** Of the candidate, and of the incumbent asked again. */
  score: z.number(),
  incumbentScore: z.number(),
});
export type Disagreement = z.infer<typeof Disagreement>;

export const EvaluationReport = EvaluationLine.omit({ candidates: true, incumbent: true, accepted: true }).extend({
  plan: EvaluationPlan,
  error: AnswerError.nullable(),
  /** Recorded calls that were chosen; null before they are. */
  items: z.number().int().nullable(),
  /** Of what is under way, at its upper bound. */
  reserved: z.number(),
  candidates: z.array(CandidateReport),
  incumbent: ModelFigures,
  /** How well the incumbent agrees with its own recorded answers, with its 95% interval: no candidate can be asked for more. */
  ceiling: z.object({
    ...{ mean: z.number().nullable(), low: z.number().nullable(), high: z.number().nullable(), of: z.number().int() },
  }),
  /** Is agreement measured by likeness of texts, which says little about their meaning? */
  weak: z.boolean(),
  disagreements: z.array(Disagreement),
  /** Which of the two models serves the node in the draft now; null when another does, its task is another, or nothing was accepted. */
  serving: z.enum(["incumbent", "accepted"]).nullable(),
  startedAt: z.date().nullable(),
});
export type EvaluationReport = z.infer<typeof EvaluationReport>;

import { z } from "zod";
import { Obstacle } from "../replacement/candidates";

/** Recorded calls that are replayed at most, and with fewer than this many nothing can be said. */
export const MOST_ITEMS = 2_000;
export const FEWEST_ITEMS = 20;
/** Calls that are under way at once. */
export const CALLS_AT_ONCE = 4;
/** Models that are tried at most: the chance of a mistake is split among them. */
export const MOST_CANDIDATES = 8;

/** What a person asks for. Money in US dollars; tolerance as a share: 0.02 is two points worse. */
export const EvaluationAsked = z.object({
  graphId: z.string().min(1).max(64),
  nodeId: z.string().min(1).max(300),
  /** Keys of the candidates; they are tried cheapest first. */
  models: z.array(z.string().min(1).max(300)).min(1).max(MOST_CANDIDATES),
  tolerance: z.number().min(0.001).max(0.5),
  mostCalls: z.number().int().min(0).max(100_000),
  mostMoney: z.number().min(0).max(100_000),
});
export type EvaluationAsked = z.infer<typeof EvaluationAsked>;

/** A model as it was when the evaluation was asked for. */
export const PlannedModel = z.object({ model: z.string(), label: z.string(), parameters: z.number().nullable(), simulated: z.boolean() });
export type PlannedModel = z.infer<typeof PlannedModel>;

/** What an evaluation does, whole: with the record and this it can be done again. */
export const EvaluationPlan = z.object({
  incumbent: PlannedModel,
  /** In the order in which they are tried. */
  candidates: z.array(PlannedModel).min(1),
  tolerance: z.number(),
  /** Chance of accepting a candidate that is worse than that, over all candidates together. */
  alpha: z.number(),
  mostCalls: z.number().int(),
  mostMoney: z.number(),
  /** Of the choice of calls. */
  seed: z.number().int(),
  /** Of the ways to choose, compare and decide; they change when results would. */
  versions: z.object({ sample: z.number().int(), agreement: z.number().int(), decision: z.number().int() }),
});
export type EvaluationPlan = z.infer<typeof EvaluationPlan>;

/** As they are now. */
export const versions: EvaluationPlan["versions"] = { sample: 1, agreement: 1, decision: 1 };
export const ALPHA = 0.05;

/** A model that could be tried, with what a call of it is expected to cost and take: dollars and milliseconds, null when unknown. */
export const ProposedModel = PlannedModel.extend({
  inputPrice: z.number().nullable(),
  outputPrice: z.number().nullable(),
  contextTokens: z.number().nullable(),
  cost: z.number().nullable(),
  latency: z.number().nullable(),
  /** Has it served this very task before, so that these are measured? */
  measured: z.boolean(),
});
export type ProposedModel = z.infer<typeof ProposedModel>;

export const EvaluationProposal = z.object({
  graphId: z.string(),
  nodeId: z.string(),
  nodeName: z.string(),
  incumbent: ProposedModel,
  candidates: z.array(ProposedModel),
  ruledOut: z.array(z.object({ key: z.string(), label: z.string(), obstacles: z.array(Obstacle) })),
  /** Answered calls that may be replayed, counted up to `MOST_ITEMS`. */
  recorded: z.number().int(),
  /** One that is under way for this node. */
  underway: z.string().nullable(),
});
export type EvaluationProposal = z.infer<typeof EvaluationProposal>;

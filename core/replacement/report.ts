import { z } from "zod";
import { Proportion } from "../statistics/proportion";
import { Saving } from "./savings";
import { ScoreCard } from "./scoreCard";
import { Series, Timing } from "./series";

/** A series with what follows from it: shares with their intervals, its score card and what a small model would save. */
export const SeriesReport = Series.extend({
  /** As the registry names it; its key when it has left the registry. */
  modelLabel: z.string(),
  errorShare: Proportion,
  schemaValidShare: Proportion,
  /** Of the graph's priced cost; null when nothing has a price. */
  costShare: z.number().nullable(),
  /** Distinct answers over answers; null without answers. */
  outputVariety: z.number().nullable(),
  /** exp of the answers' entropy; null without answers. */
  effectiveOutputs: z.number().nullable(),
  simulated: z.boolean(),
  card: ScoreCard,
  /** Null unless a large model serves it. */
  saving: Saving.nullable(),
});
export type SeriesReport = z.infer<typeof SeriesReport>;

export const NodeReport = z.object({
  nodeId: z.string(),
  /** Null when no document tells it any more. */
  name: z.string().nullable(),
  kind: z.string(),
  /** Is it gone from the graph's draft? */
  deleted: z.boolean(),
  activations: z.object({ fired: z.number().int(), failed: z.number().int(), skipped: z.number().int(), timing: Timing }),
  errorShare: Proportion,
  /** Of its current task, by model; the model that is assigned now comes first. */
  current: z.array(SeriesReport),
  /** Of tasks it had before its last edit, latest first. */
  older: z.array(SeriesReport),
});
export type NodeReport = z.infer<typeof NodeReport>;

/** What was recorded of a graph. Times in milliseconds, money in US dollars. */
export const GraphReport = z.object({
  graphId: z.string(),
  graphName: z.string(),
  totals: z.object({
    runs: z.number().int(),
    failedRuns: Proportion,
    runTiming: Timing,
    /** Of the runs counted here; calls of trials and tests are in the sums alone. */
    runCalls: z.number().int(),
    runCost: z.number().nullable(),
    calls: z.number().int(),
    simulatedCalls: z.number().int(),
    cost: z.number().nullable(),
    /** Answered calls whose model has no price. */
    unpricedCalls: z.number().int(),
    slmCalls: Proportion,
    /** Share of the priced cost; null when nothing was paid. */
    slmCost: z.number().nullable(),
  }),
  nodes: z.array(NodeReport),
});
export type GraphReport = z.infer<typeof GraphReport>;

/** A node served by a large model, and what an evaluation of a small one is worth. */
export const Suggestion = z.object({
  graphId: z.string(),
  graphName: z.string(),
  nodeId: z.string(),
  nodeName: z.string(),
  series: SeriesReport,
  saving: Saving,
  /** Score times stake in [0, 1]; null while there are too few calls for a score. */
  weight: z.number().nullable(),
});
export type Suggestion = z.infer<typeof Suggestion>;

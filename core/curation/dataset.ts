import { z } from "zod";
import { SelectionCounts, SelectionRules } from "./select";

/** Which recorded calls a data set is made of: those of one task. Times are ISO 8601: from `from` up to but without `to`. */
export const DatasetAsked = z.object({
  graphId: z.string().min(1).max(64),
  nodeId: z.string().min(1).max(200),
  /** See taskFingerprint; left out: all tasks that the node has had. */
  fingerprint: z.string().min(1).max(64).optional(),
  /** Key of the model that answered. */
  model: z.string().min(1).max(300).optional(),
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
  rules: SelectionRules,
});
export type DatasetAsked = z.infer<typeof DatasetAsked>;

/** What a data set would hold. `left`: there are older calls that weren't looked at. */
export const DatasetCounts = SelectionCounts.extend({ left: z.boolean() });
export type DatasetCounts = z.infer<typeof DatasetCounts>;

/** A task of a node whose calls are recorded. `name`: what the node is called today, or its id when it is gone. */
export const RecordedTask = z.object({
  nodeId: z.string(),
  name: z.string(),
  fingerprint: z.string(),
  calls: z.number().int(),
  lastAt: z.string(),
});
export type RecordedTask = z.infer<typeof RecordedTask>;

/** What is asked for, as an address has it. */
export const datasetQuery = (asked: DatasetAsked): URLSearchParams =>
  new URLSearchParams({ format: "dataset", asked: JSON.stringify(asked) });

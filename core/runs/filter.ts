import { z } from "zod";
import { RunStatus } from "../engine/events";
import { RunTrigger } from "./trigger";

/** What people said of a run or of a firing in it: good, bad, with a correction, anything, or nothing. */
export const FeedbackFilter = z.enum(["good", "bad", "corrected", "any", "none"]);

/** Which runs are meant. Cost is in US dollars, times are ISO 8601: from `from` up to but without `to`. What is left out doesn't matter. */
export const RunFilter = z
  .object({
    graphId: z.string().min(1),
    /** `draft`, or the number of a version. */
    version: z.union([z.literal("draft"), z.coerce.number().int().min(1)]),
    status: RunStatus,
    trigger: RunTrigger,
    /** Key of a model that was called. */
    model: z.string().min(1),
    /** Of a node that asked a model. */
    nodeId: z.string().min(1),
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    minCost: z.coerce.number().min(0),
    maxCost: z.coerce.number().min(0),
    /** Stands in the input, the output, or a prompt or an answer, in capitals or not. */
    text: z.string().trim().min(1).max(200),
    feedback: FeedbackFilter,
  })
  .partial();
export type RunFilter = z.infer<typeof RunFilter>;

/** A filter as an address has it. */
export const filterQuery = (filter: RunFilter): URLSearchParams =>
  new URLSearchParams(Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])));

/** The filter of an address; what can't be one is left out, field by field. */
export function readFilter(query: URLSearchParams): RunFilter {
  const fields = Object.entries(RunFilter.shape).flatMap(([name, schema]) => {
    const read = query.has(name) ? schema.safeParse(query.get(name)) : null;
    return read?.success === true && read.data !== undefined ? [[name, read.data]] : [];
  });
  return Object.fromEntries(fields) as RunFilter;
}

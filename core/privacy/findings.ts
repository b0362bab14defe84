import { z } from "zod";
import { FoundKind } from "./kinds";

/** Which recorded calls are looked at. Times are ISO 8601: from `from` up to but without `to`. */
export const FindingsAsked = z.object({
  graphId: z.string().min(1).max(64).optional(),
  nodeId: z.string().min(1).max(200).optional(),
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
  /** Of which kind examples are wanted; `nothing`: texts in which nothing was found. Counts are of all kinds. */
  examples: z.union([FoundKind, z.literal("nothing"), z.literal("any")]).default("any"),
});
export type FindingsAsked = z.infer<typeof FindingsAsked>;

/** A place in the text of an example, characters `start` to `end`. takenOut: a placeholder or something invented stands there. */
export const Mark = z.object({ kind: FoundKind, start: z.number().int(), end: z.number().int(), takenOut: z.boolean() });
export type Mark = z.infer<typeof Mark>;

/** A text of a call, or a part of it, with what was found in it. */
export const Example = z.object({
  callId: z.string(),
  runId: z.string(),
  activation: z.string(),
  graphId: z.string(),
  nodeId: z.string(),
  /** What graph and node are called today. */
  graph: z.string(),
  node: z.string(),
  at: z.string(),
  /** Where in the call it stands. */
  part: z.enum(["prompt", "answer"]),
  text: z.string(),
  marks: z.array(Mark),
  /** Is there more of the text before and after? */
  cut: z.object({ before: z.boolean(), after: z.boolean() }),
});
export type Example = z.infer<typeof Example>;

/** What one look at a part of the calls found. */
export const FindingsPage = z.object({
  calls: z.number().int(),
  /** Calls that are meant in all, up to a limit; said with the first part. */
  total: z.number().int().nullable(),
  kinds: z.array(
    z.object({
      kind: FoundKind,
      /** Calls with any of it, by whether it stands there or was taken out. */
      callsWith: z.number().int(),
      callsWithout: z.number().int(),
      /** A short name of each different value, the same on every page, which tells nothing of it. */
      there: z.array(z.string()),
      takenOut: z.array(z.string()),
    }),
  ),
  examples: z.array(Example),
  next: z.object({ at: z.string(), id: z.string() }).nullable(),
});
export type FindingsPage = z.infer<typeof FindingsPage>;

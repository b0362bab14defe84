import { z } from "zod";
import { Json, JsonSchema } from "../graph/json";

/** A part of a run's output: a name, or names and places with dots between them, such as `triage.category`; empty is the whole of it. */
export const OutputField = z.string().max(300);

/**
 * What a test case asks of a run. Whether a pattern or an expression can be read is told when it is tried, so that a document stays
 * readable whatever stands in it.
 */
export const Check = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("equals"),
    field: OutputField,
    value: Json,
    /** How far numbers may be off. */
    tolerance: z.number().min(0).optional(),
    /** In texts, upper and lower case are the same and so are runs of white space. */
    loose: z.boolean().optional(),
  }),
  z.object({
    type: z.literal("contains"),
    field: OutputField,
    text: z.string().min(1).max(10_000),
    caseSensitive: z.boolean().optional(),
  }),
  /** A JavaScript regular expression with the flag `u`. */
  z.object({ type: z.literal("matches"), field: OutputField, pattern: z.string().min(1).max(2_000) }),
  z.object({ type: z.literal("schema"), field: OutputField, schema: JsonSchema }),
  /** JSONata over `{ input, output }`. */
  z.object({ type: z.literal("expression"), expression: z.string().min(1).max(10_000) }),
  /** US dollars. */
  z.object({ type: z.literal("costAtMost"), usd: z.number().min(0) }),
  z.object({ type: z.literal("durationAtMost"), ms: z.number().min(0) }),
]);
export type Check = z.infer<typeof Check>;

export const checkTypes = ["equals", "contains", "matches", "schema", "expression", "costAtMost", "durationAtMost"] as const;
export type CheckType = (typeof checkTypes)[number];

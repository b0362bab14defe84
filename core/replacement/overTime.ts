import { z } from "zod";
import { ModelClass } from "../models";

/** Models or nodes of which a chart can have a line; what is left over is together. */
export const MOST_GROUPS = 8;

/** What a chart tells apart. */
export const Grouping = z.enum(["model", "node"]);
export type Grouping = z.infer<typeof Grouping>;

/** What the calls of a model, or of a node, of runs begun in one part of time add up to. Milliseconds, US dollars. */
export const TimePoint = z.object({
  /** When that part begins, in milliseconds since 1970. */
  at: z.number(),
  /** Key of the model or id of the node; empty for all that have no line of their own. */
  group: z.string(),
  calls: z.number().int(),
  errors: z.number().int(),
  simulatedCalls: z.number().int(),
  /** Calls of models that count as small today, and what they cost. */
  slmCalls: z.number().int(),
  slmCost: z.number(),
  cost: z.number(),
  pricedCalls: z.number().int(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  /** Input tokens that a server had in its cache. */
  cachedTokens: z.number(),
  /** Calls answered from the record. */
  cachedCalls: z.number().int(),
  p50: z.number().nullable(),
  p95: z.number().nullable(),
});
export type TimePoint = z.infer<typeof TimePoint>;

/** A graph's calls over time, by model or node. */
export const OverTime = z.object({
  level: z.enum(["hour", "day", "month"]),
  /** First and last part of time, in milliseconds since 1970; both 0 when nothing was recorded. */
  from: z.number(),
  to: z.number(),
  /** Those with a line of their own, the most calls first. */
  groups: z.array(z.object({ key: z.string(), label: z.string(), modelClass: ModelClass.nullable() })),
  points: z.array(TimePoint),
});
export type OverTime = z.infer<typeof OverTime>;

import { z } from "zod";

const DAY_MS = 86_400_000;
const DAYS_PER_MONTH = 365.25 / 12;
const LONG_ENOUGH_DAYS = 7;

/** How often a node is called. `short` when less than a week was seen, so that a month is a guess from little. */
export const CallRate = z.object({ perMonth: z.number(), observedDays: z.number(), short: z.boolean() });
export type CallRate = z.infer<typeof CallRate>;

/**
 * Calls per month (365.25 / 12 days) at the rate seen from the first call until now. The time since the last call counts:
 * a node that fell silent is called less. Less than a day counts as a day: fifty calls in a minute of trying out are
 * fifty a day, not two million a month.
 * @param firstAt of the calls, in milliseconds since 1970
 * @param until the end of what was looked at, usually now
 */
export function callRate(calls: number, firstAt: number, until: number): CallRate {
  const seenDays = Math.max(0, until - firstAt) / DAY_MS;
  return { perMonth: (calls / Math.max(1, seenDays)) * DAYS_PER_MONTH, observedDays: seenDays, short: seenDays < LONG_ENOUGH_DAYS };
}

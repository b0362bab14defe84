import { z } from "zod";
import { wilsonInterval } from "./interval";

/** A share with what it rests on: `count` of `of`, and its Wilson 95% interval. All null when there is nothing to share. */
export const Proportion = z.object({
  count: z.number().int(),
  of: z.number().int(),
  share: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});
export type Proportion = z.infer<typeof Proportion>;

/** The share of `count` in `of` with its Wilson 95% interval; unknown, not zero, when `of` is 0. */
export function proportion(count: number, of: number): Proportion {
  if (of === 0) return { count, of, share: null, low: null, high: null };
  return { count, of, share: count / of, ...wilsonInterval(count, of) };
}

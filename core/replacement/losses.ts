import { z } from "zod";
import type { Counts } from "../statistics/constrainedMean";

/** Losses are kept to a thousandth, so that any number of them has at most 2,001 values. */
const STEP = 1_000;

/**
 * What a candidate lost against the present model, call by call, as how often each loss was seen: -1 (only the candidate was right) to 1
 * (only the present model was). Plain JSON, so that an evaluation can be put away and gone on with.
 */
export const Losses = z.array(z.tuple([z.number().min(-1).max(1), z.number().int().positive()]));
export type Losses = z.infer<typeof Losses>;

/**
 * One more loss.
 * @throws RangeError when it is not in [-1, 1]
 */
export function addLoss(losses: Losses, loss: number): Losses {
  if (!(loss >= -1 && loss <= 1)) throw new RangeError(`a loss is a number from -1 to 1, not ${loss}`);
  // Adding 0 makes a plain zero of -0.
  const value = Math.round(loss * STEP) / STEP + 0;
  const at = losses.findIndex(([seen]) => seen === value);
  return at < 0 ? [...losses, [value, 1]] : losses.map(([seen, count], index) => [seen, index === at ? count + 1 : count]);
}

export const numberOf = (losses: Counts): number => losses.reduce((sum, [, count]) => sum + count, 0);

/** Sum of all losses, in calls. */
export const sumOf = (losses: Counts): number => losses.reduce((sum, [value, count]) => sum + value * count, 0);

import { z } from "zod";
import { mergeInto, subjects, type Tallies } from "./run";
import { readTally, StoredCounts, StoredShapes, storeTally } from "./tally";

export const TallyKey = z.object({
  subject: z.enum(subjects),
  graphId: z.string(),
  nodeId: z.string(),
  fingerprint: z.string(),
  model: z.string(),
});

/** Tallies by hour, as they wait to be added to the rollups. */
export const StoredTallies = z.array(TallyKey.extend({ hour: z.number(), counts: StoredCounts, shapes: StoredShapes }));
export type StoredTallies = z.infer<typeof StoredTallies>;

export const storeTallies = (tallies: Tallies): StoredTallies =>
  [...tallies.values()].map(({ key, hour, tally }) => ({ ...key, hour, ...storeTally(tally) }));

/** Adds stored tallies to others. */
export function mergeStored(tallies: Tallies, stored: StoredTallies): void {
  for (const { hour, counts, shapes, ...key } of stored) mergeInto(tallies, hour, key, readTally(counts, shapes));
}

import { z } from "zod";
import { quantile } from "@/core/statistics/quantile";
import { median } from "../table";

/** What a child is told to do: so many calls, so many of them at a time. */
export const Batch = z.object({ stream: z.boolean(), atOnce: z.number(), calls: z.number() });
export type Batch = z.infer<typeof Batch>;

/**
 * What a batch took, in milliseconds: each call, the CPU of the process for each call, and the longest that one turn of the event loop kept
 * the thread busy. That is counted in CPU of the thread, so that other processes on the machine have no part in it; `ownBlock` is without
 * what the garbage collector took of a turn.
 */
export const Taken = z.object({ times: z.array(z.number()), cpu: z.number(), block: z.number(), ownBlock: z.number() });
export type Taken = z.infer<typeof Taken>;

/** Of one contender at one work. `added` is what came on top of plain `fetch` in the same round. */
export type Figures = Record<"median" | "addedMedian" | "addedP95" | "addedP99" | "cpu" | "block" | "blockMax" | "ownBlockMax", number>;

const at = (times: readonly number[], share: number): number => quantile(times, share) ?? Number.NaN;

/** @param plain what plain `fetch` took, round for round */
export function figuresOf(rounds: readonly Taken[], plain: readonly Taken[]): Figures {
  const added = (share: number) => median(rounds.map(({ times }, round) => at(times, share) - at(plain[round]?.times ?? [], share)));
  return {
    median: median(rounds.map(({ times }) => at(times, 0.5))),
    addedMedian: added(0.5),
    addedP95: added(0.95),
    addedP99: added(0.99),
    cpu: median(rounds.map(({ cpu }) => cpu)),
    block: median(rounds.map(({ block }) => block)),
    blockMax: Math.max(...rounds.map(({ block }) => block)),
    ownBlockMax: Math.max(...rounds.map(({ ownBlock }) => ownBlock)),
  };
}

import type { Firings } from "@/core/engine/firings";
import { isDecision } from "@/core/engine/firings";

/** Where a firing is: the items and rounds around it, such as `[3] · #1`; empty on the top level. */
export const placeOfPath = (path: string): string => [...path.matchAll(/(\[\d+\]|#\d+)/g)].map(([place]) => place).join(" · ");

/** How many containers stand around it. */
export const depthOfPath = (path: string): number => path.split("/").length - 1 + (isDecision(path) ? 1 : 0);

export type Tally = { ended: number; running: number; waiting: number; failed: number };

/** How several nodes fare together: how often they fired, and how many firings are under way or failed. */
export function tallyOf(firings: Readonly<Record<string, Firings>>, nodes: readonly string[]): Tally {
  const tally: Tally = { ended: 0, running: 0, waiting: 0, failed: 0 };
  for (const { status } of nodes.flatMap((id) => firings[id]?.all ?? [])) {
    if (status === "running" || status === "waiting") tally[status] += 1;
    else tally.ended += 1;
    if (status === "failed") tally.failed += 1;
  }
  return tally;
}

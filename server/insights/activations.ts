import "server-only";
import type { Timing } from "@/core/replacement/series";
import { countIn, dollarsOf, timingOf } from "@/core/tallies/tally";
import type { WorkspaceContext } from "../context";
import { type Range, readCounted, together } from "./rollups/read";

export type NodeActivity = Timing & { nodeId: string; kind: string; fired: number; failed: number; skipped: number; lastRunId: string };

/** How often each node of a graph fired, failed and was skipped in runs that have ended, and how long it took. Times in milliseconds. */
export async function readActivity(context: WorkspaceContext, graphId: string, range: Range): Promise<NodeActivity[]> {
  const counted = await readCounted(context, { graphId, subjects: ["node"], shapes: false }, range);
  return counted
    .map(({ nodeId, tally }) => ({
      nodeId,
      kind: tally.kind,
      fired: countIn(tally, "fired"),
      failed: countIn(tally, "failed"),
      skipped: countIn(tally, "skipped"),
      ...timingOf(tally.times.duration),
      lastRunId: tally.lastRunId,
    }))
    .filter(({ fired, skipped }) => fired + skipped > 0)
    .sort((a, b) => (a.nodeId < b.nodeId ? -1 : 1));
}

/** Of runs that have ended. */
export type RunTotals = Timing & {
  runs: number;
  failed: number;
  /** Model calls of these runs, and their cost in US dollars; null when a price is unknown. */
  calls: number;
  cost: number | null;
};

/** Runs of a graph that ended, and how long they took from start to end in milliseconds. Trials and tests are nobody's use of it. */
export async function readRunTotals(context: WorkspaceContext, graphId: string, range: Range): Promise<RunTotals> {
  const tally = together(await readCounted(context, { graphId, subjects: ["run"], shapes: false }, range));
  return {
    runs: countIn(tally, "runs"),
    failed: countIn(tally, "failed"),
    ...timingOf(tally.times.duration),
    calls: countIn(tally, "calls"),
    cost: countIn(tally, "unpricedCalls") > 0 ? null : dollarsOf(tally),
  };
}

import "server-only";
import type { GraphEvidence, NodeEvidence, TaskEvidence } from "@/core/replacement/evidence";
import { countIn, timingOf } from "@/core/tallies/tally";
import type { WorkspaceContext } from "../context";
import { findGraph } from "../graphs/read";
import { readCounted, together } from "./rollups/read";
import { readSeries } from "./series";

/**
 * What was recorded of a graph's nodes by task and model, and how often each of them fires in a run.
 * @throws MinnowError `not_found`
 */
export async function graphEvidence(context: WorkspaceContext, graphId: string): Promise<GraphEvidence> {
  await findGraph(context, graphId);
  const [models, counted] = await Promise.all([
    readSeries(context, graphId, {}),
    readCounted(context, { graphId, subjects: ["task", "node", "run"], shapes: false }, {}),
  ]);
  const of = (subject: "task" | "node" | "run") => counted.filter((one) => one.subject === subject);
  return {
    runs: countIn(together(of("run")), "runsWell"),
    nodes: of("node")
      .map(nodeEvidence)
      .filter(({ fired }) => fired > 0),
    tasks: of("task").map(({ nodeId, fingerprint, tally }): TaskEvidence => ({ nodeId, fingerprint, firings: countIn(tally, "firings") })),
    models,
  };
}

const nodeEvidence = ({ nodeId, tally }: Parameters<typeof together>[0][number] & { nodeId: string }): NodeEvidence => ({
  nodeId,
  fired: countIn(tally, "firedWell"),
  p50: timingOf(tally.times.durationWell).p50,
});

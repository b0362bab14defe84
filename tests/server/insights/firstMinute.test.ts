import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { GraphDocument } from "@/core/graph/document";
import { summariseNode } from "@/core/replacement/summary";
import { graphs } from "@/db/schema/graphs";
import { kinds } from "@/nodes/definitions";
import { executorOf } from "@/nodes/executors";
import { openRunEventFeed } from "@/server/engine/feed";
import { openRunQueue } from "@/server/engine/queue";
import { openWorker } from "@/server/engine/worker";
import { nodeStatistics } from "@/server/insights/statistics";
import { suggestions } from "@/server/insights/suggestions";
import { openModelGateway } from "@/server/models/open";
import { startRun } from "@/server/runs/start";
import { waitForRun } from "@/server/runs/wait";
import { openSandbox } from "@/server/sandbox/sandbox";
import { testDatabase } from "@/tests/helpers/database";
import { testWorkspace } from "@/tests/helpers/workspace";

const database = await testDatabase();

it("the sample graph, run on its examples, names the large models worth replacing", async () => {
  const context = await testWorkspace(database.db);
  const [queue, runEvents] = await Promise.all([openRunQueue(database), openRunEventFeed(database)]);
  const [gateway, sandbox] = [openModelGateway({ database }), openSandbox()];
  const worker = await openWorker({ database, gateway, sandbox, kinds, executorOf, slots: 50 });
  try {
    const [graph] = await database.db.select().from(graphs).where(eq(graphs.workspaceId, context.workspaceId));
    if (graph === undefined) throw new Error("the workspace begins without a sample graph");
    const examples = GraphDocument.parse(graph.draft).examples ?? [];
    const started = await Promise.all(
      examples.map(({ input }) => startRun({ queue }, context, { graphId: graph.id, version: "draft", input, trigger: "editor" })),
    );
    for (const { runId } of started) await waitForRun({ runEvents }, context, runId, 20_000);

    const report = await nodeStatistics(context, graph.id);
    expect(report.totals).toMatchObject({ runs: examples.length, calls: 4 * examples.length, simulatedCalls: 4 * examples.length });
    const scores = new Map(report.nodes.map((node) => [node.nodeId, summariseNode(node).score]));
    const [classify, extract, draft] = ["classify", "extract", "draft"].map((id) => scores.get(id) ?? Number.NaN);
    // Picking a label looks easier than filling fields, and that easier than writing.
    expect(classify).toBeGreaterThan(extract ?? 100);
    expect(extract).toBeGreaterThan(draft ?? 100);
    expect(scores.get("check")).toBeNull();

    const listed = await suggestions(context);
    expect(listed.map(({ nodeId }) => nodeId).toSorted()).toEqual(["classify", "draft", "extract"]);
    for (const { weight, saving } of listed) {
      expect(weight).toBeGreaterThan(0);
      expect(saving.per1000.saved).toBeGreaterThan(0);
      expect(saving.caveats).toEqual(["quality_not_measured", "equal_tokens", "simulated", "short_observation"]);
    }
  } finally {
    await worker.close();
    await Promise.all([gateway.close(), queue.close(), runEvents.close(), sandbox.close()]);
  }
});

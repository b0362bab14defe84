import { expect, it } from "vitest";
import { compile } from "@/core/engine/plan";
import { kinds } from "@/nodes/definitions";
import { readDurations } from "@/server/engine/durations";
import { testDatabase } from "../../helpers/database";
import { graphOf, inputNode, modelNode, outputNode } from "../../helpers/documents";
import { testWorkspace } from "../../helpers/workspace";
import { graphWith, recordActivation, recordRun } from "../runs/records";

const { db } = await testDatabase();

it("nodes are weighed by the median of what their last runs recorded, others by what is usual", async () => {
  const context = await testWorkspace(db);
  const graph = await graphWith(context);
  const at = (ms: number) => new Date(Date.UTC(2026, 0, 1) + ms);
  for (const ms of [300, 500, 9_000]) {
    const runId = await recordRun(context, graph, { status: "succeeded", startedAt: at(0), finishedAt: at(ms) });
    await recordActivation(context, graph, {
      runId,
      path: "slow",
      nodeId: "slow",
      status: "succeeded",
      startedAt: at(0),
      finishedAt: at(ms),
    });
    await recordActivation(context, graph, {
      runId,
      path: "fast",
      nodeId: "fast",
      status: "succeeded",
      startedAt: at(0),
      finishedAt: at(20),
    });
  }
  const document = graphOf(
    [inputNode("q"), modelNode("slow", "{{q}}"), modelNode("fast", "{{q}}"), modelNode("after", "{{q}}"), outputNode("a", "b")],
    ["input.q -> slow.q", "input.q -> fast.q", "fast.output -> after.q", "slow.output -> output.a", "after.output -> output.b"],
  );
  const plan = compile(document, kinds, { weightOf: await readDurations(db, graph.graphId) });
  const priorityOf = (id: string) => plan.nodes.find(({ node }) => node.id === id)?.priority ?? 0;
  expect(priorityOf("slow") - priorityOf("output")).toBeCloseTo(500, 0);
  // 20 ms of its own, and then a model nobody has seen yet.
  expect(priorityOf("fast") - priorityOf("output")).toBeCloseTo(1_020, 0);
  expect(priorityOf("fast")).toBeGreaterThan(priorityOf("slow"));
});

import { describe, expect, it } from "vitest";
import { nodeFingerprint } from "@/core/graph/fingerprint";
import { evidenceOf, usualTokens } from "@/core/replacement/evidence";
import { graphEvidence } from "@/server/insights/evidence";
import { testDatabase } from "@/tests/helpers/database";
import { graphOf, inputNode, modelNode, outputNode } from "@/tests/helpers/documents";
import { testWorkspace } from "@/tests/helpers/workspace";
import { near, recordRun, storeGraph } from "./record";

const { db } = await testDatabase();

const triage = (prompt = "Is this urgent? {{text}}") =>
  graphOf(
    [inputNode("text"), modelNode("classify", prompt, "cloud/big"), outputNode("answer")],
    ["input.text -> classify.text", "classify.output -> output.answer"],
  );
const fingerprintIn = (document: ReturnType<typeof triage>) =>
  nodeFingerprint(document.nodes.find(({ id }) => id === "classify")?.config ?? {});

describe("the evidence for choosing models", () => {
  it("tells by node, task and model what was recorded, and how often nodes fire in a run", async () => {
    const context = await testWorkspace(db);
    const graphId = await storeGraph(context, triage());
    const firing = [{ nodeId: "classify", ms: 700 }];
    await recordRun(context, graphId, triage(), [{ nodeId: "classify", schemaValid: true }], firing);
    await recordRun(
      context,
      graphId,
      triage(),
      [
        { nodeId: "classify", model: "local/small", modelClass: "slm", inputTokens: 200, outputTokens: 8, latencyMs: 90, simulated: true },
        { nodeId: "classify", schemaValid: false },
      ],
      firing,
    );
    await recordRun(context, graphId, triage("Urgent? {{text}}"), [{ nodeId: "classify" }], firing);
    const evidence = await graphEvidence(context, graphId);
    expect(evidence.runs).toBe(3);
    expect(evidence.nodes).toEqual([{ nodeId: "classify", fired: 3, p50: near(700) }]);
    const fingerprint = fingerprintIn(triage());
    expect(evidence.tasks).toContainEqual({ nodeId: "classify", fingerprint, firings: 2 });
    const own = evidenceOf(evidence, "classify", fingerprint);
    expect(own.find(({ model }) => model === "cloud/big")).toMatchObject({ calls: 2, schemaAsked: 2, schemaValid: 1 });
    expect(own.find(({ model }) => model === "local/small")).toMatchObject({
      calls: 1,
      simulatedCalls: 1,
      latency: { p50: near(90), p95: near(90) },
    });
    expect(usualTokens(own)).toEqual({ input: 400 / 3, output: 16 / 3, calls: 3 });
  });

  it("counts no firings of runs that failed, for they may have stopped before a node's turn", async () => {
    const context = await testWorkspace(db);
    const graphId = await storeGraph(context, triage());
    await recordRun(context, graphId, triage(), [], [{ nodeId: "classify", ms: 5, status: "failed" }]);
    expect(await graphEvidence(context, graphId)).toEqual({ runs: 0, nodes: [], tasks: [], models: [] });
  });

  it("is nobody else's", async () => {
    const [ours, theirs] = [await testWorkspace(db), await testWorkspace(db)];
    const graphId = await storeGraph(ours, triage());
    await expect(graphEvidence(theirs, graphId)).rejects.toMatchObject({ code: "not_found" });
  });
});

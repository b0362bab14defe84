import { beforeEach, describe, expect, it } from "vitest";
import { EvaluationPlan, versions } from "@/core/evaluation/plan";
import { servedBy } from "@/core/graph/assignment";
import { edit } from "@/core/graph/edits";
import { nodeFingerprint } from "@/core/graph/fingerprint";
import { newId } from "@/db/id";
import { evaluationCandidates, evaluations } from "@/db/schema/evaluations";
import type { WorkspaceContext } from "@/server/context";
import { editDraft } from "@/server/graphs/live";
import { findGraph, parseDocument } from "@/server/graphs/read";
import { listVersions, publishGraph } from "@/server/graphs/versions";
import { applyEvaluation, takeBackEvaluation } from "@/server/insights/evaluations/apply";
import { readEvaluation } from "@/server/insights/evaluations/read";
import { testDatabase } from "../../../helpers/database";
import { testWorkspace } from "../../../helpers/workspace";
import { storeGraph } from "../record";
import { BIG, NODE, serve, triage } from "./scene";

const { db } = await testDatabase();
const SMALL = "server/small";
let context: WorkspaceContext;
let graphId: string;
let id: string;

/** An evaluation that has found the small model good enough, or nothing. */
async function evaluated(verdict: unknown): Promise<string> {
  const [incumbent, small] = [BIG, SMALL].map((model) => ({ model, label: model, parameters: 3, simulated: false }));
  const plan = EvaluationPlan.parse({
    ...{ incumbent, candidates: [small], tolerance: 0.02, alpha: 0.05, mostCalls: 10, mostMoney: 1, seed: 1, versions },
  });
  const node = triage().nodes.find((one) => one.id === NODE);
  const row = { id: newId(), workspaceId: context.workspaceId, graphId, nodeId: NODE, nodeName: "Classify", incumbent: BIG, plan, verdict };
  await db.insert(evaluations).values({ ...row, fingerprint: nodeFingerprint(node?.config ?? {}), status: "done" });
  await db.insert(evaluationCandidates).values({ evaluationId: row.id, workspaceId: row.workspaceId, model: SMALL, position: 0 });
  return row.id;
}

const serving = async () => {
  const { draft } = await findGraph(context, graphId);
  return servedBy(parseDocument(draft).nodes.find((one) => one.id === NODE)?.config ?? {});
};
const publish = async () => publishGraph(context, { id: graphId, revision: (await findGraph(context, graphId)).revision, message: "" });

beforeEach(async () => {
  context = await testWorkspace(db);
  await serve(context, "http://127.0.0.1:9", ["small"]);
  graphId = await storeGraph(context, triage());
  id = await evaluated({ type: "replace", model: SMALL });
});

describe("applying what an evaluation has shown", () => {
  it("lets the accepted model serve the node in a version of its own, where the draft is what programs run", async () => {
    const { version: before } = await publish();
    expect((await readEvaluation(context, id)).serving).toBe("incumbent");
    const { version } = await applyEvaluation(context, id, "evidence");
    expect(version).toBe(before + 1);
    expect(await serving()).toBe(SMALL);
    expect((await readEvaluation(context, id)).serving).toBe("accepted");
    expect((await listVersions(context, graphId))[0]).toMatchObject({ number: version, message: "evidence", live: true });
  });

  it("can be taken back, which is a version, too", async () => {
    await publish();
    const { version } = await applyEvaluation(context, id, "");
    expect(await takeBackEvaluation(context, id, "no")).toEqual({ version: (version ?? 0) + 1 });
    expect(await serving()).toBe(BIG);
    expect((await readEvaluation(context, id)).serving).toBe("incumbent");
  });

  it("publishes nobody's other changes along", async () => {
    await publish();
    await editDraft(context, graphId, (document) => edit(document, { type: "renameNode", id: NODE, name: "Being renamed" }));
    expect(await applyEvaluation(context, id, "")).toEqual({ version: null });
    expect(await serving()).toBe(SMALL);
    expect(await listVersions(context, graphId)).toHaveLength(1);
  });

  it("changes the draft of a graph that was never published", async () => {
    expect(await applyEvaluation(context, id, "")).toEqual({ version: null });
    expect(await serving()).toBe(SMALL);
    expect(await listVersions(context, graphId)).toEqual([]);
  });

  it("is refused where nothing was shown, or the node is another by now", async () => {
    await expect(applyEvaluation(context, await evaluated({ type: "keep" }), "")).rejects.toMatchObject({ code: "evaluation_no_verdict" });
    await expect(takeBackEvaluation(context, id, "")).rejects.toMatchObject({ code: "evaluation_outdated" });
    await editDraft(context, graphId, (document) => {
      const node = document.nodes.find((one) => one.id === NODE);
      const task = { ...(node?.config.task as object), prompt: "Is this {{text}} a joke?" };
      return edit(document, { type: "configure", id: NODE, config: { ...node?.config, task } });
    });
    expect((await readEvaluation(context, id)).serving).toBeNull();
    await expect(applyEvaluation(context, id, "")).rejects.toMatchObject({ code: "evaluation_outdated" });
    expect(await serving()).toBe(BIG);
  });

  it("is nobody's of another workspace", async () => {
    const other = await testWorkspace(db);
    await expect(applyEvaluation(other, id, "")).rejects.toMatchObject({ code: "not_found" });
    expect(await serving()).toBe(BIG);
  });
});

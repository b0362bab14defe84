import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { mixes } from "@/bench/clusters/mixes";
import { FEWEST_CALLS } from "@/core/clustering/model";
import { partFingerprint } from "@/core/graph/fingerprint";
import { adjustedRandIndex } from "@/core/statistics/adjustedRand";
import { newId } from "@/db/id";
import { clusterCalls, clusterings } from "@/db/schema/clusters";
import { modelCalls, runs } from "@/db/schema/runs";
import type { WorkspaceContext } from "@/server/context";
import { sameJobsOf } from "@/server/insights/clusters/across";
import { assignNewCalls } from "@/server/insights/clusters/assignNew";
import { merge, rename, split } from "@/server/insights/clusters/edit";
import { fitDueClusters } from "@/server/insights/clusters/fit";
import { clusteredNodes } from "@/server/insights/clusters/nodes";
import { clusterExamples, clusteringReport } from "@/server/insights/clusters/report";
import { chooseModels, requestFit } from "@/server/insights/clusters/request";
import { effectiveClustersByNode, nodeKey } from "@/server/insights/clusters/spread";
import { openModelGateway } from "@/server/models/open";
import { testDatabase } from "@/tests/helpers/database";
import { graphOf, inputNode, modelNode, outputNode } from "@/tests/helpers/documents";
import { type ModelServer, startModelServer } from "@/tests/helpers/modelServer";
import { testWorkspace } from "@/tests/helpers/workspace";
import { serveModel } from "../models/gateway";
import { recordRun, storeGraph } from "./record";

process.env.MINNOW_SECRET = "a secret of a test, long enough to be one";
const database = await testDatabase();
const { db } = database;
const gateway = openModelGateway({ database });
const never = new AbortController().signal;

const graph = graphOf(
  [inputNode("text"), modelNode("read", "What is this? {{text}}", "cloud/big"), outputNode("answer")],
  ["input.text -> read.text", "read.output -> output.answer"],
);
const tasks = ["lease", "invoice", "laboratory"];
const [documents] = mixes.filter(({ name }) => name.startsWith("documents"));
const pool = (documents?.calls(900, 4) ?? []).filter(({ task }) => task !== null && tasks.includes(task));
/** The kind of document that a text is, as far as this little model knows. */
const concepts = [
  /tenan|landlord|rent|premises|Pets|Sublet|Heating/i,
  /invoice|VAT|Qty|payment|Bill/i,
  /mg|nl|Specimen|physician|Interpretation/,
];
const vectorOf = (text: string) => [0.2, ...concepts.map((words) => (words.test(text) ? 1 : 0))];

let context: WorkspaceContext;
let graphId: string;
let server: ModelServer;
const place = () => ({ graphId, nodeId: "read" });
const report = async () => (await clusteringReport(context, graphId, "read")) ?? expect.fail("there are no clusters");
const work = () => fitDueClusters(db, gateway, never);
const arrive = () =>
  db
    .update(clusterings)
    .set({ assignDue: sql`now()` })
    .where(eq(clusterings.graphId, graphId))
    .then(() => assignNewCalls(db, gateway, never));

/** Records calls, some in a run. @returns their kinds by call */
async function record(from: number, to: number, nodeId = "read"): Promise<Map<string, string>> {
  const kinds = new Map<string, string>();
  const perRun = 40;
  for (let at = from; at < to; at += perRun) {
    const some = pool.slice(at, Math.min(to, at + perRun));
    const calls = some.map((call, index) => {
      const id = newId();
      kinds.set(id, call.task ?? "");
      const { variables, response, outputText } = call;
      return { id, nodeId, variables, response, outputText, startedAt: new Date(Date.now() - 600_000 + (at + index) * 1_000) };
    });
    await recordRun(context, graphId, graph, calls);
  }
  return kinds;
}

beforeAll(async () => {
  server = await startModelServer({ vectorOf });
});
afterAll(async () => {
  await gateway.close();
  await server.close();
  await database.close();
});
beforeEach(async () => {
  context = await testWorkspace(db);
  graphId = await storeGraph(context, graph);
});

describe("clusters of a node's calls", () => {
  it("are not looked for in too few calls, and it is said how many are needed", async () => {
    await record(0, 5);
    const { nodes } = await clusteredNodes(context, graphId);
    expect(nodes).toMatchObject([{ nodeId: "read", calls: 5, needed: FEWEST_CALLS, fittedAt: null, clusters: 0 }]);
    await expect(requestFit(context, graphId, "read")).rejects.toMatchObject({ code: "clusters_few", params: { calls: 5 } });
    expect(await clusteringReport(context, graphId, "read")).toBeNull();
  });

  it("are the tasks that the calls were made for, with sizes, costs, examples, drift and a map", async () => {
    const kinds = await record(0, 240);
    await requestFit(context, graphId, "read");
    expect((await clusteredNodes(context, graphId)).nodes[0]).toMatchObject({ fitting: true });
    await work();
    const rows = await db.select().from(clusterCalls).where(eq(clusterCalls.graphId, graphId));
    expect(rows).toHaveLength(240);
    const labels = rows.map(({ cluster }) => cluster ?? "none");
    expect(
      adjustedRandIndex(
        rows.map(({ callId }) => kinds.get(callId) ?? ""),
        labels,
      ),
    ).toBeGreaterThan(0.9);

    const found = await report();
    expect(found.clusters).toHaveLength(tasks.length);
    expect(found.calls).toBe(240);
    expect(found.clusters.reduce((sum, { calls }) => sum + calls, found.outliers)).toBe(240);
    expect(found.cost).toBeCloseTo(0.24);
    expect(found.effective).toBeGreaterThan(2);
    expect(found.windows).toHaveLength(12);
    expect(found.windows.reduce((sum, { calls }) => sum + calls, 0)).toBe(240);
    expect(found.windows[0]?.drift).toBeNull();
    expect(found.points.length).toBe(240);
    for (const graph of [graphId, null]) {
      const spread = (await effectiveClustersByNode(context, graph)).get(nodeKey(place()));
      expect(spread?.effective).toBeCloseTo(found.effective ?? 0);
      expect(spread?.outliers).toBeCloseTo(found.outliers / 240);
    }

    const examples = await clusterExamples(context, { ...place(), cluster: found.clusters[0]?.id ?? "" });
    expect(examples.length).toBeGreaterThan(3);
    expect(new Set(examples.map(({ callId }) => kinds.get(callId))).size).toBe(1);
    expect((await clusteredNodes(context, graphId)).nodes[0]).toMatchObject({ fitting: false, progress: null, error: null, clusters: 3 });
  });

  it("take in calls that come later, and are fitted anew when these are many", async () => {
    await record(0, 120);
    await requestFit(context, graphId, "read");
    await work();
    const before = await report();
    await record(120, 200);
    await arrive();
    expect((await report()).calls).toBe(200);
    expect((await clusteredNodes(context, graphId)).nodes[0]).toMatchObject({ fitting: false });
    await record(200, 330);
    await arrive();
    expect((await clusteredNodes(context, graphId)).nodes[0]).toMatchObject({ fitting: true });
    await work();
    const after = await report();
    expect(after.calls).toBe(330);
    expect(after.clusters.map(({ id }) => id).toSorted()).toEqual(before.clusters.map(({ id }) => id).toSorted());
  });

  it("go with the runs that their calls were of", async () => {
    await record(0, 80);
    await requestFit(context, graphId, "read");
    await work();
    const [row] = await db.select().from(clusterCalls).where(eq(clusterCalls.graphId, graphId)).limit(1);
    await db.delete(runs).where(eq(runs.id, row?.runId ?? ""));
    expect((await report()).calls).toBe(40);
  });

  it("are renamed, merged and split by hand, and a fit leaves that as it is", async () => {
    await record(0, 240);
    await requestFit(context, graphId, "read");
    await work();
    const [first, second, third] = (await report()).clusters.map(({ id }) => id) as [string, string, string];
    await rename(context, place(), first, "Papers");
    await merge(context, place(), [first, second], gateway);
    const merged = await report();
    expect(merged.clusters.find(({ id }) => id === first)).toMatchObject({ label: "Papers", namedBy: "person", parts: 2 });
    expect(merged.clusters.map(({ id }) => id)).not.toContain(second);
    expect(merged.clusters.reduce((sum, { calls }) => sum + calls, merged.outliers)).toBe(240);

    await split(context, place(), third, gateway);
    await arrive();
    const apart = await report();
    expect(apart.clusters).toHaveLength(3);
    expect(apart.calls).toBe(240);
    expect(apart.clusters.every(({ calls }) => calls > 0)).toBe(true);

    await requestFit(context, graphId, "read");
    await work();
    const again = await report();
    expect(again.clusters.map(({ id, label }) => (id === first ? label : id)).toSorted()).toEqual(
      apart.clusters.map(({ id, label }) => (id === first ? label : id)).toSorted(),
    );
    await expect(rename(context, place(), second, "Gone")).rejects.toMatchObject({ code: "not_found" });
  });

  it("are told by a model's vectors when the workspace chooses one, and by words again", async () => {
    const { model } = await serveModel(context, { baseUrl: server.url, model: { capabilities: { embeddings: true } } });
    const kinds = await record(0, 160);
    await chooseModels(context, graphId, "read", { embeddingModel: model, namingModel: null });
    await requestFit(context, graphId, "read");
    await work();
    expect((await clusteredNodes(context, graphId)).nodes[0]).toMatchObject({ error: null, embeddingModel: model });
    const rows = await db.select().from(clusterCalls).where(eq(clusterCalls.graphId, graphId));
    const labels = rows.map(({ cluster }) => cluster ?? "none");
    expect(
      adjustedRandIndex(
        rows.map(({ callId }) => kinds.get(callId) ?? ""),
        labels,
      ),
    ).toBeGreaterThan(0.8);
    const ids = (await report()).clusters.map(({ id }) => id);

    await chooseModels(context, graphId, "read", { embeddingModel: null, namingModel: null });
    await work();
    // Places told by words say nothing of places told by vectors: no id means two things.
    for (const { id } of (await report()).clusters) expect(ids).not.toContain(id);
    await expect(chooseModels(context, graphId, "read", { embeddingModel: "no/such", namingModel: null })).rejects.toMatchObject({
      code: "model_missing",
    });
  });

  it("are named by a model when the workspace chooses one, and what a person called one stays", async () => {
    const { model } = await serveModel(context, { baseUrl: server.url, model: { capabilities: { jsonSchema: true } } });
    const asked: string[] = [];
    server.answer(({ messages }) => {
      asked.push(String(messages.at(-1)?.content));
      return JSON.stringify({ name: `Reading papers ${asked.length}` });
    });
    await record(0, 160);
    await requestFit(context, graphId, "read");
    await work();
    const [first, ...others] = (await report()).clusters;
    await rename(context, place(), first?.id ?? "", "Leases");
    await chooseModels(context, graphId, "read", { embeddingModel: null, namingModel: model });
    await work();
    const named = (await report()).clusters;
    expect(asked).toHaveLength(others.length);
    expect(asked[0]).toContain("<request>");
    expect(named.find(({ id }) => id === first?.id)).toMatchObject({ label: "Leases", namedBy: "person" });
    for (const { id } of others)
      expect(named.find((one) => one.id === id)).toMatchObject({ namedBy: "model", label: expect.stringMatching(/^Reading papers/) });
  });

  it("leave out what a node's judge was asked", async () => {
    const kinds = await record(0, 80);
    const [id] = kinds.keys();
    const [own] = await db
      .select({ fingerprint: modelCalls.fingerprint })
      .from(modelCalls)
      .where(eq(modelCalls.id, id ?? ""));
    await db
      .update(modelCalls)
      .set({ fingerprint: partFingerprint(own?.fingerprint ?? "", "judge") })
      .where(eq(modelCalls.id, id ?? ""));
    await requestFit(context, graphId, "read");
    await work();
    await arrive();
    expect((await report()).calls).toBe(79);
  });

  it("tell which nodes do the same job", async () => {
    await record(0, 160);
    await record(160, 320, "answer");
    for (const nodeId of ["read", "answer"]) await requestFit(context, graphId, nodeId);
    await work();
    const same = await sameJobsOf(context, graphId);
    expect(same).toHaveLength(tasks.length);
    for (const { first, second } of same) expect(first.nodeId).not.toBe(second.nodeId);
  });

  it("are nobody else's", async () => {
    await record(0, 80);
    await requestFit(context, graphId, "read");
    await work();
    const other = await testWorkspace(db);
    await expect(clusteredNodes(other, graphId)).rejects.toMatchObject({ code: "not_found" });
    await expect(clusteringReport(other, graphId, "read")).rejects.toMatchObject({ code: "not_found" });
    expect(await clusterExamples(other, { ...place(), cluster: null })).toEqual([]);
    await expect(rename(other, place(), "1", "Mine")).rejects.toMatchObject({ code: "not_found" });
  });
});

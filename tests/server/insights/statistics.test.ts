import { describe, expect, it } from "vitest";
import type { GraphDocument } from "@/core/graph/document";
import { nodeFingerprint, partFingerprint } from "@/core/graph/fingerprint";
import type { GraphReport } from "@/core/replacement/report";
import { MIN_ANSWERS } from "@/core/replacement/weights";
import { FeedbackGiven } from "@/core/runs/feedback";
import { HOUR } from "@/core/tallies/run";
import { newId } from "@/db/id";
import { clusterCalls, clusterings } from "@/db/schema/clusters";
import { insightsRouter } from "@/server/api/routers/insights";
import { createCallerFactory } from "@/server/api/trpc";
import type { WorkspaceContext } from "@/server/context";
import type { Range } from "@/server/insights/rollups/read";
import { nodeStatistics } from "@/server/insights/statistics";
import { suggestions } from "@/server/insights/suggestions";
import { listModels } from "@/server/models/registry";
import { giveFeedback } from "@/server/runs/feedback";
import { testDatabase } from "@/tests/helpers/database";
import { graphOf, inputNode, jsonModelNode, modelNode, outputNode, templateNode } from "@/tests/helpers/documents";
import { idleServices } from "@/tests/helpers/services";
import { testWorkspace } from "@/tests/helpers/workspace";
import { at, edit, near, recordRun, START, storeGraph } from "./record";

const database = await testDatabase();
const { db } = database;
const DAY = 86_400_000;

const label = { type: "object", properties: { category: { enum: ["billing", "technical"] } }, required: ["category"] };

/** Of the models every workspace begins with: a large and a small one, both simulated. */
async function sizes(context: WorkspaceContext) {
  const models = await listModels(context);
  const large = models.find((model) => model.class === "llm");
  const small = models.filter((model) => model.class === "slm");
  if (large === undefined || small[0] === undefined) throw new Error("the registry begins without a large and a small model");
  return { large: large.key, small: small[0].key, smallKeys: small.map(({ key }) => key) };
}

const triage = (classifier: string, prompt = "Sort this ticket: {{text}}") =>
  graphOf(
    [
      inputNode("text"),
      jsonModelNode("classify", prompt, label, classifier),
      templateNode("note", "Category: {{answer}}"),
      outputNode("answer"),
    ],
    ["input.text -> classify.text", "classify.output -> note.answer", "note.text -> output.answer"],
  );

const nodeOf = (report: GraphReport, id: string) => {
  const node = report.nodes.find(({ nodeId }) => nodeId === id);
  if (node === undefined) throw new Error(`no node ${id}`);
  return node;
};

const answers = (count: number, more: object = {}) =>
  Array.from({ length: count }, (_, i) => ({
    nodeId: "classify",
    outputHash: i % 2 === 0 ? "billing" : "technical",
    schemaValid: true,
    modelClass: "llm" as const,
    simulated: true,
    ...more,
  }));

describe("the statistics of a graph", () => {
  it("score a large model's node and project what a small one would save", async () => {
    const context = await testWorkspace(db);
    const { large, smallKeys } = await sizes(context);
    const document = triage(large);
    const graphId = await storeGraph(context, document);
    await recordRun(context, graphId, document, answers(40, { model: large }), [{ nodeId: "note", ms: 3 }]);
    const report = await nodeStatistics(context, graphId, {}, START + 10 * DAY);
    const [series] = nodeOf(report, "classify").current;
    if (series?.card.state !== "scored" || series.saving === null) throw new Error("classify has no score");
    expect(series).toMatchObject({ calls: 40, simulated: true, costShare: 1, outputVariety: 0.05, modelClass: "llm" });
    expect(series.effectiveOutputs).toBeCloseTo(2, 9);
    expect(series.schemaValidShare).toMatchObject({ count: 40, of: 40, share: 1 });
    expect(series.card.score).toBeGreaterThan(60);
    // "Sort this ticket: " against it and the five characters of a recorded text.
    expect(series.card.terms.find(({ code }) => code === "static_prompt")?.params.share).toBeCloseTo(18 / 23, 9);
    expect(smallKeys).toContain(series.saving.candidate?.key);
    expect(series.saving.rate.perMonth).toBeCloseTo((4 * 365.25) / 12, 6);
    expect(series.saving.caveats).toContain("simulated");
    expect(nodeOf(report, "note").activations).toMatchObject({ fired: 1, timing: { p50: near(3), p95: near(3) } });
    expect(report.totals).toMatchObject({ runs: 1, calls: 40, simulatedCalls: 40, slmCalls: { count: 0, of: 40 }, slmCost: 0 });
  });

  it("takes calls of tests for evidence of the nodes, and into no figure about a run", async () => {
    const context = await testWorkspace(db);
    const { large } = await sizes(context);
    const document = triage(large);
    const graphId = await storeGraph(context, document);
    const call = { nodeId: "classify", model: large, cost: 0.5 };
    await recordRun(context, graphId, document, [call]);
    await recordRun(context, graphId, document, [call, call], [], { trigger: "test" });
    const { totals } = await nodeStatistics(context, graphId);
    expect(totals).toMatchObject({ runs: 1, calls: 3, cost: 1.5, runCalls: 1, runCost: 0.5 });
  });

  it("count what was said of a node's firings in its score, for the task and model that answered", async () => {
    const context = await testWorkspace(db);
    const { large, small } = await sizes(context);
    const graphId = await storeGraph(context, triage(large));
    const fire = (document: GraphDocument, call: object, offset = 0) =>
      recordRun(context, graphId, document, answers(30, { model: large, ...call }), [{ nodeId: "classify", ms: 5 }], { offset });
    const other: WorkspaceContext = { ...context, actor: { type: "key", id: "a program", scopes: [] } };
    const say = (runId: string, given: Partial<FeedbackGiven>, who = context) =>
      giveFeedback(who, runId, FeedbackGiven.parse({ path: "classify", ...given }));
    const judged = async (range: Range = {}) => {
      const { current, older } = nodeOf(await nodeStatistics(context, graphId, range), "classify");
      return [...current, ...older].map(({ card }) => {
        const term = card.state === "scored" ? card.terms.find(({ code }) => code === "feedback") : undefined;
        return term?.points == null ? null : [term.params.satisfied, term.params.judged];
      });
    };
    const runIds = [];
    for (const offset of [0, 1, 2, 3, 4, 5].map((hours) => hours * HOUR)) runIds.push(await fire(triage(large), {}, offset));
    const [praised = "", scored = "", poor = "", corrected = "", discussed = "", quiet = ""] = runIds;
    await say(quiet, { comment: "Hm." });
    await say(quiet, { verdict: "bad", path: null });
    expect(await judged()).toEqual([null]);

    await say(praised, { verdict: "good", score: 0.1 });
    await say(scored, { score: 0.9 });
    await say(poor, { score: 0.2 });
    await say(corrected, { correction: "billing" });
    await say(discussed, { verdict: "good" });
    await say(discussed, { verdict: "bad" }, other);
    expect(await judged()).toEqual([[2, 5]]);
    expect(await judged({ from: at(HOUR), to: at(3 * HOUR) })).toEqual([[1, 2]]);

    const mended = triage(large, "Which category? {{text}}");
    await edit(context, graphId, mended);
    const runId = await fire(mended, {}, 6 * HOUR);
    await recordRun(context, graphId, mended, answers(1, { model: small, modelClass: "slm" }));
    await say(runId, { verdict: "good" });
    expect(await judged()).toEqual([[1, 1], null, [2, 5]]);
    const [suggestion] = await suggestions(context, null, at(DAY).getTime());
    expect(suggestion?.series.card).toMatchObject({
      terms: expect.arrayContaining([expect.objectContaining({ code: "feedback", params: expect.objectContaining({ judged: 1 }) })]),
    });
  });

  it("take the clusters of a node's calls for all of its tasks and models", async () => {
    const context = await testWorkspace(db);
    const { large } = await sizes(context);
    const graphId = await storeGraph(context, triage(large));
    const { workspaceId } = context;
    const spread = async () => {
      const { current, older } = nodeOf(await nodeStatistics(context, graphId), "classify");
      return [...current, ...older].map(({ card }) =>
        card.state === "scored" ? card.terms.find(({ code }) => code === "task_spread") : null,
      );
    };
    const sentences = async () => (await spread()).map((term) => term?.sentence).toSorted();
    const runId = await recordRun(context, graphId, triage(large, "Which category? {{text}}"), answers(30, { model: large }));
    await recordRun(context, graphId, triage(large), answers(30, { model: large }));
    const unknown = expect.objectContaining({ points: null, sentence: "unknown" });
    expect(await spread()).toEqual([unknown, unknown]);

    await db.insert(clusterings).values({ workspaceId, graphId, nodeId: "classify" });
    expect(await spread()).toEqual([unknown, unknown]);
    const about = { workspaceId, graphId, nodeId: "classify", runId, closeness: 1, x: 0, y: 0, startedAt: at(0) };
    const inClusters = (clusters: (string | null)[]) =>
      db.insert(clusterCalls).values(clusters.map((cluster) => ({ ...about, callId: newId(), cluster })));
    await inClusters(["1", "2", "1", "2", null]);
    const known = expect.objectContaining({ sentence: "known", params: { effective: expect.closeTo(2, 9) } });
    expect(await spread()).toEqual([known, known]);
    // What a judge is asked is in no cluster.
    const judge = partFingerprint(nodeFingerprint(triage(large).nodes.find(({ id }) => id === "classify")?.config ?? {}), "judge");
    await recordRun(context, graphId, triage(large), answers(30, { model: large, fingerprint: judge }));
    expect(await sentences()).toEqual(["known", "known", "unknown"]);
    await inClusters([null, null, null, null]);
    expect(await sentences()).toEqual(["apart", "apart", "unknown"]);
  });

  it("say how many answers are missing while there are few", async () => {
    const context = await testWorkspace(db);
    const { large } = await sizes(context);
    const graphId = await storeGraph(context, triage(large));
    await recordRun(context, graphId, triage(large), answers(3, { model: large }));
    const [series] = nodeOf(await nodeStatistics(context, graphId), "classify").current;
    expect(series?.card).toEqual({ state: "too_few", answers: 3, missing: MIN_ANSWERS - 3 });
  });

  it("go on with a model swap, and fold an edited task away", async () => {
    const context = await testWorkspace(db);
    const { large, small } = await sizes(context);
    const graphId = await storeGraph(context, triage(large));
    await recordRun(context, graphId, triage(large), answers(2, { model: large }));
    await edit(context, graphId, triage(small));
    await recordRun(context, graphId, triage(small), answers(3, { model: small, modelClass: "slm", latencyMs: 40 }));
    const swapped = nodeOf(await nodeStatistics(context, graphId), "classify");
    expect(swapped.current.map(({ model, calls }) => [model, calls])).toEqual([
      [small, 3],
      [large, 2],
    ]);
    expect(swapped.current[0]?.card).toEqual({ state: "already_small" });
    expect(swapped.older).toEqual([]);

    await edit(context, graphId, triage(small, "Which category? {{text}}"));
    const edited = nodeOf(await nodeStatistics(context, graphId), "classify");
    expect(edited.current).toEqual([]);
    expect(edited.older.map(({ model }) => model).toSorted()).toEqual([large, small].toSorted());
  });

  it("name deleted nodes as they were at their last run", async () => {
    const context = await testWorkspace(db);
    const { large } = await sizes(context);
    const before = triage(large);
    const graphId = await storeGraph(context, before);
    await recordRun(context, graphId, before, answers(1, { model: large }), [{ nodeId: "note", ms: 5 }]);
    await edit(context, graphId, graphOf([inputNode("text"), modelNode("other", "{{text}}", large)], []));
    const report = await nodeStatistics(context, graphId);
    expect(nodeOf(report, "classify")).toMatchObject({ name: "classify", deleted: true, current: [], kind: "model" });
    expect(nodeOf(report, "classify").older).toHaveLength(1);
    expect(nodeOf(report, "note")).toMatchObject({ name: "note", deleted: true, kind: "template" });
    expect(nodeOf(report, "other")).toMatchObject({ deleted: false, current: [], older: [] });
  });

  it("refuse another workspace's graph", async () => {
    const [ours, theirs] = [await testWorkspace(db), await testWorkspace(db)];
    const graphId = await storeGraph(ours, triage("cloud/big"));
    await expect(nodeStatistics(theirs, graphId)).rejects.toMatchObject({ code: "not_found" });
  });

  it("keep to their shape on the way to the browser", async () => {
    const context = await testWorkspace(db);
    const { large } = await sizes(context);
    const graphId = await storeGraph(context, triage(large));
    await recordRun(context, graphId, triage(large), answers(30, { model: large }), [{ nodeId: "note", ms: 5 }]);
    const caller = createCallerFactory(insightsRouter)({ services: idleServices(database), workspace: context });
    expect((await caller.statistics({ graphId })).graphName).toBe("Triage");
    expect(await caller.suggestions({ graphId })).toHaveLength(1);
  });
});

describe("suggestions", () => {
  it("list nodes of large models by score and money, and those with few calls after them", async () => {
    const context = await testWorkspace(db);
    const { large, small } = await sizes(context);
    const document = (classifier: string) =>
      graphOf(
        ["classify", "dear", "fresh", "small"].map((id) =>
          jsonModelNode(id, `${id}: {{text}}`, label, id === "small" ? small : classifier),
        ),
        [],
      );
    const graphId = await storeGraph(context, document(large));
    const of = (nodeId: string, count: number, more: object = {}) => answers(count, { model: large, nodeId, ...more });
    await recordRun(context, graphId, document(large), [
      ...of("classify", 30),
      ...of("dear", 30, { cost: 0.01 }),
      ...of("fresh", 2),
      ...of("small", 30, { model: small, modelClass: "slm" }),
    ]);
    const listed = await suggestions(context, graphId, at(DAY).getTime());
    expect(listed.map(({ nodeId }) => nodeId)).toEqual(["dear", "classify", "fresh"]);
    expect(listed.map(({ weight }) => weight !== null)).toEqual([true, true, false]);
  });

  it("span all graphs of the workspace and no others", async () => {
    const [ours, theirs] = [await testWorkspace(db), await testWorkspace(db)];
    const { large } = await sizes(ours);
    for (const context of [ours, theirs]) {
      for (const name of ["One", "Two"]) {
        const graphId = await storeGraph(context, triage(large), name);
        await recordRun(context, graphId, triage(large), answers(25, { model: large }));
      }
    }
    const listed = await suggestions(ours);
    expect(listed.map(({ graphName }) => graphName).toSorted()).toEqual(["One", "Two"]);
  });
});

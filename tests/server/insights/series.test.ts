import { describe, expect, it } from "vitest";
import { wilsonInterval } from "@/core/statistics/interval";
import { HOUR } from "@/core/tallies/run";
import { readActivity, readRunTotals } from "@/server/insights/activations";
import { readSeries } from "@/server/insights/series";
import { testDatabase } from "@/tests/helpers/database";
import { graphOf, inputNode, modelNode, outputNode, templateNode } from "@/tests/helpers/documents";
import { testWorkspace } from "@/tests/helpers/workspace";
import { at, near, recordRun, storeGraph } from "./record";

const { db } = await testDatabase();

const triage = (prompt = "Is this urgent? {{text}}") =>
  graphOf(
    [inputNode("text"), modelNode("classify", prompt, "cloud/big"), templateNode("note", "{{answer}}"), outputNode("answer")],
    ["input.text -> classify.text", "classify.output -> note.answer", "note.text -> output.answer"],
  );

describe("the series of a graph", () => {
  it("counts calls, errors, retries, tokens, money and time", async () => {
    const context = await testWorkspace(db);
    const graphId = await storeGraph(context, triage());
    await recordRun(context, graphId, triage(), [
      { nodeId: "classify", latencyMs: 100, outputHash: "a", retries: 2, schemaValid: true, toolCalls: 2 },
      { nodeId: "classify", latencyMs: 200, outputHash: "a", schemaValid: true, toolCalls: 0, tokensEstimated: true, simulated: true },
      { nodeId: "classify", latencyMs: 300, outputHash: "b", schemaValid: false, cost: null },
      {
        nodeId: "classify",
        latencyMs: 400,
        outputHash: null,
        outputText: null,
        error: { code: "provider_failed", params: {} },
        toolCalls: 1,
        inputTokens: null,
        outputTokens: null,
        cost: null,
        firstTokenMs: null,
      },
    ]);
    const [one, ...others] = await readSeries(context, graphId, {});
    expect(others).toEqual([]);
    expect(one).toMatchObject({
      nodeId: "classify",
      model: "cloud/big",
      modelClass: "llm",
      calls: 4,
      errors: 1,
      retries: 2,
      schemaAsked: 3,
      schemaValid: 2,
      toolsOffered: 2,
      toolsCalled: 1,
      countedCalls: 3,
      inputTokens: 300,
      outputTokens: 12,
      estimatedCalls: 1,
      contextP95: near(104),
      outputTokensP50: near(4),
      pricedCalls: 2,
      latency: { p50: near(250), p95: near(385) },
      firstToken: { p50: near(200), p95: near(200) },
      waited: 1_000,
      outputs: 3,
      distinctOutputs: 2,
      simulatedCalls: 1,
      firstAt: at(0).getTime(),
    });
    expect(one?.cost).toBeCloseTo(0.002, 12);
    expect(one?.outputEntropy).toBeCloseTo(-(2 / 3) * Math.log(2 / 3) - (1 / 3) * Math.log(1 / 3), 9);
  });

  it("starts anew with an edited task and keeps models apart", async () => {
    const context = await testWorkspace(db);
    const graphId = await storeGraph(context, triage());
    await recordRun(context, graphId, triage(), [{ nodeId: "classify" }, { nodeId: "classify", model: "local/small", modelClass: "slm" }]);
    await recordRun(context, graphId, triage("Urgent or not? {{text}}"), [{ nodeId: "classify" }]);
    const series = await readSeries(context, graphId, {});
    expect(series.map(({ calls }) => calls)).toEqual([1, 1, 1]);
    expect(new Set(series.map(({ fingerprint }) => fingerprint)).size).toBe(2);
    expect(new Set(series.map(({ model }) => model))).toEqual(new Set(["cloud/big", "local/small"]));
  });

  it("takes short answers that came three times for labels", async () => {
    const context = await testWorkspace(db);
    const graphId = await storeGraph(context, triage());
    const answers = ["a", "a", "a", "b", "b", "long", "long", "long"];
    await recordRun(
      context,
      graphId,
      triage(),
      answers.map((outputHash) => ({ nodeId: "classify", outputHash, outputTokens: outputHash === "long" ? 17 : 2 })),
    );
    const [one] = await readSeries(context, graphId, {});
    expect(one).toMatchObject({ outputs: 8, distinctOutputs: 3, labelOutputs: 3 });
  });

  it("keeps to the range of time", async () => {
    const context = await testWorkspace(db);
    const graphId = await storeGraph(context, triage());
    for (const offset of [0, HOUR, 2 * HOUR]) {
      await recordRun(context, graphId, triage(), [{ nodeId: "classify" }], [{ nodeId: "note", ms: 5 }], { offset });
    }
    const range = { from: at(HOUR), to: at(2 * HOUR) };
    expect((await readSeries(context, graphId, range))[0]?.calls).toBe(1);
    expect((await readRunTotals(context, graphId, range)).runs).toBe(1);
    expect((await readActivity(context, graphId, { from: at(HOUR) }))[0]?.fired).toBe(2);
  });

  it("never shows another workspace's calls", async () => {
    const [ours, theirs] = [await testWorkspace(db), await testWorkspace(db)];
    const graphId = await storeGraph(ours, triage());
    await recordRun(ours, graphId, triage(), [{ nodeId: "classify" }], [{ nodeId: "note", ms: 5 }]);
    expect(await readSeries(theirs, graphId, {})).toEqual([]);
    expect(await readSeries(theirs, null, {})).toEqual([]);
    expect(await readActivity(theirs, graphId, {})).toEqual([]);
    expect(await readRunTotals(theirs, graphId, {})).toEqual({ runs: 0, failed: 0, p50: null, p95: null, calls: 0, cost: 0 });
  });
});

describe("the activity of nodes", () => {
  it("times firings and counts failures and skips apart", async () => {
    const context = await testWorkspace(db);
    const graphId = await storeGraph(context, triage());
    for (const [i, ms] of [10, 20, 30].entries()) {
      await recordRun(context, graphId, triage(), [], [{ nodeId: "note", ms }], { offset: i * 100, ms: ms * 10 });
    }
    await recordRun(context, graphId, triage(), [], [{ nodeId: "note", ms: 40, status: "failed" }], { ms: 400 });
    await recordRun(context, graphId, triage(), [], [{ nodeId: "note", ms: 900, status: "skipped" }], { ms: 500 });
    const [note] = await readActivity(context, graphId, {});
    expect(note).toMatchObject({ nodeId: "note", kind: "template", fired: 4, failed: 1, skipped: 1, p50: near(25), p95: near(38.5) });
    expect(await readRunTotals(context, graphId, {})).toMatchObject({ runs: 5, failed: 1, p50: near(300) });
    expect(wilsonInterval(note?.failed ?? 0, note?.fired ?? 0).low).toBeGreaterThan(0);
  });
});

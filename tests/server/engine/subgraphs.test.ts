import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GraphDocument } from "@/core/graph/document";
import type { JsonObject } from "@/core/graph/json";
import type { WorkspaceContext } from "@/server/context";
import { saveDraft } from "@/server/graphs/live";
import { interfaceOf } from "@/server/graphs/subgraphs";
import { publishGraph } from "@/server/graphs/versions";
import { createGraph } from "@/server/graphs/write";
import { nodeStatistics } from "@/server/insights/statistics";
import { startRun } from "@/server/runs/start";
import { waitForRun } from "@/server/runs/wait";
import { testDatabase } from "../../helpers/database";
import { graphOf, inputNode, modelNode, outputNode } from "../../helpers/documents";
import { type TestEngine, testEngine } from "../../helpers/worker";
import { testWorkspace } from "../../helpers/workspace";

const MODEL = "simulated/guppy-3b";
const database = await testDatabase();
let context: WorkspaceContext;
let engine: TestEngine;

beforeAll(async () => {
  context = await testWorkspace(database.db);
  engine = await testEngine(database);
  await engine.startWorker(({ messages }) => [`<${messages[0]?.content}>`]);
});
afterAll(() => engine.close());

const inner = graphOf(
  [inputNode("text"), modelNode("ask", "{{text}}", MODEL), outputNode("said")],
  ["input.text -> ask.text", "ask.output -> output.said"],
);

async function published(document: GraphDocument, name = "Inner") {
  const { id } = await createGraph(context, { name, document });
  await publishGraph(context, { id, revision: 1, message: "" });
  return { id, chosen: await interfaceOf(context, id) };
}

const around = (chosen: object | null) =>
  graphOf(
    [inputNode("question"), { id: "sub", kind: "subgraph", config: { chosen } }, outputNode("answer")],
    ["input.question -> sub.text", "sub.said -> output.answer"],
  );

async function start(graphId: string, input: JsonObject = { question: "why" }) {
  const { runId } = await startRun(engine.services, context, { graphId, version: "draft", input, trigger: "editor" });
  return waitForRun(engine.services, context, runId, 20_000);
}

describe("a subgraph", () => {
  it("runs the chosen version, with its own nodes in the record", async () => {
    const { chosen } = await published(inner);
    const { id } = await createGraph(context, { name: "Outer", document: around(chosen) });
    const run = await start(id);
    expect(run).toMatchObject({ status: "succeeded", output: { answer: "<why>" } });
    expect(run.activations.map(({ path }) => path)).toEqual(["input", "sub", "sub/ask", "output"]);
    expect(run.nodeNames[`${chosen.graphId}/ask`]).toBe("ask");
  });

  it("stays at its version when another one is published", async () => {
    const { id: innerId, chosen } = await published(inner);
    const { id } = await createGraph(context, { name: "Outer", document: around(chosen) });
    const changed = graphOf(
      [inputNode("text"), modelNode("ask", "new {{text}}", MODEL), outputNode("said")],
      ["input.text -> ask.text", "ask.output -> output.said"],
    );
    const { revision } = await saveDraft(context, { id: innerId, revision: 1, document: changed });
    await publishGraph(context, { id: innerId, revision, message: "" });
    expect(await start(id)).toMatchObject({ output: { answer: "<why>" } });
    expect((await interfaceOf(context, innerId)).version).toBe(2);
  });

  it("counts its calls for the graph they are drawn in", async () => {
    const { id: innerId, chosen } = await published(inner);
    const { id } = await createGraph(context, { name: "Outer", document: around(chosen) });
    await start(id);
    expect((await nodeStatistics(context, innerId)).totals.calls).toBe(1);
    expect((await nodeStatistics(context, id)).totals.calls).toBe(0);
  });

  it("may stand in a subgraph in a subgraph", async () => {
    const { chosen } = await published(inner);
    const { chosen: second } = await published(
      graphOf(
        [inputNode("text"), { id: "sub", kind: "subgraph", config: { chosen } }, outputNode("said")],
        ["input.text -> sub.text", "sub.said -> output.said"],
      ),
      "Middle",
    );
    const { id } = await createGraph(context, { name: "Outer", document: around(second) });
    const run = await start(id);
    expect(run).toMatchObject({ status: "succeeded", output: { answer: "<why>" } });
    expect(run.activations.map(({ path }) => path)).toContain("sub/sub/ask");
  });

  it("can't be started unchosen, missing, or inside itself", async () => {
    const problem = async (id: string, document: GraphDocument) => {
      await saveDraft(context, { id, revision: 1, document });
      const started = startRun(engine.services, context, { graphId: id, version: "draft", input: { question: "?" }, trigger: "editor" });
      const error = await started.then(
        () => null,
        (refusal: unknown) => refusal,
      );
      return error;
    };
    const { id, chosen } = await published(inner);
    const { id: outer } = await createGraph(context, { name: "Outer", document: around(null) });
    expect(await problem(outer, around(null))).toMatchObject({ code: "graph_invalid", details: [{ code: "subgraph_unchosen" }, {}, {}] });
    expect(await problem(outer, around({ ...chosen, document: "0".repeat(64) }))).toMatchObject({
      details: [{ code: "subgraph_missing" }],
    });
    const { chosen: middle } = await published(around(chosen), "Middle");
    const itself = around({ ...middle, inputs: chosen.inputs, outputs: chosen.outputs });
    expect(await problem(id, itself)).toMatchObject({ details: [{ code: "subgraph_recursion", nodeId: "sub" }] });
  });
});

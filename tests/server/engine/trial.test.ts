import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MinnowError } from "@/core/errors";
import type { GraphDocument } from "@/core/graph/document";
import type { JsonObject } from "@/core/graph/json";
import type { WorkspaceContext } from "@/server/context";
import { listGraphs } from "@/server/graphs/list";
import { createGraph } from "@/server/graphs/write";
import { runAgain } from "@/server/runs/again";
import { listRuns } from "@/server/runs/list";
import { startRun } from "@/server/runs/start";
import { lastInputs, startTrial } from "@/server/runs/trial";
import { waitForRun } from "@/server/runs/wait";
import { testDatabase } from "../../helpers/database";
import { graphOf, inputNode, modelNode, outputNode, templateNode } from "../../helpers/documents";
import { type TestEngine, testEngine } from "../../helpers/worker";
import { testWorkspace } from "../../helpers/workspace";

const database = await testDatabase();
let context: WorkspaceContext;
let engine: TestEngine;

beforeAll(async () => {
  context = await testWorkspace(database.db);
  engine = await testEngine(database);
  await engine.startWorker(() => ["hello"]);
});
afterAll(() => engine.close());

const greeting = () =>
  graphOf(
    [
      inputNode("name"),
      modelNode("greet", "Greet {{name}}", "simulated/guppy-3b"),
      templateNode("frame", "*** {{text}} ***"),
      outputNode("line"),
    ],
    ["input.name -> greet.name", "greet.output -> frame.text", "frame.text -> output.line"],
  );
const routed = () =>
  graphOf(
    [
      inputNode("n"),
      { id: "route", kind: "router", config: { cases: [{ name: "big", when: "$length($) > 3" }] } },
      { id: "each", kind: "map", config: { with: [], concurrency: 2, onItemError: "fail" } },
      { ...templateNode("shout", "{{item}}!"), parentId: "each" },
      outputNode("a"),
    ],
    ["input.n -> route.value", "route.big -> output.a", "each.item -> shout.item", "shout.text -> each.result"],
  );
const begin = async (document: GraphDocument) => (await createGraph(context, { name: "Trial", document })).id;
const tried = async (graphId: string, nodeId: string, inputs: JsonObject) => {
  const { runId } = await startTrial(engine.services, context, { graphId, nodeId, inputs });
  return waitForRun(engine.services, context, runId, 20_000);
};
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof MinnowError ? error.code : error),
  );

describe("a node that is run alone", () => {
  it("gets the inputs given and runs nothing else of the graph", async () => {
    const graphId = await begin(greeting());
    const run = await tried(graphId, "frame", { text: "alone" });
    expect(run).toMatchObject({ status: "succeeded", trigger: "node", output: { text: "*** alone ***" } });
    expect(run.activations.map(({ nodeId }) => nodeId).sort()).toEqual(["frame", "trial-input", "trial-output"]);
  });

  it("may be a router or a container with what is inside it", async () => {
    const graphId = await begin(routed());
    expect((await tried(graphId, "route", { value: "long enough" })).output).toEqual({ big: "long enough" });
    expect((await tried(graphId, "each", { items: ["a", "b"] })).output).toEqual({ results: ["a!", "b!"] });
    expect((await tried(graphId, "shout", { item: "x" })).output).toEqual({ text: "x!" });
  });

  it("counts in no figure about whole runs, and has nothing to go on from", async () => {
    const graphId = await begin(greeting());
    const run = await tried(graphId, "greet", { name: "Ada" });
    expect((await listGraphs(context)).find(({ id }) => id === graphId)?.runs).toBe(0);
    expect((await listRuns(context, { graphId, limit: 10 })).map(({ trigger }) => trigger)).toEqual(["node"]);
    expect(await refusal(runAgain(engine.services, context, { runId: run.id, nodeId: "greet" }))).toBe("again_from_nothing");
  });

  it("is offered what it was last given", async () => {
    const graphId = await begin(greeting());
    expect(await lastInputs(context, { graphId, nodeId: "greet" })).toBeNull();
    const { runId } = await startRun(engine.services, context, { graphId, version: "draft", input: { name: "Bo" }, trigger: "editor" });
    await waitForRun(engine.services, context, runId, 20_000);
    expect(await lastInputs(context, { graphId, nodeId: "greet" })).toEqual({ name: "Bo" });
    await tried(graphId, "greet", { name: "Cy" });
    expect(await lastInputs(context, { graphId, nodeId: "greet" })).toEqual({ name: "Cy" });
  });

  it("is refused when it is gone, can't run, or lacks an input", async () => {
    const graphId = await begin(graphOf([inputNode("q"), modelNode("ask", "{{q}}", null), outputNode("a")], []));
    const start = (nodeId: string, inputs: JsonObject) => refusal(startTrial(engine.services, context, { graphId, nodeId, inputs }));
    expect(await start("gone", {})).toBe("not_found");
    expect(await start("ask", { q: "?" })).toBe("graph_invalid");
    const other = await begin(greeting());
    expect(await refusal(startTrial(engine.services, context, { graphId: other, nodeId: "frame", inputs: {} }))).toBe("input_invalid");
  });
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyRunEvents } from "@/core/engine/live";
import { MinnowError } from "@/core/errors";
import type { GraphDocument, GraphNode } from "@/core/graph/document";
import { nodeFingerprint } from "@/core/graph/fingerprint";
import type { JsonObject } from "@/core/graph/json";
import { definitions, type NodeKind } from "@/nodes/definitions";
import type { WorkspaceContext } from "@/server/context";
import { findGraph, parseDocument } from "@/server/graphs/read";
import { createGraph } from "@/server/graphs/write";
import { graphEvidence } from "@/server/insights/evidence";
import { updateModel } from "@/server/models/edit";
import { listModels } from "@/server/models/registry";
import { readCalls } from "@/server/runs/calls";
import { readRun } from "@/server/runs/read";
import { recentInputs, startTrial } from "@/server/runs/trial";
import { waitForRun } from "@/server/runs/wait";
import { readEnds, watchRuns, writeEnds } from "@/server/runs/watchSeveral";
import { testDatabase } from "../../helpers/database";
import { graphOf, inputNode, modelNode, outputNode, templateNode } from "../../helpers/documents";
import { type TestEngine, testEngine } from "../../helpers/worker";
import { testWorkspace } from "../../helpers/workspace";

const SMALL = "simulated/guppy-1b";
const LARGE = "simulated/orca-400b";

const database = await testDatabase();
let context: WorkspaceContext;
let engine: TestEngine;

beforeAll(async () => {
  context = await testWorkspace(database.db);
  engine = await testEngine(database);
  await engine.startWorker(({ model }) => [`from ${model}`]);
});
afterAll(() => engine.close());

const greeting = () =>
  graphOf(
    [inputNode("name"), modelNode("greet", "Greet {{name}}", LARGE), templateNode("frame", "{{text}}"), outputNode("line")],
    ["input.name -> greet.name", "greet.output -> frame.text", "frame.text -> output.line"],
  );
const begin = async (document: GraphDocument) => (await createGraph(context, { name: "Side by side", document })).id;
const start = (graphId: string, nodeId: string, inputs: JsonObject, model: string) =>
  startTrial(engine.services, context, { graphId, nodeId, inputs, model });
const tried = async (graphId: string, nodeId: string, inputs: JsonObject, model: string) => {
  const { runId } = await start(graphId, nodeId, inputs, model);
  return waitForRun(engine.services, context, runId, 20_000);
};
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof MinnowError ? error.code : error),
  );
/** The models asked by a node in a run of it alone. */
async function asked(graphId: string, node: GraphNode, inputs: JsonObject, model: string) {
  const run = await tried(graphId, node.id, inputs, model);
  const calls = await Promise.all(run.activations.map(({ path }) => readCalls(context, run.id, path)));
  return { run, models: [...new Set(calls.flat().map((call) => call.model))] };
}

/** A node of a kind with its defaults and a prompt, served by the large model. */
const ofKind = (kind: NodeKind, config: JsonObject = {}): GraphNode => ({
  id: "asks",
  kind,
  name: "Asks",
  position: { x: 300, y: 0 },
  config: { ...(definitions[kind].defaultConfig as JsonObject), assignment: { type: "single", model: LARGE }, ...config },
});
const textTask = { messages: [{ role: "user", content: "Say it: {{word}}" }], output: { type: "text" }, sampling: {} };

describe("one node on another model", () => {
  it("is served by it in this run only: the draft keeps its assignment", async () => {
    const graphId = await begin(greeting());
    const before = (await findGraph(context, graphId)).draft;
    const run = await tried(graphId, "greet", { name: "Ada" }, SMALL);
    expect(run).toMatchObject({ status: "succeeded", trigger: "node", output: { output: `from ${SMALL}` } });
    expect((await findGraph(context, graphId)).draft).toEqual(before);
  });

  it("is recorded as evidence of that model on the node's task", async () => {
    const graphId = await begin(greeting());
    for (const model of [LARGE, SMALL]) await tried(graphId, "greet", { name: "Ada" }, model);
    const greet = parseDocument((await findGraph(context, graphId)).draft).nodes.find(({ id }) => id === "greet");
    const { models } = await graphEvidence(context, graphId);
    expect(models.map(({ nodeId, model, calls, fingerprint }) => ({ nodeId, model, calls, fingerprint })).toSorted(byModel)).toEqual(
      [SMALL, LARGE].map((model) => ({ nodeId: "greet", model, calls: 1, fingerprint: nodeFingerprint(greet?.config ?? {}) })),
    );
  });

  it.each([
    ["model", { task: textTask }],
    ["vote", { task: textTask, samples: 2 }],
    ["verify", { task: textTask, verifier: { type: "expression", when: "true", feedback: "" } }],
    ["agent", { task: { instructions: "Answer.", prompt: "{{word}}", output: { type: "text" } } }],
  ] as const)("works for a node of kind %s", async (kind, config) => {
    const node = ofKind(kind, config as unknown as JsonObject);
    const graphId = await begin(graphOf([inputNode("word"), node, outputNode("a")], ["input.word -> asks.word"]));
    const { run, models } = await asked(graphId, node, { word: "hello" }, SMALL);
    expect([run.status, run.error]).toEqual(["succeeded", null]);
    expect(models).toEqual([SMALL]);
  });

  it("answers by itself: a cascade's second model and those who would stand in are not asked", async () => {
    const assignment = { type: "cascade", first: LARGE, escalateTo: LARGE, gate: { type: "expression", when: "false" }, fallback: [LARGE] };
    const node = ofKind("model", { task: textTask as unknown as JsonObject, assignment });
    const graphId = await begin(graphOf([inputNode("word"), node, outputNode("a")], ["input.word -> asks.word"]));
    expect((await asked(graphId, node, { word: "hello" }, SMALL)).models).toEqual([SMALL]);
  });

  it("needs no model of its own yet", async () => {
    const graphId = await begin(graphOf([inputNode("q"), modelNode("ask", "{{q}}", null), outputNode("a")], []));
    expect((await tried(graphId, "ask", { q: "?" }, SMALL)).status).toBe("succeeded");
  });

  it("is refused for a model that isn't there or isn't in use, and for a node that asks none", async () => {
    const graphId = await begin(greeting());
    expect(await refusal(start(graphId, "greet", { name: "Ada" }, "nobody/knows"))).toBe("model_missing");
    expect(await refusal(start(graphId, "frame", { text: "Ada" }, SMALL))).toBe("asks_no_model");
    expect(await refusal(start(graphId, "gone", {}, SMALL))).toBe("not_found");
    const disabled = (await listModels(context)).find(({ key }) => key === "simulated/tetra-8b");
    if (disabled === undefined) throw new Error("the simulated models are missing");
    await updateModel(context, { ...disabled, enabled: false });
    expect(await refusal(start(graphId, "greet", { name: "Ada" }, disabled.key))).toBe("model_missing");
  });
});

describe("several runs on one connection", () => {
  it("tell the same as each read by itself, and go on where a dropped connection ended", async () => {
    const graphId = await begin(greeting());
    const runIds: string[] = [];
    for (const model of [SMALL, LARGE]) runIds.push((await start(graphId, "greet", { name: "Ada" }, model)).runId);
    const [first = "", second = ""] = runIds;
    const views = new Map(await Promise.all(runIds.map(async (id) => [id, await readRun(context, id)] as const)));
    const ends = new Map([...views].map(([id, { lastEventId }]) => [id, lastEventId]));
    const follow = async (most: number) => {
      const from = readEnds(writeEnds(ends));
      let seen = 0;
      for await (const { runId, id, events } of watchRuns(engine.services, context, from, new AbortController().signal)) {
        const view = views.get(runId);
        if (view === undefined) throw new Error("an event of a run that nobody asked about");
        views.set(runId, applyRunEvents(view, id, events));
        ends.set(runId, id);
        if (++seen === most) return;
      }
    };
    await follow(1);
    await follow(Number.POSITIVE_INFINITY);
    for (const id of [first, second]) {
      const { lastEventId: _, streamed: __, ...told } = views.get(id) ?? (await readRun(context, "gone"));
      const { lastEventId: ___, streamed: ____, ...read } = await readRun(context, id);
      expect(told).toEqual(read);
    }
  });

  it("are refused when one of them is another workspace's", async () => {
    const graphId = await begin(greeting());
    const { runId } = await start(graphId, "greet", { name: "Ada" }, SMALL);
    const stranger = await testWorkspace(database.db);
    const read = async () => {
      const from = [{ runId, after: 0 }];
      for await (const _ of watchRuns(engine.services, stranger, from, new AbortController().signal)) throw new Error("told a stranger");
    };
    expect(await refusal(read())).toBe("not_found");
  });

  it("begin from the start when the text of a dropped connection can't be read", () => {
    for (const text of ["", "{", "[1]", '[{"runId":"a"}]']) expect(readEnds(text)).toEqual([]);
  });
});

describe("the inputs of a node", () => {
  it("are offered newest first, each once", async () => {
    const graphId = await begin(greeting());
    for (const name of ["Ada", "Bo", "Ada", "Cy"]) await tried(graphId, "greet", { name }, SMALL);
    const given = await recentInputs(context, { graphId, nodeId: "greet", limit: 2 });
    expect(given.map(({ inputs }) => inputs)).toEqual([{ name: "Cy" }, { name: "Ada" }]);
  });
});

const byModel = (a: { model: string }, b: { model: string }) => (a.model < b.model ? -1 : 1);

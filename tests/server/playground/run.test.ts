import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MinnowError } from "@/core/errors";
import type { JsonObject } from "@/core/graph/json";
import { PLAYGROUND_NODE } from "@/core/graph/playground";
import { Task } from "@/core/graph/task";
import { graphs, modelCalls, runs } from "@/db/schema";
import type { WorkspaceContext } from "@/server/context";
import { listGraphs } from "@/server/graphs/list";
import { openLive } from "@/server/graphs/live";
import { findGraph } from "@/server/graphs/read";
import { createGraph, duplicateGraph, removeGraph, renameGraph } from "@/server/graphs/write";
import { suggestions } from "@/server/insights/suggestions";
import { promptHistory, readPrompt } from "@/server/playground/history";
import { runPrompt } from "@/server/playground/run";
import { runAgain } from "@/server/runs/again";
import { readCalls } from "@/server/runs/calls";
import { readRunDocument } from "@/server/runs/document";
import { listRuns } from "@/server/runs/list";
import { readRun } from "@/server/runs/read";
import { startRun } from "@/server/runs/start";
import { waitForRun } from "@/server/runs/wait";
import { testDatabase } from "../../helpers/database";
import { graphOf, inputNode, modelNode, outputNode } from "../../helpers/documents";
import { type TestEngine, testEngine } from "../../helpers/worker";
import { testWorkspace } from "../../helpers/workspace";

const database = await testDatabase();
const { db } = database;
let context: WorkspaceContext;
let engine: TestEngine;

beforeAll(async () => {
  context = await testWorkspace(db);
  engine = await testEngine(database);
  await engine.startWorker(({ messages, model }) => {
    if (model === "simulated/marlin-70b") throw new MinnowError("provider_stream_cut", { connection: "Sea" }, { retryable: true });
    return ["You said: ", messages.at(-1)?.content ?? ""];
  });
});
afterAll(() => engine.close());

const [small, large, failing] = ["simulated/guppy-1b", "simulated/orca-400b", "simulated/marlin-70b"];
const task = (content = "Why is {{what}} salty?", change: object = {}) =>
  Task.parse({ messages: [{ role: "user", content }], output: { type: "text" }, ...change });
const ask = (models: string[], inputs: JsonObject = { what: "the sea" }, asked = task(), here = context) =>
  runPrompt(engine.services, here, { task: asked, inputs, models });
const refusal = (work: Promise<unknown>) => work.then(() => null).catch((error) => (error instanceof MinnowError ? error.code : error));
const done = (runId: string) => waitForRun(engine.services, context, runId, 20_000);
const homeOf = async ({ workspaceId }: WorkspaceContext) =>
  (await db.select().from(graphs).where(eq(graphs.workspaceId, workspaceId))).filter(({ kind }) => kind === "playground");

describe("a prompt of the playground", () => {
  it("asks each model in a run of its own, which is recorded like any other", async () => {
    const started = await ask([small, large]);
    expect(started.map(({ model }) => model)).toEqual([small, large]);
    for (const { runId, model } of started) {
      await done(runId);
      const run = await readRun(context, runId);
      expect(run).toMatchObject({ status: "succeeded", trigger: "playground", output: { output: "You said: Why is the sea salty?" } });
      const [call] = await readCalls(context, runId, PLAYGROUND_NODE);
      expect(call).toMatchObject({ model, cost: 0.001 });
    }
    expect((await listRuns(context, { limit: 10 })).map(({ trigger }) => trigger)).toEqual(["playground", "playground"]);
  });

  it("takes a prompt without variables, and values that are JSON", async () => {
    const [bare] = await ask([small], {}, task("Hello"));
    const [deep] = await ask([small], { order: { id: 7 } }, task("Order {{order.id}}"));
    await Promise.all([bare, deep].map((one) => done(one?.runId ?? "")));
    expect((await readRun(context, bare?.runId ?? "")).output).toEqual({ output: "You said: Hello" });
    expect((await readRun(context, deep?.runId ?? "")).output).toEqual({ output: "You said: Order 7" });
  });

  it("shows a failure as it was, after one call", async () => {
    const [one] = await ask([failing]);
    await done(one?.runId ?? "");
    const run = await readRun(context, one?.runId ?? "");
    expect(run.status).toBe("failed");
    expect(run.activations.find(({ path }) => path === PLAYGROUND_NODE)).toMatchObject({
      attempt: 1,
      error: { code: "provider_stream_cut" },
    });
  });

  it("is refused whole when a model is missing, a value is missing or nothing is asked", async () => {
    const before = await db.$count(runs);
    expect(await refusal(ask([small, "none/such"]))).toBe("model_missing");
    expect(await refusal(ask([small], {}))).toBe("input_invalid");
    expect(await refusal(ask([small], { what: "x", more: "y" }))).toBe("input_invalid");
    expect(await db.$count(runs)).toBe(before);
  });

  it("hangs on one graph of the workspace, however many begin at once", async () => {
    const here = await testWorkspace(db);
    await Promise.all(Array.from({ length: 5 }, () => ask([small], undefined, undefined, here)));
    expect(await homeOf(here)).toHaveLength(1);
  });
});

describe("what the playground's runs hang on", () => {
  it("is no graph that anybody sees, opens, runs or changes", async () => {
    await ask([small]);
    const [home] = await homeOf(context);
    const id = home?.id ?? "";
    expect((await listGraphs(context)).map((graph) => graph.id)).not.toContain(id);
    const attempts: (() => Promise<unknown>)[] = [
      () => findGraph(context, id),
      () => openLive(context, id),
      () => duplicateGraph(context, id),
      () => removeGraph(context, id),
      () => renameGraph(context, { id, name: "Mine", description: "" }),
      () => startRun(engine.services, context, { graphId: id, version: "draft", input: {}, trigger: "editor" }),
    ];
    for (const attempt of attempts) expect(await refusal(attempt())).toBe("not_found");
    expect(await homeOf(context)).toHaveLength(1);
  });

  it("leaves the figures of graphs alone, even of one with the same task", async () => {
    const here = await testWorkspace(db);
    const node = { ...modelNode("ask", "", small), config: { task: task(), assignment: { type: "single", model: large } } };
    const document = graphOf([inputNode("what"), node, outputNode("answer")], ["input.what -> ask.what", "ask.output -> output.answer"]);
    const { id } = await createGraph(here, { name: "Sea", document });
    const before = [await listGraphs(here), await suggestions(here)];
    const [started] = await ask([large], undefined, undefined, here);
    await waitForRun(engine.services, here, started?.runId ?? "", 20_000);
    expect([await listGraphs(here), await suggestions(here)]).toEqual(before);
    expect(await db.$count(modelCalls, eq(modelCalls.graphId, id))).toBe(0);
    expect(await db.$count(modelCalls, eq(modelCalls.workspaceId, here.workspaceId))).toBe(1);
  });

  it("gives its runs nothing to be run again on", async () => {
    const [one] = await ask([small]);
    expect(await refusal(runAgain(engine.services, context, { runId: one?.runId ?? "", nodeId: PLAYGROUND_NODE }))).toBe(
      "again_from_nothing",
    );
    expect((await readRunDocument(context, one?.runId ?? "")).nodes).toHaveLength(3);
  });
});

describe("the history of prompts", () => {
  it("has what the person asked, newest first, with the runs in the order of the models", async () => {
    const here = await testWorkspace(db);
    expect(await promptHistory(here)).toEqual([]);
    const asked = task("Is {{what}} deep?", {
      output: { type: "json", schema: { type: "object", properties: { deep: { type: "boolean" } } } },
      sampling: { temperature: 0.2, seed: 7 },
    });
    const first = await ask([large, small], { what: "the lake" }, asked, here);
    const second = await ask([small], undefined, undefined, here);
    const history = await promptHistory(here);
    expect(history).toMatchObject([
      { task: task(), inputs: { what: "the sea" }, runs: second },
      { task: asked, inputs: { what: "the lake" }, runs: first },
    ]);
    // Somebody else of the workspace has a history of their own, but opens a prompt that is shown to them.
    const other: WorkspaceContext = { ...here, actor: { type: "user", id: "somebody", role: "viewer" } };
    expect(await promptHistory(other)).toEqual([]);
    expect(await readPrompt(other, first[1]?.runId ?? "")).toEqual(history[1]);
    expect(await refusal(readPrompt(context, first[1]?.runId ?? ""))).toBe("not_found");
  });
});

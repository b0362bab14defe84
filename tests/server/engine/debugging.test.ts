import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { RunStatus } from "@/core/engine/events";
import type { GraphDocument } from "@/core/graph/document";
import { edit } from "@/core/graph/edits";
import type { WorkspaceContext } from "@/server/context";
import { saveDraft } from "@/server/graphs/live";
import { publishGraph } from "@/server/graphs/versions";
import { createGraph } from "@/server/graphs/write";
import { readActivity } from "@/server/insights/activations";
import { runAgain } from "@/server/runs/again";
import { answerApproval, listApprovals } from "@/server/runs/approvals";
import { setBreakpoints } from "@/server/runs/breakpoints";
import { cancelRun } from "@/server/runs/cancel";
import { readRun, runStatus } from "@/server/runs/read";
import { startRun } from "@/server/runs/start";
import { startTrial } from "@/server/runs/trial";
import { waitForRun } from "@/server/runs/wait";
import { testDatabase } from "../../helpers/database";
import { graphOf, inputNode, modelNode, outputNode, templateNode } from "../../helpers/documents";
import { type TestEngine, testEngine } from "../../helpers/worker";
import { testWorkspace } from "../../helpers/workspace";

const MODEL = "simulated/guppy-3b";
const database = await testDatabase();
let context: WorkspaceContext;
let engine: TestEngine;
let worker: { close(): Promise<void> };
const asked: string[] = [];
const startWorker = async () => {
  worker = await engine.startWorker((request) => {
    asked.push(request.messages.at(-1)?.content ?? "");
    return ["hello"];
  });
};

beforeAll(async () => {
  context = await testWorkspace(database.db);
  engine = await testEngine(database);
  await startWorker();
});
afterAll(() => engine.close());
afterEach(() => {
  asked.length = 0;
});

const chain = () =>
  graphOf(
    [
      inputNode("topic"),
      modelNode("one", "one {{topic}}", MODEL),
      modelNode("two", "two {{text}}", MODEL),
      templateNode("end", "<{{text}}>"),
      outputNode("answer"),
    ],
    ["input.topic -> one.topic", "one.output -> two.text", "two.output -> end.text", "end.text -> output.answer"],
  );
const pinned = (document: GraphDocument, id: string, outputs: { output: string }) => edit(document, { type: "pinOutput", id, outputs });

async function start(document: GraphDocument, breakpoints: string[] = []) {
  const { id: graphId } = await createGraph(context, { name: "Test", document });
  const { runId } = await startRun(engine.services, context, {
    graphId,
    version: "draft",
    input: { topic: "tin" },
    trigger: "editor",
    breakpoints,
  });
  return { graphId, runId };
}
async function until(runId: string, ...wanted: RunStatus[]) {
  const subscription = engine.services.runEvents.subscribe(runId);
  const signal = AbortSignal.timeout(20_000);
  while (!wanted.includes(await runStatus(context, runId))) await subscription.next(signal);
  subscription.close();
}
const finish = (runId: string) => waitForRun(engine.services, context, runId, 20_000);
const goOn = (runId: string, path: string, more: Partial<Parameters<typeof answerApproval>[2]> = {}) =>
  answerApproval(engine.services, context, { runId, path, kind: "breakpoint", decision: "approve", reason: "", ...more });

describe("a breakpoint", () => {
  it("stops the run before its node, shows what that is to get, and needs no worker meanwhile", async () => {
    const { runId } = await start(chain(), ["two"]);
    await until(runId, "waiting");
    expect(asked).toEqual(["one tin"]);
    const run = await readRun(context, runId);
    expect(run.activations.find(({ path }) => path === "two")).toMatchObject({ status: "waiting" });
    expect(await listApprovals(context, runId)).toMatchObject([
      { path: "two", kind: "breakpoint", status: "waiting", request: { value: { text: "hello" } } },
    ]);
    await goOn(runId, "two");
    expect(await finish(runId)).toMatchObject({ status: "succeeded", output: { answer: "<hello>" } });
    expect(asked).toEqual(["one tin", "two hello"]);
  });

  it("gives the node the inputs a person made of it, and records those", async () => {
    const { runId } = await start(chain(), ["two"]);
    await until(runId, "waiting");
    await goOn(runId, "two", { value: { text: "edited" } });
    const run = await finish(runId);
    expect(asked).toEqual(["one tin", "two edited"]);
    expect(run.activations.find(({ path }) => path === "two")).toMatchObject({ status: "succeeded", inputs: { text: "edited" } });
  });

  it("refuses inputs that are no object", async () => {
    const { runId } = await start(chain(), ["two"]);
    await until(runId, "waiting");
    await expect(goOn(runId, "two", { value: "text" })).rejects.toMatchObject({ code: "inputs_by_port" });
    await cancelRun(engine.services, context, runId);
    expect(await finish(runId)).toMatchObject({ status: "cancelled" });
  });

  it("keeps edited inputs over the death of the worker", async () => {
    const { runId } = await start(chain(), ["one", "end"]);
    await until(runId, "waiting");
    await goOn(runId, "one", { value: { topic: "edited" } });
    await until(runId, "waiting");
    await worker.close();
    await goOn(runId, "end");
    await startWorker();
    expect(await finish(runId)).toMatchObject({ status: "succeeded", output: { answer: "<hello>" } });
    expect(asked).toEqual(["one edited", "two hello"]);
  });

  it("may be set and taken away while the run is under way", async () => {
    const { runId } = await start(chain(), ["one"]);
    await until(runId, "waiting");
    await setBreakpoints(engine.services, context, { runId, nodeIds: ["one", "two"] });
    await goOn(runId, "one");
    await until(runId, "waiting");
    expect((await listApprovals(context, runId)).at(-1)).toMatchObject({ path: "two", status: "waiting" });
    await setBreakpoints(engine.services, context, { runId, nodeIds: [] });
    expect(await finish(runId)).toMatchObject({ status: "succeeded" });
    await expect(setBreakpoints(engine.services, context, { runId, nodeIds: [] })).rejects.toMatchObject({ code: "run_finished" });
  });

  it("stands before a node that asks a person, too", async () => {
    const document = graphOf(
      [
        inputNode("topic"),
        { id: "ask", kind: "human", config: { instructions: "", mayEdit: false, timeoutMinutes: null, onTimeout: "fail" } },
        outputNode("sent"),
      ],
      ["input.topic -> ask.value", "ask.approved -> output.sent"],
    );
    const { runId } = await start(document, ["ask"]);
    await until(runId, "waiting");
    await goOn(runId, "ask", { value: { value: "edited" } });
    await until(runId, "waiting");
    await answerApproval(engine.services, context, { runId, path: "ask", decision: "approve", reason: "" });
    expect(await finish(runId)).toMatchObject({ status: "succeeded", output: { sent: "edited" } });
  });
});

describe("a pinned output", () => {
  it("is given in place of a run of its node, and says so", async () => {
    const { runId } = await start(pinned(chain(), "one", { output: "fixed" }));
    const run = await finish(runId);
    expect(asked).toEqual(["two fixed"]);
    expect(run.activations.find(({ path }) => path === "one")).toMatchObject({
      status: "succeeded",
      takenFrom: "pin",
      inputs: { topic: "tin" },
      outputs: { output: "fixed" },
      usage: null,
    });
  });

  it("is no evidence of how the node fares", async () => {
    const { graphId, runId } = await start(pinned(chain(), "one", { output: "fixed" }));
    await finish(runId);
    const range = {};
    expect((await readActivity(context, graphId, range)).map(({ nodeId }) => nodeId)).not.toContain("one");
  });

  it("goes on from a node: what came before is taken over, what comes after is run with it", async () => {
    const { graphId, runId } = await start(chain());
    await finish(runId);
    asked.length = 0;
    await saveDraft(context, { id: graphId, revision: 1, document: pinned(chain(), "two", { output: "fixed" }) });
    const again = await runAgain(engine.services, context, { runId, nodeId: "two" });
    expect(await finish(again.runId)).toMatchObject({ output: { answer: "<fixed>" } });
    expect(asked).toEqual([]);
  });

  it("stands in for a container with all that is inside it", async () => {
    const document = graphOf(
      [
        { id: "input", kind: "input", config: { fields: [{ name: "items", type: "json" }] } },
        {
          id: "each",
          kind: "map",
          config: { with: [], concurrency: 2, onItemError: "fail" },
          pinned: { results: ["fixed"] },
        },
        { ...modelNode("ask", "{{item}}", MODEL), parentId: "each" },
        outputNode("all"),
      ],
      ["input.items -> each.items", "each.item -> ask.item", "ask.output -> each.result", "each.results -> output.all"],
    );
    const { id: graphId } = await createGraph(context, { name: "Test", document });
    const { runId } = await startRun(engine.services, context, { graphId, version: "draft", input: { items: ["a"] }, trigger: "editor" });
    expect(await finish(runId)).toMatchObject({ status: "succeeded", output: { all: ["fixed"] } });
    expect(asked).toEqual([]);
  });

  it("counts in drafts alone: versions and a node that is run alone run the node", async () => {
    const { id: graphId } = await createGraph(context, { name: "Test", document: pinned(chain(), "one", { output: "fixed" }) });
    const { version } = await publishGraph(context, { id: graphId, revision: 1, message: "" });
    const { runId } = await startRun(engine.services, context, { graphId, version, input: { topic: "tin" }, trigger: "api" });
    expect(await finish(runId)).toMatchObject({ output: { answer: "<hello>" } });
    const trial = await startTrial(engine.services, context, { graphId, nodeId: "one", inputs: { topic: "tin" } });
    expect(await finish(trial.runId)).toMatchObject({ output: { output: "hello" } });
    expect(asked).toEqual(["one tin", "two hello", "one tin"]);
  });
});

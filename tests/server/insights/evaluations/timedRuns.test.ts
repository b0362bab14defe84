import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GraphDocument } from "@/core/graph/document";
import type { JsonObject } from "@/core/graph/json";
import type { WorkspaceContext } from "@/server/context";
import { createGraph } from "@/server/graphs/write";
import { readTimedRuns } from "@/server/insights/evaluations/timedRuns";
import { startRun } from "@/server/runs/start";
import { waitForRun } from "@/server/runs/wait";
import { testDatabase } from "../../../helpers/database";
import { graphOf, inputNode, modelNode, outputNode, templateNode } from "../../../helpers/documents";
import { type Answering, type TestEngine, testEngine } from "../../../helpers/worker";
import { testWorkspace } from "../../../helpers/workspace";

const database = await testDatabase();
let context: WorkspaceContext;
let engine: TestEngine;
let answer: Answering = () => ["hello"];

beforeAll(async () => {
  context = await testWorkspace(database.db);
  engine = await testEngine(database);
  await engine.startWorker((request, signal) => answer(request, signal));
});
afterAll(() => engine.close());

const MODEL = "simulated/guppy-3b";
const asked = (parentId: string, id = "ask") => ({ ...modelNode(id, "about {{it}}", MODEL), parentId });

/** Runs a graph on the real engine. @returns what is read of it for replaying another model at `nodeId` */
async function timed(document: GraphDocument, input: JsonObject, nodeId: string) {
  const { id: graphId } = await createGraph(context, { name: "Test", document });
  const { runId } = await startRun(engine.services, context, { graphId, version: "draft", input, trigger: "editor" });
  expect(await waitForRun(engine.services, context, runId, 20_000)).toMatchObject({ status: "succeeded" });
  const [read, ...more] = await Array.fromAsync(readTimedRuns(context, [runId], { graphId, nodeId }));
  expect(more).toEqual([]);
  return read?.run ?? null;
}

describe("a run as the engine records it", () => {
  it("takes what it took when its timings are replayed, with maps, loops and what fails in them", async () => {
    answer = ({ messages }) => (messages[0]?.content === "about b" ? Promise.reject(new Error("no")) : ["yes"]);
    const loop = { state: ["draft"], with: [], until: '$contains(draft, "!!")', maxIterations: 4, onLimit: "continue" };
    const document = graphOf(
      [
        { ...inputNode("list", "draft"), config: { fields: ["list", "draft"].map((name) => ({ name, type: "json" })) } },
        { id: "each", kind: "map", config: { with: [], concurrency: 2, onItemError: "drop" } },
        { ...asked("each"), settings: { retries: 0 } },
        { id: "improve", kind: "loop", config: loop },
        { ...templateNode("more", "{{draft}}!"), parentId: "improve" },
        outputNode("all", "draft"),
      ],
      [
        ...["input.list -> each.items", "each.item -> ask.it", "ask.output -> each.result", "each.results -> output.all"],
        ...["input.draft -> improve.draft", "improve.draft -> more.draft", "more.text -> improve.draft", "improve.draft -> output.draft"],
      ],
    );
    const run = await timed(document, { list: ["a", "b", "c", "d", "e"], draft: "hm" }, "ask");
    expect(run?.retimed(() => null)).toBe(run?.ms);
    // Four calls, two at once, each 1,000 ms longer: the map takes two of them one after the other, and the loop beside it what it took.
    const slower = run?.retimed(({ latencyMs }) => (latencyMs ?? 0) + 1_000) ?? 0;
    expect(slower).toBeGreaterThanOrEqual(2_000);
    expect(slower).toBeLessThan(2_500 + (run?.ms ?? 0));
  });

  it("takes what it took when its timings are replayed, with an agent and its tools", async () => {
    answer = ({ messages }) =>
      messages.some(({ role }) => role === "tool") ? ["5"] : { calls: [{ id: "c0", name: "add", arguments: { a: 2, b: 3 } }] };
    const numbers = ["a", "b"].map((name) => ({ name, type: "number" }));
    const agent = {
      task: { instructions: "Use your tools.", prompt: "{{question}}", output: { type: "text" } },
      assignment: { type: "single", model: MODEL },
      tools: { add: { description: "Adds two numbers." } },
      maxTurns: 4,
    };
    const document = graphOf(
      [
        inputNode("question"),
        { id: "solve", kind: "agent", config: agent },
        { id: "add", kind: "transform", parentId: "solve", config: { inputs: numbers, expression: "a + b", result: "number" } },
        outputNode("answer"),
      ],
      ["input.question -> solve.question", "solve.output -> output.answer"],
    );
    const run = await timed(document, { question: "2 + 3?" }, "solve");
    expect(run?.retimed(() => null)).toBe(run?.ms);
    // Two turns, each of one call.
    expect((run?.retimed(({ latencyMs }) => (latencyMs ?? 0) + 1_000) ?? 0) - (run?.ms ?? 0)).toBeCloseTo(2_000, 3);
  });

  it("can't be replayed for a node that lost a race, and can for the one that won", async () => {
    answer = ({ messages }, signal) =>
      messages[0]?.content.startsWith("fast")
        ? ["fast"]
        : new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    const document = graphOf(
      [
        inputNode("text"),
        modelNode("fast", "fast {{text}}", MODEL),
        modelNode("slow", "slow {{text}}", MODEL),
        { id: "race", kind: "race", config: { inputs: ["x", "y"] } },
        outputNode("answer"),
      ],
      [
        "input.text -> fast.text",
        "input.text -> slow.text",
        "fast.output -> race.x",
        "slow.output -> race.y",
        "race.value -> output.answer",
      ],
    );
    expect(await timed(document, { text: "!" }, "slow")).toBeNull();
    const run = await timed(document, { text: "!" }, "fast");
    expect(run?.retimed(() => null)).toBe(run?.ms);
    expect(run?.retimed(({ latencyMs }) => (latencyMs ?? 0) + 60_000)).toBeNull();
  });
});

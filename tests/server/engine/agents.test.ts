import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GraphDocument } from "@/core/graph/document";
import type { JsonObject } from "@/core/graph/json";
import { FeedbackGiven } from "@/core/runs/feedback";
import type { WorkspaceContext } from "@/server/context";
import { createGraph } from "@/server/graphs/write";
import { placeKey, readSatisfaction } from "@/server/insights/satisfaction";
import { readSeries } from "@/server/insights/series";
import { answerApproval } from "@/server/runs/approvals";
import { giveFeedback } from "@/server/runs/feedback";
import { runStatus } from "@/server/runs/read";
import { startRun } from "@/server/runs/start";
import { waitForRun } from "@/server/runs/wait";
import { testDatabase } from "../../helpers/database";
import { graphOf, inputNode, outputNode, templateNode } from "../../helpers/documents";
import { type Answering, type TestEngine, testEngine } from "../../helpers/worker";
import { testWorkspace } from "../../helpers/workspace";

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

const agent = (more: JsonObject = {}) => ({
  id: "solve",
  kind: "agent",
  name: "Solver",
  config: {
    task: { instructions: "Use your tools.", prompt: "{{question}}", output: { type: "text" } },
    assignment: { type: "single", model: "simulated/guppy-3b" },
    tools: { add: { description: "Adds two numbers." } },
    maxTurns: 4,
    ...more,
  },
});
const add = { id: "add", kind: "transform", name: "Add numbers", parentId: "solve", settings: { retries: 0 } };
const addConfig = {
  inputs: [
    { name: "a", type: "number" },
    { name: "b", type: "number" },
  ],
  expression: "a + b",
  result: "number",
};
const document = (more: JsonObject = {}) =>
  graphOf(
    [
      inputNode("question"),
      agent(more),
      { ...add, config: addConfig },
      { ...templateNode("shout", "{{text}}!"), parentId: "solve", name: "喊" },
      outputNode("answer", "turns"),
    ],
    ["input.question -> solve.question", "solve.output -> output.answer", "solve.turns -> output.turns"],
  );

async function start(graph: GraphDocument) {
  const { id: graphId } = await createGraph(context, { name: "Test", document: graph });
  const { runId } = await startRun(engine.services, context, {
    graphId,
    version: "draft",
    input: { question: "2 + 3?" },
    trigger: "editor",
  });
  return runId;
}
const finish = (runId: string) => waitForRun(engine.services, context, runId, 20_000);
const calls = (...list: [string, JsonObject][]) => ({
  calls: list.map(([name, given], index) => ({ id: `c${index}`, name, arguments: given })),
});

describe("an agent on a worker", () => {
  it("offers its tools with the schema of their open ports, and answers with their results", async () => {
    const seen: unknown[] = [];
    answer = ({ messages, tools = [] }) => {
      if (messages.length > 2) return [`It is ${messages.at(-1)?.content}.`];
      seen.push(...tools);
      return calls(["Add_numbers", { a: 2, b: 3 }]);
    };
    const run = await finish(await start(document()));
    expect(run).toMatchObject({ status: "succeeded", output: { answer: "It is 5.", turns: 2 } });
    expect(seen).toEqual([
      {
        name: "Add_numbers",
        description: "Adds two numbers.",
        parameters: {
          type: "object",
          properties: { a: { type: "number" }, b: { type: "number" } },
          required: ["a", "b"],
          additionalProperties: false,
        },
      },
      expect.objectContaining({ name: "tool_shout", parameters: expect.objectContaining({ required: ["text"] }) }),
    ]);
    expect(run.activations.map(({ path, status }) => [path, status])).toEqual(
      expect.arrayContaining([
        ["solve", "succeeded"],
        ["solve#0", "succeeded"],
        ["solve#0[0]/add", "succeeded"],
        ["solve#1", "succeeded"],
      ]),
    );
  });

  it("has the share of its tool calls recorded, and what is said of it counted for the task and model that served it", async () => {
    answer = ({ messages }) => (messages.length > 2 ? ["It is 5."] : calls(["Add_numbers", { a: 2, b: 3 }]));
    const { id: runId, graphId } = await finish(await start(document()));
    const [series, ...others] = await readSeries(context, graphId, {});
    expect(others).toEqual([]);
    if (series === undefined) throw new Error("the agent has no series");
    expect(series).toMatchObject({ nodeId: "solve", calls: 2, toolsOffered: 2, toolsCalled: 1 });
    const say = (path: string | null) => giveFeedback(context, runId, FeedbackGiven.parse({ path, verdict: "bad" }));
    await say("solve#0[0]/add");
    await say(null);
    expect(await readSatisfaction(context, graphId, {})).toEqual(new Map());
    await say("solve");
    expect(await readSatisfaction(context, graphId, {})).toEqual(new Map([[placeKey(series), { judged: 1, satisfied: 0 }]]));
  });

  it("tells a model of calls that can't be, in the same turn, and gives up on one that goes on so", async () => {
    const told: string[] = [];
    answer = ({ messages }) => {
      const last = messages.at(-1);
      if (last?.role === "tool") told.push(last.content);
      if (told.length === 0) return calls(["nonsense", {}]);
      if (told.length === 1) return calls(["Add_numbers", { a: "two" }]);
      return ["I give up."];
    };
    expect(await finish(await start(document()))).toMatchObject({ output: { answer: "I give up.", turns: 1 } });
    expect(told[0]).toContain("Add_numbers, tool_shout");
    expect(told[1]).toContain("do not fit");
    answer = () => calls(["nonsense", {}]);
    expect(await finish(await start(document()))).toMatchObject({ status: "failed", error: { code: "agent_slips", nodeId: "solve" } });
  });

  it("must answer without tools in its last turn", async () => {
    const offered: number[] = [];
    answer = ({ tools = [] }) => {
      offered.push(tools.length);
      return tools.length > 0 ? calls(["tool_shout", { text: "hey" }]) : ["Enough."];
    };
    expect(await finish(await start(document({ maxTurns: 3 })))).toMatchObject({ output: { answer: "Enough.", turns: 3 } });
    expect(offered).toEqual([2, 2, 0]);
  });

  it("waits for a person before a tool that asks first, and tells the model of a refusal", async () => {
    answer = ({ messages }) =>
      messages.at(-1)?.role === "tool" ? [`${messages.at(-1)?.content}`] : calls(["Add_numbers", { a: 2, b: 3 }]);
    const runId = await start(document({ tools: { add: { description: "", permission: "ask" } } }));
    const subscription = engine.services.runEvents.subscribe(runId);
    while ((await runStatus(context, runId)) !== "waiting") await subscription.next(AbortSignal.timeout(10_000));
    await answerApproval(engine.services, context, { runId, path: "solve#0[0]/add~approval", decision: "reject", reason: "Too risky." });
    expect(await finish(runId)).toMatchObject({ status: "succeeded", output: { answer: "A person refused this call. Too risky." } });
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { isErrorCode } from "@/core/errors";
import type { NodeSettings } from "@/core/graph/document";
import { errorText } from "@/core/messages";
import { kinds } from "@/nodes/definitions";
import { executorOf } from "@/nodes/executors";
import type { WorkspaceContext } from "@/server/context";
import { openWorker } from "@/server/engine/worker";
import { createGraph } from "@/server/graphs/write";
import { openModelGateway } from "@/server/models/open";
import { startRun } from "@/server/runs/start";
import { waitForRun } from "@/server/runs/wait";
import { testDatabase } from "../../helpers/database";
import { graphOf, inputNode, modelNode, outputNode, templateNode } from "../../helpers/documents";
import { type ModelServer, type Reply, startModelServer } from "../../helpers/modelServer";
import { type TestEngine, testEngine } from "../../helpers/worker";
import { testWorkspace } from "../../helpers/workspace";
import { serveModel } from "../models/gateway";

process.env.MINNOW_SECRET = "a secret of a test, long enough to be one";
const database = await testDatabase();
const gateway = openModelGateway({ database });
let context: WorkspaceContext;
let engine: TestEngine;
let worker: { close(): Promise<void> };
let server: ModelServer;
let model: string;

beforeAll(async () => {
  context = await testWorkspace(database.db);
  engine = await testEngine(database);
  const refuse = () => Promise.reject(new Error("not here"));
  worker = await openWorker({ database, gateway, sandbox: { runCode: refuse, evaluate: refuse }, kinds, executorOf, slots: 20 });
  server = await startModelServer();
});
afterAll(async () => {
  await worker.close();
  await engine.close();
  await gateway.close();
  await server.close();
});
beforeEach(async () => {
  server.requests.length = 0;
  // What failed in one test is left alone in no other.
  ({ model } = await serveModel(context, { baseUrl: server.url }));
});

/** A model node beside a node that needs no model, both of which the output shows. */
async function run(settings: Partial<NodeSettings> = {}) {
  const document = graphOf(
    [inputNode("q"), { ...modelNode("ask", "{{q}}", model), settings }, templateNode("beside", "{{q}}!"), outputNode("answer", "beside")],
    ["input.q -> ask.q", "input.q -> beside.q", "ask.output -> output.answer", "beside.text -> output.beside"],
  );
  const { id: graphId } = await createGraph(context, { name: "Faults", document });
  const { runId } = await startRun(engine.services, context, { graphId, version: "draft", input: { q: "Deep" }, trigger: "editor" });
  const ended = await waitForRun(engine.services, context, runId, 30_000);
  const { code = "", params = {} } = ended.error ?? {};
  return { ...ended, text: isErrorCode(code) ? errorText("en", code, params) : code };
}

describe("a model server that", () => {
  it.each<[string, Reply, RegExp, "slow"?]>([
    ["never answers", { fault: "hang" }, /0\.3 s/, "slow"],
    ["falls silent in its answer", { fault: "stall", pieces: ["Half an ans"] }, /0\.3 s/, "slow"],
    ["cuts its stream", { fault: "cut" }, /cut off its answer/],
    ["cuts its stream in the middle of a text", { fault: "cut", pieces: ["Half an ans"] }, /cut off its answer/],
    ["answers nonsense", { fault: "garbage" }, /not valid JSON/],
    ["reports an error in its stream", { fault: "error event" }, /ran out of memory/],
    ["breaks", { status: 500, message: "out of memory" }, /\(500\): out of memory/],
    ["limits requests for long", { status: 429, headers: { "retry-after": "3600" } }, /limiting requests/],
  ])("%s ends the run with that node's error, which says what happened", async (_, reply, text, slow) => {
    server.answer(() => reply);
    const { status, error, text: told } = await run({ timeoutMs: slow ? 300 : 20_000, retries: 0 });
    expect([status, error?.nodeId]).toEqual(["failed", "ask"]);
    expect(told).toMatch(text);
  });

  it.each<[string, Reply]>([
    ["is limited for a moment", { status: 429, headers: { "retry-after": "0" } }],
    ["breaks once", { status: 500 }],
    ["cuts its stream once", { fault: "cut" }],
    ["cuts its text once", { fault: "cut", pieces: ["Half an ans"] }],
    ["hangs once", { fault: "hang" }],
  ])("%s is asked again, and the run succeeds", async (_, reply) => {
    server.answer((_, number) => (number === 1 ? reply : "Very deep"));
    // Long enough for an answer, however slow the machine, and for a server that hangs not longer than need be.
    const hangs = typeof reply === "object" && "fault" in reply && reply.fault === "hang";
    const { status, output } = await run({ timeoutMs: hangs ? 1_500 : 20_000, retries: 1 });
    expect([status, output]).toEqual(["succeeded", { answer: "Very deep", beside: "Deep!" }]);
    expect(server.requests).toHaveLength(2);
  });

  it("never answers is hung up on, so that nothing waits for it", async () => {
    server.answer(() => ({ fault: "hang" }));
    await run({ timeoutMs: 300, retries: 0 });
    await server.requests[0]?.abandoned;
  });

  it("fails can be gone round by a value to go on with", async () => {
    server.answer(() => ({ status: 500 }));
    const { status, output } = await run({ retries: 0, onError: { action: "default", outputs: { output: "unknown" } } });
    expect([status, output]).toEqual(["succeeded", { answer: "unknown", beside: "Deep!" }]);
  });
});

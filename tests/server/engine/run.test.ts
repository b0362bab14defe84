import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunEvent } from "@/core/engine/events";
import { MinnowError } from "@/core/errors";
import type { GraphDocument } from "@/core/graph/document";
import { activations, modelCalls, runs } from "@/db/schema/runs";
import type { WorkspaceContext } from "@/server/context";
import { openJournal } from "@/server/engine/journal";
import { createGraph } from "@/server/graphs/write";
import { cancelRun } from "@/server/runs/cancel";
import { startRun } from "@/server/runs/start";
import { waitForRun } from "@/server/runs/wait";
import { watchRun } from "@/server/runs/watch";
import { testDatabase } from "../../helpers/database";
import { graphOf, inputNode, modelNode, outputNode, templateNode } from "../../helpers/documents";
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

const MODEL = "simulated/guppy-3b";
const greeting = () =>
  graphOf(
    [inputNode("name"), modelNode("greet", "Greet {{name}}", MODEL), templateNode("frame", "*** {{text}} ***"), outputNode("line", "raw")],
    ["input.name -> greet.name", "greet.output -> frame.text", "frame.text -> output.line", "greet.output -> output.raw"],
  );

async function start(document: GraphDocument, input: Record<string, string>) {
  const { id: graphId } = await createGraph(context, { name: "Test", document });
  const { runId } = await startRun(engine.services, context, { graphId, version: "draft", input, trigger: "editor" });
  return runId;
}
const finished = (runId: string) => waitForRun(engine.services, context, runId, 20_000);

async function eventsOf(runId: string, after = 0) {
  const events: { id: number; event: RunEvent }[] = [];
  for await (const batch of watchRun(engine.services, context, runId, after, AbortSignal.timeout(20_000)))
    events.push(...batch.events.map((event) => ({ id: batch.id, event })));
  return events;
}

describe("a run", () => {
  it("goes from input to output and journals every activation and call", async () => {
    answer = () => ["Hello ", "Ada"];
    const run = await finished(await start(greeting(), { name: "Ada" }));
    expect(run).toMatchObject({ status: "succeeded", output: { line: "*** Hello Ada ***", raw: "Hello Ada" }, simulated: true });
    expect(run.activations.map(({ path, status }) => [path, status]).sort()).toEqual([
      ["frame", "succeeded"],
      ["greet", "succeeded"],
      ["input", "succeeded"],
      ["output", "succeeded"],
    ]);
    const calls = await database.db.select().from(modelCalls).where(eq(modelCalls.runId, run.id));
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ nodeId: "greet", model: MODEL, variables: { name: "Ada" }, outputText: "Hello Ada" });
    expect(calls[0]?.fingerprint).toMatch(/^[0-9a-f]{16}$/);
  });

  it("is seen by every watcher in the same order, and by one who comes back from where it was", async () => {
    answer = () => ["one ", "two"];
    const runId = await start(greeting(), { name: "Bo" });
    const [first, second] = await Promise.all([eventsOf(runId), eventsOf(runId)]);
    expect(first).toEqual(second);
    expect(first.map(({ event }) => event.type)).toEqual(expect.arrayContaining(["run.started", "activation.tokens", "run.finished"]));
    const [seen] = first;
    expect(await eventsOf(runId, seen?.id)).toEqual(first.filter(({ id }) => id !== seen?.id));
    const text = first.flatMap(({ event }) => (event.type === "activation.tokens" ? event.text : []));
    expect(text.join("")).toBe("one two");
  });

  it("fails at the node that failed, says why, and cancels what was running beside it", async () => {
    answer = ({ messages }, signal) =>
      messages[0]?.content.includes("bad")
        ? Promise.reject(new MinnowError("provider_unauthorized", { connection: "Test" }))
        : new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    const document = graphOf(
      [inputNode("q"), modelNode("bad", "bad {{q}}", MODEL), modelNode("slow", "slow {{q}}", MODEL), outputNode("a", "b")],
      ["input.q -> bad.q", "input.q -> slow.q", "bad.output -> output.a", "slow.output -> output.b"],
    );
    const run = await finished(await start(document, { q: "x" }));
    expect(run).toMatchObject({ status: "failed", error: { code: "provider_unauthorized", nodeId: "bad", attempts: 1 } });
    expect(run.activations.find(({ path }) => path === "slow")?.status).toBe("cancelled");
  });

  it("stops a node that takes longer than its limit", async () => {
    answer = (_, signal) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    const document = greeting();
    const nodes = document.nodes.map((node) => (node.id === "greet" ? { ...node, settings: { timeoutMs: 100, retries: 0 } } : node));
    const run = await finished(await start({ ...document, nodes }, { name: "x" }));
    expect(run).toMatchObject({ status: "failed", error: { code: "node_timeout", params: { seconds: 0.1 }, nodeId: "greet" } });
  });

  it("tries again what may pass by itself", async () => {
    let calls = 0;
    answer = () => {
      calls += 1;
      if (calls === 1) throw new MinnowError("provider_failed", { connection: "Test", status: 500, reason: "busy" }, { retryable: true });
      return ["fine"];
    };
    const run = await finished(await start(greeting(), { name: "x" }));
    expect(run).toMatchObject({ status: "succeeded", output: { raw: "fine" } });
    expect(run.activations.find(({ path }) => path === "greet")?.attempt).toBe(2);
  });

  it("can be cancelled in the middle", async () => {
    const reached = Promise.withResolvers<void>();
    answer = (_, signal) => {
      reached.resolve();
      return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    };
    const runId = await start(greeting(), { name: "x" });
    await reached.promise;
    await cancelRun(engine.services, context, runId);
    const run = await finished(runId);
    expect(run).toMatchObject({ status: "cancelled", output: null });
    expect(run.activations.find(({ path }) => path === "greet")?.status).toBe("cancelled");
  });
});

describe("the journal", () => {
  it("takes nothing from an owner that has been replaced", async () => {
    answer = () => ["done"];
    const run = await finished(await start(greeting(), { name: "x" }));
    const journal = openJournal(database);
    const row = {
      runId: run.id,
      path: "late",
      workspaceId: context.workspaceId,
      graphId: run.graphId,
      nodeId: "late",
      kind: "template",
      status: "succeeded" as const,
      finishedAt: new Date(),
    };
    await expect(journal.append({ runId: run.id, epoch: 0, activations: [row] })).rejects.toThrow();
    await expect(journal.append({ runId: run.id, epoch: 1, activations: [{ ...row, path: "timely" }] })).resolves.toBeUndefined();
    const paths = await database.db.select({ path: activations.path }).from(activations).where(eq(activations.runId, run.id));
    expect(paths.map(({ path }) => path)).toContain("timely");
    expect(paths.map(({ path }) => path)).not.toContain("late");
    await journal.close();
  });
});

describe("an entry that can't be written", () => {
  it("fails alone: what other runs wrote in the same commit is kept", async () => {
    answer = () => ["done"];
    const run = await finished(await start(greeting(), { name: "x" }));
    const journal = openJournal(database);
    const row = (path: string, attempt = 1) => ({
      attempt,
      runId: run.id,
      path,
      workspaceId: context.workspaceId,
      graphId: run.graphId,
      nodeId: path,
      kind: "template",
      status: "succeeded" as const,
      finishedAt: new Date(),
    });
    const paths = Array.from({ length: 9 }, (_, index) => (index === 4 ? "poison" : `fine ${index}`));
    const written = await Promise.allSettled(
      paths.map((path) => journal.append({ runId: run.id, epoch: 1, activations: [row(path, path === "poison" ? 2 ** 40 : 1)] })),
    );
    expect(written.map(({ status }) => status)).toEqual(paths.map((path) => (path.startsWith("fine") ? "fulfilled" : "rejected")));
    await journal.close();
  });
});

describe("a worker that goes away", () => {
  it("gives its runs back, and another finishes them without repeating what was recorded", async () => {
    const own = await testEngine(database);
    await engine.close();
    const asked: string[] = [];
    const reached = Promise.withResolvers<void>();
    const document = graphOf(
      [inputNode("q"), modelNode("first", "first {{q}}", MODEL), modelNode("second", "second {{a}}", MODEL), outputNode("b")],
      ["input.q -> first.q", "first.output -> second.a", "second.output -> output.b"],
    );
    const worker = await own.startWorker(({ messages }, signal) => {
      const prompt = messages[0]?.content ?? "";
      asked.push(prompt);
      if (prompt.startsWith("first")) return ["A"];
      reached.resolve();
      return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    });
    const { id: graphId } = await createGraph(context, { name: "Handover", document });
    const { runId } = await startRun(own.services, context, { graphId, version: "draft", input: { q: "x" }, trigger: "editor" });
    await reached.promise;
    await worker.close();
    await own.startWorker(({ messages }) => {
      asked.push(messages[0]?.content ?? "");
      return ["B"];
    });
    const run = await waitForRun(own.services, context, runId, 20_000);
    expect(run).toMatchObject({ status: "succeeded", output: { b: "B" } });
    expect(asked).toEqual(["first x", "second A", "second A"]);
    expect((await database.db.select().from(runs).where(eq(runs.id, runId)))[0]?.epoch).toBe(2);
    await own.close();
  });
});

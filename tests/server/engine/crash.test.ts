import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { count, eq, inArray, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunEvent } from "@/core/engine/events";
import { models } from "@/db/schema/models";
import { activations, modelCalls, runEvents, runs } from "@/db/schema/runs";
import type { WorkspaceContext } from "@/server/context";
import { createGraph } from "@/server/graphs/write";
import { root, workerCommand } from "@/server/processes/commands";
import { startRun } from "@/server/runs/start";
import { waitForRun } from "@/server/runs/wait";
import { watchRun } from "@/server/runs/watch";
import { testDatabase } from "../../helpers/database";
import { graphOf, inputNode, modelNode, outputNode } from "../../helpers/documents";
import { type TestEngine, testEngine } from "../../helpers/worker";
import { testWorkspace } from "../../helpers/workspace";

const database = await testDatabase();
const workers: ChildProcess[] = [];
let context: WorkspaceContext;
let engine: TestEngine;

beforeAll(async () => {
  context = await testWorkspace(database.db);
  engine = await testEngine(database);
});
afterAll(async () => {
  await engine.close();
  await Promise.all(workers.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null).map(kill));
});

/** A real worker process on the test's database, ready for runs. */
async function startWorker(): Promise<ChildProcess> {
  const env = { ...process.env, DATABASE_URL: database.url, MINNOW_SECRET: "a secret of at least thirty-two characters" };
  const worker = spawn(process.execPath, workerCommand, { cwd: root, env, stdio: ["ignore", "inherit", "inherit", "ipc"] });
  workers.push(worker);
  await once(worker, "message");
  return worker;
}

async function kill(worker: ChildProcess): Promise<void> {
  const gone = once(worker, "exit");
  worker.kill("SIGKILL");
  await gone;
}

const MODEL = "simulated/marlin-70b";
const STEPS = ["one", "two", "three", "four"];

/** Four model nodes in a row, each some hundred milliseconds. */
const chain = () =>
  graphOf(
    [inputNode("q"), ...STEPS.map((step) => modelNode(step, `${step}: {{q}}`, MODEL)), outputNode("answer")],
    ["input.q -> one.q", "one.output -> two.q", "two.output -> three.q", "three.output -> four.q", "four.output -> output.answer"],
  );

/** Resolves when the run has told of something. */
async function seen(runId: string, is: (event: RunEvent) => boolean): Promise<void> {
  for await (const { events } of watchRun(engine.services, context, runId, 0, AbortSignal.timeout(20_000))) if (events.some(is)) return;
}

const callsPerActivation = async (runIds: string[]) => {
  const rows = await database.db
    .select({ at: sql<string>`${modelCalls.runId} || ' ' || ${modelCalls.activation}`, calls: count() })
    .from(modelCalls)
    .where(inArray(modelCalls.runId, runIds))
    .groupBy(sql`1`);
  return new Map(rows.map(({ at, calls }) => [at, calls]));
};

describe("a worker killed in the middle of runs", () => {
  it("leaves runs that another finishes, without repeating what was recorded", async () => {
    const victim = await startWorker();
    const { id: graphId } = await createGraph(context, { name: "Chain", document: chain() });
    const started = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        startRun(engine.services, context, { graphId, version: "draft", input: { q: `question ${index}` }, trigger: "editor" }),
      ),
    );
    const ids = started.map(({ runId }) => runId);
    await Promise.all(ids.map((id) => seen(id, (event) => event.type === "activation.started" && event.nodeId === "three")));
    await kill(victim);
    const recorded = await database.db.select().from(activations).where(inArray(activations.runId, ids));
    const calls = await callsPerActivation(ids);
    expect(recorded.filter(({ path }) => path === "two")).toHaveLength(8);

    await startWorker();
    const ended = await Promise.all(ids.map((id) => waitForRun(engine.services, context, id, 40_000)));
    expect(ended.map(({ status }) => status)).toEqual(ids.map(() => "succeeded"));

    const after = await database.db.select().from(activations).where(inArray(activations.runId, ids));
    const finishedAt = new Map(after.map(({ runId, path, finishedAt: at }) => [`${runId} ${path}`, at]));
    const callsAfter = await callsPerActivation(ids);
    for (const { runId, path, finishedAt: at } of recorded) {
      expect(finishedAt.get(`${runId} ${path}`)).toEqual(at);
      expect(callsAfter.get(`${runId} ${path}`)).toBe(calls.get(`${runId} ${path}`));
    }
    const [taken] = await database.db
      .select({ epochs: sql<number>`min(${runs.epoch})` })
      .from(runs)
      .where(eq(runs.graphId, graphId));
    expect(taken?.epochs).toBe(2);
  }, 90_000);
});

describe("a worker that stands still until its runs are another's", () => {
  it("writes nothing of them when it wakes, and serves on", async () => {
    await Promise.all(workers.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null).map(kill));
    const stalled = await startWorker();
    const { id: graphId } = await createGraph(context, { name: "Stalled", document: chain() });
    const start = (question: string) =>
      startRun(engine.services, context, { graphId, version: "draft", input: { q: question }, trigger: "editor" });
    const started = await Promise.all(Array.from({ length: 8 }, (_, index) => start(`question ${index}`)));
    const ids = started.map(({ runId }) => runId);
    await Promise.all(ids.map((id) => seen(id, (event) => event.type === "activation.started" && event.nodeId === "three")));
    stalled.kill("SIGSTOP");

    const other = await startWorker();
    const ended = await Promise.all(ids.map((id) => waitForRun(engine.services, context, id, 60_000)));
    expect(ended.map(({ status }) => status)).toEqual(ids.map(() => "succeeded"));
    const recorded = async () => ({
      runs: await database.db.select().from(runs).where(inArray(runs.id, ids)).orderBy(runs.id),
      steps: await database.db
        .select()
        .from(activations)
        .where(inArray(activations.runId, ids))
        .orderBy(activations.runId, activations.path),
      calls: await database.db.select().from(modelCalls).where(inArray(modelCalls.runId, ids)).orderBy(modelCalls.id),
      told: await database.db.select().from(runEvents).where(inArray(runEvents.runId, ids)).orderBy(runEvents.id),
    });
    const before = await recorded();
    expect(before.steps).toHaveLength(8 * (STEPS.length + 2));

    await kill(other);
    stalled.kill("SIGCONT");
    // Nobody else is there to do this.
    const { runId } = await start("a new one");
    expect((await waitForRun(engine.services, context, runId, 60_000)).status).toBe("succeeded");
    expect(await recorded()).toEqual(before);
  }, 150_000);
});

/** Counts by the key that every attempt of an effect carries, as a service does that must not do things twice. */
async function startService() {
  const times = new Map<string, number>();
  const server = createServer((request, response) => {
    const key = String(request.headers["idempotency-key"]);
    times.set(key, (times.get(key) ?? 0) + 1);
    request.resume().on("end", () => response.writeHead(200, { "content-type": "application/json" }).end('{"done": true}'));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/do`, times, server };
}

describe("workers killed again and again", () => {
  it("leave a hundred runs that all end well, nothing recorded run twice, every effect under one key", async () => {
    const RUNS = 100;
    const service = await startService();
    const fast = await testWorkspace(database.db);
    await database.db
      .update(models)
      .set({ simulation: { firstTokenMs: 30, tokensPerSecond: 2_000, quality: 1 } })
      .where(eq(models.workspaceId, fast.workspaceId));
    const act = { method: "POST", url: service.url, headers: [], body: { type: "port" }, reading: "auto", failOnError: true };
    const document = graphOf(
      [
        inputNode("q"),
        modelNode("one", "one: {{q}}", MODEL),
        { id: "act", kind: "http", config: act },
        modelNode("two", "two: {{done}}", MODEL),
        outputNode("answer"),
      ],
      ["input.q -> one.q", "one.output -> act.body", "act.body -> two.done", "two.output -> output.answer"],
    );
    const { id: graphId } = await createGraph(fast, { name: "Effects", document });
    // Others took part in the runs before: these are fresh ones.
    await Promise.all(workers.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null).map(kill));
    const pair = [await startWorker(), await startWorker()];
    const ids: string[] = [];
    for (let index = 0; index < RUNS; index++) {
      const input = { q: `question ${index}` };
      ids.push((await startRun(engine.services, fast, { graphId, version: "draft", input, trigger: "editor" })).runId);
    }
    const recordedBefore = new Map<string, number>();
    // Each falls when so many steps have been recorded: in the middle of whatever it is doing then.
    for (const share of [0.2, 0.5]) {
      const enough = async () => {
        const [row] = await database.db.select({ steps: count() }).from(activations).where(inArray(activations.runId, ids));
        return (row?.steps ?? 0) >= share * RUNS * 5;
      };
      while (!(await enough())) await new Promise((resolve) => setImmediate(resolve));
      await kill(pair.shift() as ChildProcess);
      for (const [at, calls] of await recordedCalls(ids)) recordedBefore.set(at, calls);
      pair.push(await startWorker());
    }
    const ended = await Promise.all(ids.map((id) => waitForRun(engine.services, fast, id, 60_000)));
    expect(ended.filter(({ status }) => status !== "succeeded")).toEqual([]);
    const after = await recordedCalls(ids);
    for (const [at, calls] of recordedBefore) expect([at, after.get(at)]).toEqual([at, calls]);
    const rows = await database.db.select().from(activations).where(inArray(activations.runId, ids));
    expect(rows).toHaveLength(RUNS * 5);
    expect([...service.times.keys()].toSorted()).toEqual(ids.map((id) => encodeURIComponent(`${id}/act`)).toSorted());
    service.server.closeAllConnections();
    service.server.close();
  }, 120_000);

  /** Model calls of the activations that are recorded as ended. */
  async function recordedCalls(ids: string[]): Promise<Map<string, number>> {
    const rows = await database.db
      .select({ runId: activations.runId, path: activations.path })
      .from(activations)
      .where(inArray(activations.runId, ids));
    const calls = await callsPerActivation(ids);
    return new Map(rows.map(({ runId, path }) => [`${runId} ${path}`, calls.get(`${runId} ${path}`) ?? 0]));
  }
});

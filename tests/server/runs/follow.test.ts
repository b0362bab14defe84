import { afterAll, describe, expect, it } from "vitest";
import type { RunEvent } from "@/core/engine/events";
import { applyRunEvents } from "@/core/engine/live";
import { kinds } from "@/nodes/definitions";
import { executorOf } from "@/nodes/executors";
import { openRunEventFeed } from "@/server/engine/feed";
import { openRunQueue } from "@/server/engine/queue";
import type { EventBatch } from "@/server/engine/storedEvents";
import { openWorker } from "@/server/engine/worker";
import { createGraph } from "@/server/graphs/write";
import type { Embedder, ModelGateway } from "@/server/models/gateway";
import { cancelRun } from "@/server/runs/cancel";
import { readRun } from "@/server/runs/read";
import { startRun } from "@/server/runs/start";
import { waitForRun } from "@/server/runs/wait";
import { watchRun } from "@/server/runs/watch";
import { openSandbox } from "@/server/sandbox/sandbox";
import { testDatabase } from "../../helpers/database";
import { graphOf, inputNode, outputNode, templateNode } from "../../helpers/documents";
import { idleServices, noEmbedder } from "../../helpers/services";
import { testWorkspace } from "../../helpers/workspace";

const database = await testDatabase();
const context = await testWorkspace(database.db);
const queue = await openRunQueue(database);
const runEvents = await openRunEventFeed(database);
const services = { ...idleServices(database), queue, runEvents };
const sandbox = openSandbox({ threads: 1 });

/** These graphs have no model nodes. */
const gateway: ModelGateway & Embedder = { ...noEmbedder, call: () => Promise.reject(new Error("no model is called here")) };
const worker = await openWorker({ database, gateway, sandbox, kinds, executorOf, slots: 4 });

afterAll(async () => {
  await worker.close();
  await Promise.all([queue.close(), runEvents.close(), sandbox.close()]);
});

const greeting = graphOf(
  [inputNode("name"), templateNode("greet", "Hello {{name}}"), outputNode("answer")],
  ["input.name -> greet.name", "greet.text -> output.answer"],
);
const endless = graphOf(
  [
    inputNode("name"),
    { id: "spin", kind: "code", config: { inputs: [{ name: "value", type: "any" }], result: "any", source: "for (;;); return 1;" } },
    outputNode("answer"),
  ],
  ["input.name -> spin.value", "spin.result -> output.answer"],
);

async function begin(document = greeting): Promise<string> {
  const { id: graphId } = await createGraph(context, { name: "Greeting", document });
  return (await startRun(services, context, { graphId, version: "draft", input: { name: "Ann" }, trigger: "editor" })).runId;
}

async function follow(runId: string, after = 0, signal = AbortSignal.timeout(20_000)): Promise<EventBatch[]> {
  const told: EventBatch[] = [];
  for await (const each of watchRun(services, context, runId, after, signal)) told.push(each);
  return told;
}

const spins = (event: RunEvent) => event.type === "activation.started" && event.nodeId === "spin";

describe("a run that is started, followed and read", () => {
  it("tells of every node and ends with its output", async () => {
    const runId = await begin();
    const told = await follow(runId);
    expect(told.map(({ id }) => id)).toEqual(told.map(({ id }) => id).toSorted((a, b) => a - b));
    const events = told.flatMap(({ events }) => events);
    expect(events[0]?.type).toBe("run.started");
    expect(events.at(-1)).toMatchObject({ type: "run.finished", status: "succeeded", output: { answer: "Hello Ann" } });
    const ended = events.flatMap((event) => (event.type === "activation.finished" ? [event.activation.path] : []));
    expect(ended).toEqual(["input", "greet", "output"]);
  });

  it("looks the same whether it was followed or read afterwards", async () => {
    const runId = await begin();
    const before = await readRun(context, runId);
    const followed = (await follow(runId, before.lastEventId)).reduce((run, { id, events }) => applyRunEvents(run, id, events), before);
    expect(followed).toEqual(await readRun(context, runId));
  });

  it("goes on where a watcher left off", async () => {
    const runId = await begin();
    const all = await follow(runId);
    for (const [index, { id }] of all.entries()) {
      expect(await follow(runId, id)).toEqual(all.slice(index + 1));
    }
  });

  it("lets a watcher go when it hangs up", async () => {
    const hangUp = new AbortController();
    const runId = await begin(endless);
    for await (const { events } of watchRun(services, context, runId, 0, hangUp.signal)) if (events.some(spins)) hangUp.abort();
    expect(hangUp.signal.aborted).toBe(true);
    await cancelRun(services, context, runId);
    await waitForRun(services, context, runId, 20_000);
  });

  it("is not found from another workspace", async () => {
    const runId = await begin();
    const stranger = await testWorkspace(database.db);
    const watching = watchRun(services, stranger, runId, 0, AbortSignal.timeout(5_000));
    await expect(watching.next()).rejects.toMatchObject({ code: "not_found" });
    await expect(waitForRun(services, stranger, runId, 1_000)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("waiting for a run", () => {
  it("gives it as soon as it has finished", async () => {
    expect(await waitForRun(services, context, await begin(), 20_000)).toMatchObject({
      status: "succeeded",
      output: { answer: "Hello Ann" },
    });
  });

  it("gives it as it is when the time is up", async () => {
    const runId = await begin(endless);
    expect((await waitForRun(services, context, runId, 50)).status).toMatch(/queued|running/);
    await cancelRun(services, context, runId);
    expect((await waitForRun(services, context, runId, 20_000)).status).toBe("cancelled");
  });
});

describe("stopping a run", () => {
  it("ends it while a node is at work, and tells its watchers", async () => {
    const runId = await begin(endless);
    let last: RunEvent | undefined;
    for await (const { events } of watchRun(services, context, runId, 0, AbortSignal.timeout(20_000))) {
      last = events.at(-1);
      if (events.some(spins)) await cancelRun(services, context, runId);
    }
    expect(last).toMatchObject({ type: "run.finished", status: "cancelled" });
    await expect(cancelRun(services, context, runId)).rejects.toMatchObject({ code: "run_finished" });
  });
});

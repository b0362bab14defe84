import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { validateGraph } from "@/core/graph/validate";
import { models } from "@/db/schema/models";
import { kinds } from "@/nodes/definitions";
import { executorOf } from "@/nodes/executors";
import type { WorkspaceContext } from "@/server/context";
import { openWorker } from "@/server/engine/worker";
import { createGraph, type TemplateName, templates } from "@/server/graphs/write";
import { openModelGateway } from "@/server/models/open";
import { modelKeys } from "@/server/models/registry";
import { startRun } from "@/server/runs/start";
import { waitForRun } from "@/server/runs/wait";
import { openSandbox } from "@/server/sandbox/sandbox";
import { within } from "@/server/scope";
import { testDatabase } from "../../helpers/database";
import { type TestEngine, testEngine } from "../../helpers/worker";
import { testWorkspace } from "../../helpers/workspace";

const database = await testDatabase();
const sandbox = openSandbox();
const gateway = openModelGateway({ database });
let context: WorkspaceContext;
let engine: TestEngine;
let worker: { close(): Promise<void> };

beforeAll(async () => {
  context = await testWorkspace(database.db);
  // As good as they get and without their pauses: what is tried here are the graphs.
  await database.db
    .update(models)
    .set({ simulation: { firstTokenMs: 0, tokensPerSecond: 100_000, quality: 1 } })
    .where(within(context, models));
  engine = await testEngine(database);
  worker = await openWorker({ database, gateway, sandbox, kinds, executorOf, slots: 20 });
});
afterAll(async () => {
  await worker.close();
  await engine.close();
  await Promise.all([gateway.close(), sandbox.close()]);
});

const finished = (Object.keys(templates) as TemplateName[]).filter((name) => name !== "empty");

describe.each(finished)("the template %s", (name) => {
  it("has nothing wrong with it and runs with every example", async () => {
    const document = templates[name]();
    expect(validateGraph(document, { kinds, models: await modelKeys(context) })).toEqual([]);
    const { id: graphId } = await createGraph(context, { name, document });
    for (const { input } of (document.examples ?? []).slice(0, 3)) {
      const { runId } = await startRun(engine.services, context, { graphId, version: "draft", input, trigger: "editor" });
      const run = await waitForRun(engine.services, context, runId, 20_000);
      expect(run).toMatchObject({ status: "succeeded", simulated: true, error: null });
      for (const value of Object.values(run.output as object)) expect(value).toBeTruthy();
    }
  });
});

describe("the order desk", () => {
  const runs = async (name: TemplateName) => {
    const document = templates[name]();
    const { id: graphId } = await createGraph(context, { name, document });
    const [, refund] = document.examples ?? [];
    const { runId } = await startRun(engine.services, context, {
      graphId,
      version: "draft",
      input: refund?.input ?? {},
      trigger: "editor",
    });
    return waitForRun(engine.services, context, runId, 20_000);
  };

  it("finds the same order and the same refund, whoever leads", async () => {
    const [agent, code] = [await runs("order-desk-agent"), await runs("order-desk-code")];
    const given = (run: typeof agent, nodeId: string) => run.activations.find((activation) => activation.nodeId === nodeId)?.outputs;
    expect(given(agent, "find")).toMatchObject({ result: { number: "1017", found: true } });
    expect(given(code, "find")).toMatchObject({ result: { wants: "refund", order: { number: "1017", found: true } } });
    expect(given(code, "refund")).toMatchObject({ result: { refund: 59.9 } });
    // One task in both: the same node name, the same prompt, served by the same small model.
    expect(agent.activations.some(({ nodeId, status }) => nodeId === "write" && status === "succeeded")).toBe(true);
    expect(code.activations.some(({ nodeId, status }) => nodeId === "write" && status === "succeeded")).toBe(true);
  });
});

import { describe, expect, it } from "vitest";
import type { RunEvent } from "@/core/engine/events";
import { runEvents } from "@/db/schema";
import { storeDocument } from "@/server/graphs/read";
import { readCalls } from "@/server/runs/calls";
import { cancelRun } from "@/server/runs/cancel";
import { readRunDocument } from "@/server/runs/document";
import { listRuns } from "@/server/runs/list";
import { readRun } from "@/server/runs/read";
import { testDatabase } from "../../helpers/database";
import { idleServices } from "../../helpers/services";
import { testWorkspace } from "../../helpers/workspace";
import { graphWith, question, recordActivation, recordCall, recordRun } from "./records";

const database = await testDatabase();
const { db } = database;
const context = await testWorkspace(db);
const graph = await graphWith(context);
const at = (ms: number) => new Date(Date.UTC(2026, 0, 1) + ms);
const events = (runId: string, ...list: RunEvent[]) => db.insert(runEvents).values({ runId, events: list });

describe("a run that is read", () => {
  it("has its activations in order with what they used", async () => {
    const runId = await recordRun(context, graph, { status: "succeeded", startedAt: at(0), finishedAt: at(500), output: { answer: "so" } });
    await recordActivation(context, graph, {
      runId,
      path: "answer",
      nodeId: "answer",
      status: "succeeded",
      startedAt: at(10),
      outputs: { output: "so" },
    });
    await recordActivation(context, graph, { runId, path: "input", nodeId: "input", kind: "input", status: "succeeded", startedAt: at(0) });
    await recordCall(context, graph, { runId, activation: "answer" });
    await recordCall(context, graph, { runId, activation: "answer", model: "m/large", simulated: true, cost: 0.01 });
    const run = await readRun(context, runId);
    expect(run).toMatchObject({ status: "succeeded", graphName: "Questions", output: { answer: "so" }, simulated: true });
    expect(run.nodeNames).toEqual({ input: "input", answer: "answer", output: "output" });
    expect(run.activations.map(({ path }) => path)).toEqual(["input", "answer"]);
    expect(run.activations[0]?.usage).toBeNull();
    expect(run.activations[1]).toMatchObject({
      outputs: { output: "so" },
      startedAt: at(10).toISOString(),
      usage: { calls: 2, inputTokens: 20, outputTokens: 10, models: ["m/large", "m/small"], simulated: true },
    });
    expect(run.activations[1]?.usage?.cost).toBeCloseTo(0.011);
  });

  it("has what began in the same millisecond in the graph's order", async () => {
    const runId = await recordRun(context, graph, { status: "succeeded" });
    const moment = { startedAt: at(3), finishedAt: at(3) };
    for (const nodeId of ["output", "answer", "input"]) {
      await recordActivation(context, graph, { runId, path: nodeId, nodeId, status: "succeeded", ...moment });
    }
    expect((await readRun(context, runId)).activations.map(({ path }) => path)).toEqual(["input", "answer", "output"]);
  });

  it("has an unknown cost when an answered call had no price, but not when a call failed", async () => {
    const runId = await recordRun(context, graph, { status: "succeeded" });
    for (const path of ["unpriced", "failed once"]) {
      await recordActivation(context, graph, { runId, path, nodeId: path, status: "succeeded" });
      await recordCall(context, graph, { runId, activation: path });
    }
    await recordCall(context, graph, { runId, activation: "unpriced", cost: null });
    await recordCall(context, graph, { runId, activation: "failed once", cost: null, inputTokens: null, outputTokens: null });
    const { activations } = await readRun(context, runId);
    const cost = Object.fromEntries(activations.map(({ path, usage }) => [path, usage?.cost]));
    expect(cost).toEqual({ unpriced: null, "failed once": 0.001 });
  });

  it("shows what still runs, with its text so far, from its events", async () => {
    const runId = await recordRun(context, graph, { status: "running", startedAt: at(0) });
    await recordActivation(context, graph, { runId, path: "input", nodeId: "input", kind: "input", status: "succeeded" });
    const started = (path: string): RunEvent => ({
      type: "activation.started",
      path,
      nodeId: path,
      kind: "model",
      attempt: 1,
      at: at(5).toISOString(),
    });
    await events(
      runId,
      { type: "run.started", at: at(0).toISOString() },
      started("input"),
      started("answer"),
      { type: "activation.tokens", path: "answer", nodeId: "answer", attempt: 1, text: "Bec" },
      { type: "activation.tokens", path: "answer", nodeId: "answer", attempt: 1, text: "ause" },
    );
    const run = await readRun(context, runId);
    expect(run.activations.map(({ path, status }) => [path, status])).toEqual([
      ["input", "succeeded"],
      ["answer", "running"],
    ]);
    expect(run.streamed).toEqual({ answer: "Because" });
    expect(run.lastEventId).toBeGreaterThan(0);
  });

  it("is not found from another workspace", async () => {
    const runId = await recordRun(context, graph);
    const stranger = await testWorkspace(db);
    await expect(readRun(stranger, runId)).rejects.toMatchObject({ code: "not_found" });
    await expect(readCalls(stranger, runId, "answer")).rejects.toMatchObject({ code: "not_found" });
    await expect(cancelRun(idleServices(database), stranger, runId)).rejects.toMatchObject({ code: "not_found" });
    expect((await listRuns(stranger, { limit: 10 })).map(({ id }) => id)).not.toContain(runId);
  });
});

describe("the calls of an activation", () => {
  it("are exactly what was sent and answered", async () => {
    const runId = await recordRun(context, graph);
    const error = { code: "provider_failed", params: { connection: "x", status: 500, reason: "down" } };
    await recordCall(context, graph, { runId, activation: "answer", error, outputText: null, startedAt: at(0) });
    await recordCall(context, graph, { runId, activation: "answer", attempt: 2, outputText: "so", response: { id: 1 }, startedAt: at(1) });
    await recordCall(context, graph, { runId, activation: "other" });
    const calls = await readCalls(context, runId, "answer");
    expect(calls).toHaveLength(2);
    expect(calls[0]).toMatchObject({ error, outputText: null, attempt: 1 });
    expect(calls[1]).toMatchObject({
      request: { messages: [{ role: "user", content: "why?" }] },
      response: { id: 1 },
      outputText: "so",
      attempt: 2,
      startedAt: at(1).toISOString(),
    });
  });
});

describe("the list of runs", () => {
  it("is newest first, filtered, with sums, page by page", async () => {
    const here = await testWorkspace(db);
    const [one, two] = [await graphWith(here, "One"), await graphWith(here, "Two")];
    const ids: string[] = [];
    for (const [index, graphOfRun] of [one, two, one, one].entries()) {
      ids.push(await recordRun(here, graphOfRun, { status: index === 3 ? "failed" : "succeeded", version: index === 0 ? 2 : null }));
    }
    const [first = "", , third = ""] = ids;
    await recordCall(here, one, { runId: first, activation: "a" });
    await recordCall(here, one, { runId: first, activation: "b", cost: null, simulated: true });
    const all = await listRuns(here, { limit: 10 });
    expect(all.map(({ id }) => id)).toEqual(ids.toReversed());
    expect(all.at(-1)).toMatchObject({
      graphName: "One",
      version: 2,
      calls: 2,
      inputTokens: 20,
      outputTokens: 10,
      cost: null,
      simulated: true,
    });
    expect(all[0]).toMatchObject({ calls: 0, cost: 0, simulated: false });
    expect((await listRuns(here, { limit: 10, graphId: one.graphId, status: "succeeded" })).map(({ id }) => id)).toEqual([third, first]);
    const page = await listRuns(here, { limit: 2 });
    expect((await listRuns(here, { limit: 2, before: page.at(-1)?.id })).map(({ id }) => id)).toEqual([ids[1], first]);
  });
});

describe("stopping a run", () => {
  it("is refused once it has finished", async () => {
    const runId = await recordRun(context, graph, { status: "succeeded" });
    await expect(cancelRun(idleServices(database), context, runId)).rejects.toMatchObject({ code: "run_finished" });
  });
});

describe("the document of a run", () => {
  it("is the graph as it was run, whatever the draft has become since", async () => {
    const older = { ...question, nodes: question.nodes.map((node) => (node.id === "answer" ? { ...node, name: "Before" } : node)) };
    const documentHash = await storeDocument(db, context, older);
    const runId = await recordRun(context, { graphId: graph.graphId, documentHash }, { status: "succeeded" });
    expect(await readRunDocument(context, runId)).toEqual(older);
  });

  it("is refused to another workspace and for an unknown run", async () => {
    const runId = await recordRun(context, graph, { status: "succeeded" });
    const stranger = await testWorkspace(db);
    await expect(readRunDocument(stranger, runId)).rejects.toMatchObject({ code: "not_found" });
    await expect(readRunDocument(context, "nothing")).rejects.toMatchObject({ code: "not_found" });
  });
});

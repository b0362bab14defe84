import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { RunStatus } from "@/core/engine/events";
import type { GraphDocument } from "@/core/graph/document";
import type { JsonObject } from "@/core/graph/json";
import { approvals, runs } from "@/db/schema/runs";
import type { WorkspaceContext } from "@/server/context";
import { readRunEvents } from "@/server/engine/feed";
import { sweepRuns } from "@/server/engine/sweep";
import { saveDraft } from "@/server/graphs/live";
import { createGraph } from "@/server/graphs/write";
import { runAgain } from "@/server/runs/again";
import { answerApproval, listApprovals } from "@/server/runs/approvals";
import { cancelRun } from "@/server/runs/cancel";
import { pauseRun, resumeRun } from "@/server/runs/pause";
import { readRun, runStatus } from "@/server/runs/read";
import { startRun } from "@/server/runs/start";
import { waitForRun } from "@/server/runs/wait";
import { testDatabase } from "../../helpers/database";
import { graphOf, inputNode, modelNode, outputNode, templateNode } from "../../helpers/documents";
import { type Answering, type TestEngine, testEngine } from "../../helpers/worker";
import { testWorkspace } from "../../helpers/workspace";

const MODEL = "simulated/guppy-3b";
const database = await testDatabase();
let context: WorkspaceContext;
let engine: TestEngine;
let answer: Answering;
const asked: string[] = [];

beforeAll(async () => {
  context = await testWorkspace(database.db);
  engine = await testEngine(database);
  await engine.startWorker((request, signal) => {
    asked.push(request.messages.at(-1)?.content ?? "");
    return answer(request, signal);
  });
});
afterAll(() => engine.close());
afterEach(() => {
  asked.length = 0;
  answer = () => ["hello"];
});
answer = () => ["hello"];

const human = (more: object = {}) => ({
  id: "ask",
  kind: "human",
  config: { instructions: "Send {{value}}?", mayEdit: true, timeoutMinutes: null, onTimeout: "fail", ...more },
});
/** A draft, a person who looks at it, and what comes of it. */
const reviewed = (more: object = {}) =>
  graphOf(
    [
      inputNode("topic"),
      modelNode("draft", "about {{topic}}", MODEL),
      human(more),
      templateNode("send", "sent: {{text}}"),
      outputNode("sent", "refused"),
    ],
    [
      "input.topic -> draft.topic",
      "draft.output -> ask.value",
      "ask.approved -> send.text",
      "send.text -> output.sent",
      "ask.rejected -> output.refused",
    ],
  );

async function start(document: GraphDocument, input: JsonObject = { topic: "tin" }) {
  const { id: graphId } = await createGraph(context, { name: "Test", document });
  const { runId } = await startRun(engine.services, context, { graphId, version: "draft", input, trigger: "editor" });
  return { graphId, runId };
}

/** Waits for a state by the run's own events. */
async function until(runId: string, ...wanted: RunStatus[]) {
  const subscription = engine.services.runEvents.subscribe(runId);
  const signal = AbortSignal.timeout(20_000);
  while (!wanted.includes(await runStatus(context, runId))) await subscription.next(signal);
  subscription.close();
}
const finish = (runId: string) => waitForRun(engine.services, context, runId, 20_000);
const say = (runId: string, more: Partial<Parameters<typeof answerApproval>[2]> = {}) =>
  answerApproval(engine.services, context, { runId, path: "ask", decision: "approve", reason: "", ...more });

describe("a run that waits for a person", () => {
  it("is put aside, without worker or job, and shows the question", async () => {
    const { runId } = await start(reviewed());
    await until(runId, "waiting");
    const [row] = await database.db.select().from(runs).where(eq(runs.id, runId));
    expect(row).toMatchObject({ worker: null, finishedAt: null });
    const run = await readRun(context, runId);
    expect(run).toMatchObject({ status: "waiting" });
    expect(run.activations.find(({ path }) => path === "ask")).toMatchObject({ status: "waiting", finishedAt: null });
    expect(await listApprovals(context, runId)).toMatchObject([
      { path: "ask", status: "waiting", request: { instructions: "Send hello?", value: "hello" } },
    ]);
  });

  it("goes on with what was approved, and asks no model twice", async () => {
    const { runId } = await start(reviewed());
    await until(runId, "waiting");
    await say(runId);
    expect(await finish(runId)).toMatchObject({ status: "succeeded", output: { sent: "sent: hello" } });
    expect(asked).toEqual(["about tin"]);
  });

  it("takes an edited value, if it may, or the reason of a refusal", async () => {
    const { runId: edited } = await start(reviewed());
    const { runId: fixed } = await start(reviewed({ mayEdit: false }));
    const { runId: refused } = await start(reviewed());
    for (const runId of [edited, fixed, refused]) await until(runId, "waiting");
    await say(edited, { value: "hello, Ann" });
    await say(fixed, { value: "something else" });
    await say(refused, { decision: "reject", reason: "too short" });
    expect((await finish(edited)).output).toEqual({ sent: "sent: hello, Ann" });
    expect((await finish(fixed)).output).toEqual({ sent: "sent: hello" });
    expect((await finish(refused)).output).toEqual({ refused: { reason: "too short", value: "hello" } });
  });

  it("takes one answer, of whoever is first, and none from another workspace", async () => {
    const { runId } = await start(reviewed());
    await until(runId, "waiting");
    const stranger = await testWorkspace(database.db);
    await expect(answerApproval(engine.services, stranger, { runId, path: "ask", decision: "approve", reason: "" })).rejects.toMatchObject({
      code: "not_found",
    });
    const answers = await Promise.allSettled([say(runId), say(runId, { decision: "reject" })]);
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(answers.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "approval_answered" } });
    await finish(runId);
  });

  it("is not put aside while anything else runs, and hears an answer that comes meanwhile", async () => {
    const held = Promise.withResolvers<void>();
    answer = async ({ messages }) => {
      if (messages[0]?.content === "slow") await held.promise;
      return ["done"];
    };
    const document = graphOf(
      [inputNode("topic"), human({ instructions: "" }), modelNode("slow", "slow", MODEL), outputNode("a", "b")],
      ["input.topic -> ask.value", "ask.approved -> output.a", "slow.output -> output.b"],
    );
    const { runId } = await start(document);
    const subscription = engine.services.runEvents.subscribe(runId);
    while ((await readRun(context, runId)).activations.find(({ path }) => path === "ask")?.status !== "waiting")
      await subscription.next(AbortSignal.timeout(10_000));
    expect(await runStatus(context, runId)).toBe("running");
    await say(runId);
    while ((await readRun(context, runId)).activations.find(({ path }) => path === "ask")?.status !== "succeeded")
      await subscription.next(AbortSignal.timeout(10_000));
    expect(await runStatus(context, runId)).toBe("running");
    held.resolve();
    expect(await finish(runId)).toMatchObject({ status: "succeeded", output: { a: "tin", b: "done" } });
  });

  it.each([
    ["fail", { status: "failed", error: { code: "approval_expired" } }],
    ["approve", { status: "succeeded", output: { sent: "sent: hello" } }],
    ["reject", { status: "succeeded", output: { refused: { reason: "", value: "hello" } } }],
  ])("does what the node says when the time is up: %s", async (onTimeout, expected) => {
    const { runId } = await start(reviewed({ timeoutMinutes: 5, onTimeout }));
    await until(runId, "waiting");
    await database.db
      .update(approvals)
      .set({ expiresAt: new Date(Date.now() - 1) })
      .where(eq(approvals.runId, runId));
    await sweepRuns(engine.services.queue, database.db);
    expect(await finish(runId)).toMatchObject(expected);
    await expect(say(runId)).rejects.toMatchObject({ code: "approval_answered" });
  });

  it("can be cancelled", async () => {
    const { runId } = await start(reviewed());
    await until(runId, "waiting");
    await cancelRun(engine.services, context, runId);
    const run = await finish(runId);
    expect(run.status).toBe("cancelled");
    expect(run.activations.find(({ path }) => path === "ask")?.status).toBe("cancelled");
  });
});

describe("a paused run", () => {
  /** Two models one after the other; the first waits for the test. */
  const chain = graphOf(
    [inputNode("topic"), modelNode("one", "one {{topic}}", MODEL), modelNode("two", "two {{text}}", MODEL), outputNode("answer")],
    ["input.topic -> one.topic", "one.output -> two.text", "two.output -> output.answer"],
  );

  it("lets end what runs, starts nothing more, and goes on where it was", async () => {
    const held = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    answer = async ({ messages }) => {
      begun.resolve();
      if (messages[0]?.content?.startsWith("one")) await held.promise;
      return ["x"];
    };
    const { runId } = await start(chain);
    await begun.promise;
    const subscription = engine.services.runEvents.subscribe(runId);
    await pauseRun(context, runId);
    const isHeard = async () =>
      (await readRunEvents(database.db, runId, 0, 100)).some(({ events }) => events.some(({ type }) => type === "run.pausing"));
    while (!(await isHeard())) await subscription.next(AbortSignal.timeout(10_000));
    held.resolve();
    await until(runId, "paused");
    expect(asked).toEqual(["one tin"]);
    await resumeRun(engine.services, context, runId);
    expect(await finish(runId)).toMatchObject({ status: "succeeded", output: { answer: "x" } });
    expect(asked).toEqual(["one tin", "two x"]);
  });

  it("stays paused when a person answers, and knows the answer when it is resumed", async () => {
    const { runId } = await start(reviewed());
    await until(runId, "waiting");
    await pauseRun(context, runId);
    expect(await runStatus(context, runId)).toBe("paused");
    await say(runId);
    expect(await runStatus(context, runId)).toBe("paused");
    await resumeRun(engine.services, context, runId);
    expect(await finish(runId)).toMatchObject({ status: "succeeded", output: { sent: "sent: hello" } });
  });

  it("can't be one that has ended", async () => {
    const { runId } = await start(chain);
    await finish(runId);
    await expect(pauseRun(context, runId)).rejects.toMatchObject({ code: "run_finished" });
    await expect(resumeRun(engine.services, context, runId)).rejects.toMatchObject({ code: "run_finished" });
  });
});

describe("running again from a node", () => {
  const chain = (last = "three {{text}}") =>
    graphOf(
      [
        inputNode("topic"),
        modelNode("one", "one {{topic}}", MODEL),
        modelNode("two", "two {{text}}", MODEL),
        modelNode("three", last, MODEL),
        outputNode("answer"),
      ],
      ["input.topic -> one.topic", "one.output -> two.text", "two.output -> three.text", "three.output -> output.answer"],
    );

  it("takes over what was recorded before it and asks only from there on", async () => {
    const { runId } = await start(chain());
    await finish(runId);
    asked.length = 0;
    answer = () => ["other"];
    const again = await runAgain(engine.services, context, { runId, nodeId: "two" });
    const run = await finish(again.runId);
    expect(run).toMatchObject({ status: "succeeded", againOf: runId, output: { answer: "other" } });
    expect(asked).toEqual(["two hello", "three other"]);
    expect(run.activations.filter(({ takenFrom }) => takenFrom === "record").map(({ path }) => path)).toEqual(["input", "one"]);
  });

  it("of a draft runs it as it is now, with what was edited since", async () => {
    const { runId, graphId } = await start(chain());
    await finish(runId);
    asked.length = 0;
    await saveDraft(context, { id: graphId, revision: 1, document: chain("THREE {{text}}") });
    const again = await runAgain(engine.services, context, { runId, nodeId: "output" });
    expect(await finish(again.runId)).toMatchObject({ status: "succeeded" });
    expect(asked).toEqual(["THREE hello"]);
  });

  it("goes on after a failure without paying for what worked", async () => {
    answer = ({ messages }) => {
      if (messages[0]?.content?.startsWith("two")) throw new Error("down");
      return ["hello"];
    };
    const { runId } = await start(chain());
    expect(await finish(runId)).toMatchObject({ status: "failed" });
    asked.length = 0;
    answer = () => ["up"];
    const again = await runAgain(engine.services, context, { runId, nodeId: "two" });
    expect(await finish(again.runId)).toMatchObject({ status: "succeeded", output: { answer: "up" } });
    expect(asked).toEqual(["two hello", "three up"]);
  });

  it("refuses a node that is gone", async () => {
    const { runId } = await start(chain());
    await finish(runId);
    await expect(runAgain(engine.services, context, { runId, nodeId: "nowhere" })).rejects.toMatchObject({ code: "again_from_nothing" });
  });
});

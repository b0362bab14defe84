import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NewCorrection } from "@/core/privacy/corrections";
import { defaultCuration } from "@/core/privacy/policy";
import { FeedbackGiven } from "@/core/runs/feedback";
import { newId } from "@/db/id";
import { curationPasses } from "@/db/schema/curation";
import { activations, modelCalls, runEvents, runs } from "@/db/schema/runs";
import { testResults, testRuns } from "@/db/schema/testing";
import type { WorkspaceContext } from "@/server/context";
import { openCallCuration } from "@/server/curation/calls";
import { addCorrection } from "@/server/curation/corrections";
import { lastPass, startPass, stopPass, workPasses } from "@/server/curation/passes";
import { writeCuration } from "@/server/curation/policy";
import { takeOutDueValues } from "@/server/curation/values";
import { publishGraph } from "@/server/graphs/versions";
import { createGraph } from "@/server/graphs/write";
import { runAgain } from "@/server/runs/again";
import { giveFeedback } from "@/server/runs/feedback";
import { readRun } from "@/server/runs/read";
import { startRun } from "@/server/runs/start";
import { waitForRun } from "@/server/runs/wait";
import { testDatabase } from "../../helpers/database";
import { graphOf, inputNode, outputNode } from "../../helpers/documents";
import { recordCalls } from "../../helpers/recordedCalls";
import { type TestEngine, testEngine } from "../../helpers/worker";
import { testWorkspace } from "../../helpers/workspace";

process.env.MINNOW_SECRET = "a secret of a test, long enough to be one";
const database = await testDatabase();
const { db } = database;
let context: WorkspaceContext;
let engine: TestEngine | null = null;
beforeEach(async () => {
  context = await testWorkspace(db);
});
afterEach(async () => {
  await engine?.close();
  engine = null;
});

const quiet = () => new AbortController().signal;
/** All that is stored, or what is of one run; in an order of its own, since the database has none. */
const stored = async (runId?: string) => {
  const tables = await Promise.all(
    [runs, activations, modelCalls].map((table) => db.select().from(table).where(eq(table.workspaceId, context.workspaceId))),
  );
  const wanted = tables.map((rows) => rows.filter((row) => runId === undefined || ("runId" in row ? row.runId : row.id) === runId));
  return wanted.map((rows) => `[${rows.map((row) => JSON.stringify(row)).toSorted()}]`).join("\n");
};
const MAIL = "I am ann@example.org";

describe("a run's own values", () => {
  const document = graphOf([inputNode("question"), outputNode("answer")], ["input.question -> output.answer"]);

  async function ran(idempotencyKey = newId()) {
    engine ??= await testEngine(database);
    const { id: graphId } = await createGraph(context, { name: "Echo", document });
    await publishGraph(context, { id: graphId, revision: 1, message: "" });
    await engine.startWorker(() => ["unasked"]);
    const request = { graphId, version: 1, input: { question: MAIL }, trigger: "api" as const, idempotencyKey };
    const { runId } = await startRun(engine.services, context, request);
    await waitForRun(engine.services, context, runId, 20_000);
    return { runId, request };
  }

  it("stay as they were while the run may still be read, are due by the run's own end, and go when it is time", async () => {
    await writeCuration(context, { ...defaultCuration, values: true, valuesAfter: 30 });
    const { runId, request } = await ran();
    const [run] = await db.select().from(runs).where(eq(runs.id, runId));
    expect(run?.output).toEqual({ answer: MAIL });
    expect((run?.valuesDue?.getTime() ?? 0) - (run?.finishedAt?.getTime() ?? 0)).toBeGreaterThan(29 * 60_000);
    await takeOutDueValues(db, quiet());
    expect(await stored(runId)).toContain("ann@example.org");

    await db.update(runs).set({ valuesDue: sql`now()` }).where(eq(runs.id, runId));
    await takeOutDueValues(db, quiet());
    expect(await stored(runId)).not.toContain("ann@example.org");
    const view = await readRun(context, runId);
    expect(view).toMatchObject({
      status: "succeeded",
      output: { answer: expect.stringMatching(/^I am <EMAIL_\w{8}>$/) },
      valuesTakenOut: expect.any(String),
    });
    expect(view.activations.map(({ outputs }) => JSON.stringify(outputs)).join()).not.toContain("ann@");
    expect(await db.$count(runEvents, eq(runEvents.runId, runId))).toBe(0);

    // Who sends the same request again gets the same run; another one with its key is refused as ever.
    const services = engine?.services;
    if (services === undefined) throw new Error("no engine");
    expect(await startRun(services, context, request)).toEqual({ runId, created: false });
    await expect(startRun(services, context, { ...request, input: { question: "other" } })).rejects.toMatchObject({
      code: "idempotency_mismatch",
    });
    await expect(runAgain(services, context, { runId, nodeId: "output" })).rejects.toMatchObject({ code: "values_taken_out" });
  });

  it("stay when the workspace doesn't want them taken out, or doesn't any more", async () => {
    const { runId } = await ran();
    expect((await db.select().from(runs).where(eq(runs.id, runId)))[0]?.valuesDue).toBeNull();
    await db.update(runs).set({ valuesDue: sql`now()` }).where(eq(runs.id, runId));
    await takeOutDueValues(db, quiet());
    expect(await stored(runId)).toContain("ann@example.org");
    expect((await db.select().from(runs).where(eq(runs.id, runId)))[0]).toMatchObject({ valuesDue: null, valuesTakenOut: null });
  });

  it("are taken out by a worker beside its runs", async () => {
    await writeCuration(context, { ...defaultCuration, values: true, valuesAfter: 0 });
    const { runId } = await ran();
    await expect.poll(async () => (await readRun(context, runId)).valuesTakenOut, { timeout: 15_000 }).not.toBeNull();
    expect(await stored(runId)).not.toContain("ann@example.org");
  });

  it("of a test wait until it has been judged", async () => {
    await writeCuration(context, { ...defaultCuration, values: true });
    const { graphId, runIds } = await recordCalls(context, [{ text: MAIL }]);
    const runId = runIds[0] ?? "";
    const testRunId = newId();
    await db.insert(testRuns).values({ id: testRunId, workspaceId: context.workspaceId, graphId, documentHash: "document" });
    const result = { testRunId, caseId: "case", workspaceId: context.workspaceId, graphId, place: 0, example: {}, runId };
    await db.insert(testResults).values(result);
    const takenOut = async () => (await db.select({ at: runs.valuesTakenOut }).from(runs).where(eq(runs.id, runId)))[0]?.at;
    await db.update(runs).set({ valuesDue: sql`now()` }).where(eq(runs.id, runId));
    await takeOutDueValues(db, quiet());
    expect(await takenOut()).toBeNull();
    await db.update(testResults).set({ judgedAt: sql`now()` }).where(eq(testResults.testRunId, testRunId));
    await takeOutDueValues(db, quiet());
    expect(await takenOut()).not.toBeNull();
  });

  it("lose what only the words of a prompt tell to be a name, also where calls were recorded without it", async () => {
    await writeCuration(context, { ...defaultCuration, values: true, calls: true });
    const { runIds } = await recordCalls(context, [{ text: "Konrad Ampel", answer: "ok" }]);
    const [runId = ""] = runIds;
    const curate = await openCallCuration(db)(context.workspaceId);
    const [call] = await db.select().from(modelCalls).where(eq(modelCalls.runId, runId));
    if (call === undefined) throw new Error("no call");
    const said = { ...call, request: { messages: [{ role: "user", content: "Hello, my name is Konrad Ampel" }] } };
    const { request, variables } = curate(said);
    expect(JSON.stringify([request, variables])).not.toContain("Konrad");
    await db.update(modelCalls).set({ request, variables }).where(eq(modelCalls.runId, runId));
    await db.update(runs).set({ valuesDue: sql`now()` }).where(eq(runs.id, runId));
    await takeOutDueValues(db, quiet());
    expect(await stored()).not.toContain("Konrad");
  });

  it("hold their calls too where calls are recorded without personal data: a correction made meanwhile counts", async () => {
    await writeCuration(context, { ...defaultCuration, values: true, calls: true });
    const { runIds } = await recordCalls(context, [{ text: "Ask Wanda Quill" }]);
    await addCorrection(context, NewCorrection.parse({ verdict: "missed", text: "Wanda Quill", kind: "person" }));
    await db
      .update(runs)
      .set({ valuesDue: sql`now()` })
      .where(eq(runs.id, runIds[0] ?? ""));
    await takeOutDueValues(db, quiet());
    expect(await stored()).not.toContain("Wanda");
  });
});

describe("going through what is stored", () => {
  const texts = Array.from({ length: 50 }, (_, index) => ({
    text: `Ask Wanda Quill or write to person${index}@example.org`,
    answer: "Wanda Quill it is",
  }));
  const missed = () => addCorrection(context, NewCorrection.parse({ verdict: "missed", text: "Wanda Quill", kind: "person" }));

  it("takes out what analysts marked, of values, calls and feedback, and leaves the rest", async () => {
    const { runIds } = await recordCalls(context, texts);
    await giveFeedback(context, runIds[0] ?? "", FeedbackGiven.parse({ comment: "Wanda Quill should have answered" }));
    const other = await testWorkspace(db);
    await recordCalls(other, texts.slice(0, 2));
    await missed();
    await startPass(context, "corrected");
    await expect(startPass(context, "everything")).rejects.toMatchObject({ code: "pass_underway" });
    await workPasses(db, quiet());
    expect(await lastPass(context)).toMatchObject({ status: "done", total: 50, done: 50, changed: 50, by: "Ada" });
    const text = await stored();
    expect(text).not.toMatch(/Wanda/);
    expect(text).toMatch(/person49@example\.org/);
    expect((await db.execute(sql`select count(*)::int as left from feedback where comment like '%Wanda%'`))[0]).toEqual({ left: 0 });
    expect(
      await db.$count(modelCalls, sql`${modelCalls.workspaceId} = ${other.workspaceId} and ${modelCalls.outputText} like '%Wanda%'`),
    ).toBe(2);
    // Equal answers stay equal.
    const [row] = await db.execute(
      sql`select count(distinct output_hash)::int as hashes from model_calls where workspace_id = ${context.workspaceId}`,
    );
    expect(row).toEqual({ hashes: 1 });
  });

  it("takes out everything the policy looks for when that is asked; once more changes nothing", async () => {
    await recordCalls(context, texts);
    await startPass(context, "everything");
    await workPasses(db, quiet());
    const once = await stored();
    expect(once).not.toMatch(/person\d+@example/);
    await startPass(context, "everything");
    await workPasses(db, quiet());
    expect(await lastPass(context)).toMatchObject({ status: "done", done: 50, changed: 0 });
    expect(await stored()).toBe(once);
  });

  it("goes on where a worker left off, after it died, and counts nothing twice", async () => {
    await recordCalls(context, texts);
    await missed();
    const { id } = await startPass(context, "corrected");
    // It was in the middle of the first part when it died: all of that is undone.
    await db.update(curationPasses).set({ dueAt: sql`now() + interval '1 minute'` }).where(eq(curationPasses.id, id));
    await workPasses(db, quiet());
    expect(await lastPass(context)).toMatchObject({ status: "underway", done: 0 });
    await db.update(curationPasses).set({ dueAt: sql`now()` }).where(eq(curationPasses.id, id));
    await Promise.all([workPasses(db, quiet()), workPasses(db, quiet())]);
    expect(await lastPass(context)).toMatchObject({ status: "done", done: 50, changed: 50 });
  });

  it("can be stopped: what was done stays", async () => {
    await recordCalls(context, texts);
    await missed();
    const { id } = await startPass(context, "corrected");
    await stopPass(context, id);
    await workPasses(db, quiet());
    expect(await lastPass(context)).toMatchObject({ status: "stopped", done: 0 });
    await expect(stopPass(context, id)).rejects.toMatchObject({ code: "not_found" });
    expect(await stored()).toMatch(/Wanda/);
  });
});

import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { evaluationItems, evaluations } from "@/db/schema/evaluations";
import { modelCalls } from "@/db/schema/runs";
import type { WorkspaceContext } from "@/server/context";
import { eraseMentions } from "@/server/curation/erase";
import { cancelEvaluation, pauseEvaluation, resumeEvaluation } from "@/server/insights/evaluations/control";
import { listEvaluations } from "@/server/insights/evaluations/list";
import { proposeEvaluation } from "@/server/insights/evaluations/propose";
import { readEvaluation } from "@/server/insights/evaluations/read";
import { startEvaluation } from "@/server/insights/evaluations/start";
import { testDatabase } from "../../../helpers/database";
import { type ChatRequest, type ModelServer, startModelServer } from "../../../helpers/modelServer";
import { testWorkspace } from "../../../helpers/workspace";
import { type Engine, evaluationEngine, labelOf, NODE, questionOf, record, serve } from "./scene";

process.env.MINNOW_SECRET = "a secret of a test, long enough to be one";
const database = await testDatabase();
const { db } = database;
let engine: Engine;
let server: ModelServer;
let context: WorkspaceContext;
let small: string[];

const asked = ({ messages }: ChatRequest) => messages.at(-1)?.content ?? "";
const numberIn = (question: string) => Number(/\d+/.exec(question)?.[0] ?? 0);
/** good answers as the record does, bad is wrong in half of the cases; the large one agrees with itself but for every 25th. */
const answerOf = (request: ChatRequest): string => {
  const question = asked(request);
  if (request.model === "bad") return numberIn(question) % 2 === 0 ? labelOf(question) : "no idea";
  if (request.model === "big") return numberIn(question) % 25 === 24 ? "later" : labelOf(question);
  return labelOf(question);
};
const plan = { tolerance: 0.05, mostCalls: 2_000, mostMoney: 5 };
const workspace = async (calls: number, recorded: Partial<Parameters<typeof record>[1]> = {}) => {
  context = await testWorkspace(db);
  small = await serve(context, server.url, ["bad", "good"]);
  return record(context, { calls, ...recorded });
};
const ended = (id: string) => engine.until(context, id, ({ status }) => status === "done" || status === "failed");

beforeAll(async () => {
  engine = await evaluationEngine(database);
  server = await startModelServer({ models: ["big", "bad", "good"] });
});
beforeEach(() => {
  server.requests.length = 0;
  server.answer(answerOf);
});
afterAll(async () => {
  await engine.close();
  await server.close();
});

describe("an evaluation", () => {
  let worker: Awaited<ReturnType<Engine["startWorker"]>>;
  beforeAll(async () => {
    worker = await engine.startWorker();
  });
  afterAll(() => worker.close());

  it("drops a small model that is worse, accepts one that is as good, cheapest first, and asks the large one once per call", async () => {
    const { graphId } = await workspace(300);
    const { id } = await startEvaluation(engine.services, context, { graphId, nodeId: NODE, models: [...small].reverse(), ...plan });
    const report = await ended(id);
    expect(report).toMatchObject({ status: "done", verdict: { type: "replace", model: "server/good" }, simulated: false, weak: false });
    expect(report.candidates.map(({ label }) => label)).toEqual(["bad", "good"]);
    const [bad, good] = report.candidates;
    expect(good?.history.at(-1)?.high).toBeLessThan(plan.tolerance);
    expect(bad?.state).toMatch(/dropped|hopeless/);
    expect(good?.state).toBe("accepted");
    expect(bad?.history.at(-1)?.estimate).toBeGreaterThan(plan.tolerance);
    // The evidence was clear before the sample was at its end.
    expect(bad?.pairs).toBeLessThan(100);
    const questions = server.requests.map(({ body }) => `${body.model} ${asked(body)}`);
    expect(new Set(questions).size).toBe(questions.length);
    expect(report.calls).toBe(questions.length);
    expect(report.ceiling?.mean).toBeGreaterThan(0.9);
    expect(report.disagreements.find(({ model }) => model === "server/bad")).toMatchObject({ answer: "no idea", score: 0 });
    expect(report.spent).toBeGreaterThan(0);
    expect(report.reserved).toBe(0);
    // The large model costs 50 times as much a token.
    expect(good?.saving).toMatchObject({ pairs: good?.pairs, share: expect.closeTo(0.98, 2) });
    expect(good?.saving?.perMonth.low).toBeGreaterThan(0);
    expect(good?.saving?.paysBackDays).toBeGreaterThan(0);
    // Of every run 20 ms are not the call's.
    const { call, run } = good?.latency ?? {};
    expect(call).toMatchObject({ calls: good?.pairs, incumbent: { p50: 500, p95: 500 } });
    expect(run).toMatchObject({ incumbent: { p50: 520, p95: 520 }, effect: "changed", runs: Math.min(200, good?.pairs ?? 0) });
    expect(run?.candidate.p50).toBeLessThan(520);
  }, 60_000);

  it("sends requests as they were recorded, with another model, and keeps what came of it apart from the node's own calls", async () => {
    const { graphId } = await workspace(40, { temperature: 0.3 });
    const before = await db.$count(modelCalls, eq(modelCalls.workspaceId, context.workspaceId));
    const { id } = await startEvaluation(engine.services, context, { graphId, nodeId: NODE, models: small, ...plan });
    await ended(id);
    expect(server.requests[0]?.body).toMatchObject({ temperature: 0.3, messages: [{ role: "user" }] });
    expect(await db.$count(modelCalls, eq(modelCalls.workspaceId, context.workspaceId))).toBe(before);
  }, 30_000);

  it("never uses more calls or money than it was given", async () => {
    const { graphId } = await workspace(200);
    const strict = { ...plan, tolerance: 0.01 };
    server.answer((request) => labelOf(asked(request)));
    // Thirty calls without a loss are too few for the first model, and leave one call for the second.
    const short = { ...plan, tolerance: 0.1, mostCalls: 61 };
    const calls = await startEvaluation(engine.services, context, { graphId, nodeId: NODE, models: small, ...short });
    const byCalls = await ended(calls.id);
    expect(byCalls.verdict).toEqual({ type: "undecided", reason: "calls" });
    expect(byCalls.candidates.map(({ state, pairs }) => [state, pairs])).toEqual([
      ["undecided", 30],
      ["undecided", 1],
    ]);
    expect(server.requests.length).toBe(61);
    expect(byCalls.calls).toBe(server.requests.length);

    server.requests.length = 0;
    server.answer((request) => ({
      pieces: [answerOf(request)],
      usage: { prompt_tokens: 20, completion_tokens: 1_500, total_tokens: 1_520 },
    }));
    const mostMoney = 0.4;
    const money = await startEvaluation(engine.services, context, { graphId, nodeId: NODE, models: ["server/good"], ...strict, mostMoney });
    const byMoney = await ended(money.id);
    expect(byMoney.verdict).toEqual({ type: "undecided", reason: "money" });
    expect(byMoney.candidates.at(0)?.more).toBeGreaterThan(0);
    const spent = server.requests.reduce((sum, { body }) => sum + (1_520 * (body.model === "big" ? 10 : 0.2)) / 1e6, 0);
    expect(byMoney.spent).toBeCloseTo(spent, 9);
    expect(byMoney.spent).toBeLessThanOrEqual(mostMoney);
  }, 60_000);

  it("asks an equal question once where chance has no part in the answer", async () => {
    const { graphId } = await workspace(120, { temperature: 0, questionOf: (index) => questionOf(index % 5) });
    const { id } = await startEvaluation(engine.services, context, { graphId, nodeId: NODE, models: ["server/good"], ...plan });
    const report = await ended(id);
    expect(report.verdict).toEqual({ type: "replace", model: "server/good" });
    expect(server.requests.length).toBe(10);
    expect(report.candidates[0]?.figures.answers).toBe(report.candidates[0]?.pairs);
    // The next equal question will be paid for: each counts.
    expect(report.candidates[0]?.saving?.pairs).toBe(report.candidates[0]?.pairs);
  }, 30_000);

  it("rests with what is wrong when a model can't be reached, and goes on when somebody says so", async () => {
    const { graphId } = await workspace(60);
    server.answer((request) => (request.model === "good" ? { status: 401 } : answerOf(request)));
    const { id } = await startEvaluation(engine.services, context, { graphId, nodeId: NODE, models: ["server/good"], ...plan });
    const resting = await engine.until(context, id, ({ status }) => status === "paused");
    expect(resting.error?.code).toBe("provider_unauthorized");
    expect(resting.candidates[0]?.pairs).toBe(0);
    server.answer(answerOf);
    await resumeEvaluation(engine.services, context, id);
    expect((await ended(id)).status).toBe("done");
    await expect(resumeEvaluation(engine.services, context, id)).rejects.toMatchObject({ code: "evaluation_finished" });
  }, 60_000);

  it("stops when it is cancelled, and hangs up on what is under way", async () => {
    const { graphId } = await workspace(60);
    const never = Promise.withResolvers<void>();
    server.answer((request) => ({ pieces: [answerOf(request)], until: never.promise }));
    const { id } = await startEvaluation(engine.services, context, { graphId, nodeId: NODE, models: small, ...plan });
    await expect.poll(() => server.requests.length, { timeout: 10_000 }).toBeGreaterThan(0);
    await cancelEvaluation(context, id);
    await server.requests[0]?.abandoned;
    await expect.poll(async () => (await readEvaluation(context, id)).reserved, { timeout: 10_000 }).toBe(0);
    const report = await readEvaluation(context, id);
    expect(report).toMatchObject({ status: "cancelled", verdict: null });
    // Nobody will know what they cost: they count at their upper bound.
    expect(report.spent).toBeGreaterThan(0);
    never.resolve();
  }, 30_000);

  it("forgets what models answered about somebody with everything else that is recorded of them", async () => {
    const { graphId } = await workspace(40, { questionOf: (index) => `${questionOf(index)}${index === 7 ? " of Ada Byron" : ""}` });
    server.answer((request) => (asked(request).includes("Byron") ? `urgent for Ada Byron` : answerOf(request)));
    const { id } = await startEvaluation(engine.services, context, { graphId, nodeId: NODE, models: ["server/good"], ...plan });
    await ended(id);
    const rows = async () => JSON.stringify(await db.select().from(evaluationItems).where(eq(evaluationItems.evaluationId, id)));
    expect(await rows()).toMatch(/Byron/);
    expect(await eraseMentions(context, "Ada Byron")).toBe(1);
    expect(await rows()).not.toMatch(/Byron/);
    expect(await db.$count(evaluationItems, eq(evaluationItems.evaluationId, id))).toBeGreaterThan(0);
  }, 30_000);
});

describe("an evaluation that is asked for", () => {
  afterEach(async () => {
    await db.delete(evaluations).where(eq(evaluations.workspaceId, context.workspaceId));
  });
  const start = (more: object) => startEvaluation(engine.services, context, { graphId: "", nodeId: NODE, models: small, ...plan, ...more });

  it("is proposed with the models that fit, cheapest first, and what they cost and take", async () => {
    const { graphId } = await workspace(30);
    const proposal = await proposeEvaluation(context, graphId, NODE);
    expect(proposal).toMatchObject({ recorded: 30, incumbent: { model: "server/big" }, underway: null });
    expect(proposal.candidates.map(({ model }) => model)).toEqual(["server/bad", "server/good"]);
    expect(proposal.ruledOut.map(({ obstacles }) => obstacles)).toContainEqual(["simulated_only"]);
    expect(proposal.candidates[0]).toMatchObject({ cost: expect.closeTo((104 * 0.1) / 1e6, 12), measured: false });
  });

  it("is refused, with what to do, where nothing can come of it", async () => {
    const few = await workspace(5);
    await expect(start({ graphId: few.graphId })).rejects.toMatchObject({ code: "evaluation_few_calls" });
    const { graphId } = await workspace(30);
    await expect(start({ graphId, models: ["server/gone"] })).rejects.toMatchObject({ code: "model_missing" });
    await expect(start({ graphId, models: ["simulated/guppy-3b"] })).rejects.toMatchObject({ code: "evaluation_unfit" });
    await expect(start({ graphId, mostCalls: 0 })).rejects.toMatchObject({ code: "evaluation_budget_calls" });
    await expect(start({ graphId, mostMoney: 0 })).rejects.toMatchObject({ code: "evaluation_budget_money" });
    await expect(start({ graphId, nodeId: "elsewhere" })).rejects.toMatchObject({ code: "not_found" });
    await start({ graphId });
    await expect(start({ graphId })).rejects.toMatchObject({ code: "evaluation_underway" });
  });

  it("is seen by nobody of another workspace", async () => {
    const { graphId } = await workspace(30);
    const { id } = await start({ graphId });
    const stranger = await testWorkspace(db);
    await expect(readEvaluation(stranger, id)).rejects.toMatchObject({ code: "not_found" });
    await expect(pauseEvaluation(stranger, id)).rejects.toMatchObject({ code: "not_found" });
    await expect(startEvaluation(engine.services, stranger, { graphId, nodeId: NODE, models: small, ...plan })).rejects.toMatchObject({
      code: "not_found",
    });
    expect(await listEvaluations(stranger, {})).toEqual([]);
    expect(await listEvaluations(context, { graphId })).toMatchObject([{ id, status: "queued", candidates: ["bad", "good"] }]);
  });
});

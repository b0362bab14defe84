import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { MinnowError } from "@/core/errors";
import type { GraphDocument, GraphExample } from "@/core/graph/document";
import { compareResults } from "@/core/testing/compare";
import { modelCalls, runs } from "@/db/schema/runs";
import { testResults, testRuns } from "@/db/schema/testing";
import type { WorkspaceContext } from "@/server/context";
import { listGraphs } from "@/server/graphs/list";
import { saveDraft } from "@/server/graphs/live";
import { publishGraph } from "@/server/graphs/versions";
import { createGraph, removeGraph } from "@/server/graphs/write";
import { nodeStatistics } from "@/server/insights/statistics";
import { type ComparedResult, listTestRuns, readResults } from "@/server/testing/read";
import { startTests, type TestRequest } from "@/server/testing/start";
import { stopTests } from "@/server/testing/stop";
import { watchTests } from "@/server/testing/watch";
import { testDatabase } from "../../helpers/database";
import { graphOf, inputNode, modelNode, outputNode } from "../../helpers/documents";
import { type TestEngine, testEngine } from "../../helpers/worker";
import { testWorkspace } from "../../helpers/workspace";

const database = await testDatabase();
let context: WorkspaceContext;
let engine: TestEngine;
/** Opened when the answer to "wait" may come. */
let gate = Promise.withResolvers<void>();

beforeAll(async () => {
  context = await testWorkspace(database.db);
  engine = await testEngine(database);
  await engine.startWorker(async ({ messages }, signal) => {
    const asked = messages.at(-1)?.content ?? "";
    if (asked.includes("wait")) await Promise.race([gate.promise, new Promise((_, stop) => signal.addEventListener("abort", stop))]);
    return [asked.toUpperCase()];
  });
});
afterAll(() => engine.close());

const shout = (examples: GraphExample[], prompt = "{{q}}"): GraphDocument => ({
  ...graphOf(
    [inputNode("q"), modelNode("ask", prompt, "simulated/guppy-3b"), outputNode("answer")],
    ["input.q -> ask.q", "ask.output -> output.answer"],
  ),
  examples,
});
const example = (id: string, q: string, about: Partial<GraphExample> = {}): GraphExample => ({ id, name: id, input: { q }, ...about });
const begin = async (document: GraphDocument) => (await createGraph(context, { name: "Shout", document })).id;
const start = (request: TestRequest) => startTests(engine.services, context, request);

/** Follows a graph's tests, as an open editor does, until every case that was started has been judged. */
async function ended(graphId: string, testRunId?: string): Promise<ComparedResult[]> {
  const control = new AbortController();
  for await (const _ of watchTests(engine.services, context, graphId, control.signal)) {
    const results = await readResults(context, { graphId, testRunId });
    if (results.every(({ result }) => result.verdict !== null)) return results;
  }
  throw new Error("nobody follows any more");
}
const tested = async (request: TestRequest) => ended(request.graphId, (await start(request)).testRunId);
const verdictsOf = (results: readonly ComparedResult[]) =>
  Object.fromEntries(results.map(({ result }) => [result.example.id, result.verdict]));
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof MinnowError ? error.code : error),
  );

describe("a test run", () => {
  it("runs every test case as a run of its own and judges it by its record", async () => {
    const graphId = await begin(
      shout([
        example("right", "hello", { expected: { answer: "HELLO" } }),
        example("wrong", "hello", { checks: [{ type: "contains", field: "answer", text: "bye" }] }),
        example("only an example", "hello"),
        example("many", "hello", {
          checks: [
            { type: "matches", field: "answer", pattern: "^[A-Z]+$" },
            { type: "schema", field: "answer", schema: { type: "string", minLength: 5 } },
            { type: "expression", expression: "$lowercase(output.answer) = input.q" },
            { type: "costAtMost", usd: 0.001 },
            { type: "durationAtMost", ms: 60_000 },
          ],
        }),
      ]),
    );
    const results = await tested({ graphId, version: "draft" });
    expect(verdictsOf(results)).toEqual({ right: "passed", wrong: "failed", many: "passed" });
    const [right, wrong] = results.map(({ result }) => result);
    expect(right).toMatchObject({ runStatus: "succeeded", output: { answer: "HELLO" }, cost: 0.001, simulated: true, version: null });
    expect(wrong?.checks).toMatchObject([{ outcome: "failed", found: "HELLO" }]);

    const [row] = await database.db
      .select()
      .from(runs)
      .where(eq(runs.id, right?.runId ?? ""));
    expect(row).toMatchObject({ trigger: "test", status: "succeeded", version: null, input: { q: "hello" } });
    const [summary] = await listTestRuns(context, graphId);
    expect(summary).toMatchObject({ cases: 3, author: "Ada", verdicts: { passed: 2, failed: 1, error: 0, ran: 0 } });
    expect(summary?.finishedAt).not.toBeNull();
  });

  it("doesn't hang on a pattern that takes for ever, nor on an expression that is none", async () => {
    const graphId = await begin(
      shout([
        example("slow", `${"a".repeat(40)}!`, { checks: [{ type: "matches", field: "answer", pattern: "^(A+)+$" }] }),
        example("none", "x", { checks: [{ type: "expression", expression: "((" }] }),
        example("unreadable", "x", { checks: [{ type: "matches", field: "answer", pattern: "(" }] }),
      ]),
    );
    const results = await tested({ graphId, version: "draft" });
    expect(verdictsOf(results)).toEqual({ slow: "error", none: "error", unreadable: "error" });
    expect(results.map(({ result }) => result.checks[0]?.note?.code)).toEqual(["code_timeout", "expression_failed", "code_failed"]);
  });

  it("loses patience with a case of many slow patterns, and tells so of every one", async () => {
    const slow = { type: "matches", field: "answer", pattern: "^(A+)+$" } as const;
    const graphId = await begin(shout([example("slow", `${"a".repeat(40)}!`, { checks: [slow, slow, slow, slow, slow, slow] })]));
    const [only] = await tested({ graphId, version: "draft" });
    expect(only?.result.checks.map(({ outcome, note }) => [outcome, note?.params.seconds])).toEqual([
      ["unchecked", 5],
      ["unchecked", 5],
      ["unchecked", 9],
      ["unchecked", 9],
      ["unchecked", 9],
      ["unchecked", 9],
    ]);
  });

  it("doesn't let one case that can't be judged keep the others waiting", async () => {
    const graphId = await begin(
      shout([example("a", "wait", { expected: { answer: "WAIT" } }), example("b", "x", { expected: { answer: "X" } })]),
    );
    gate = Promise.withResolvers();
    const told = vi.spyOn(console, "error").mockImplementation(() => {});
    const { testRunId } = await start({ graphId, version: "draft" });
    await database.db
      .update(testResults)
      .set({ example: { id: "a", name: "from a later version", input: { q: "wait" }, checks: [{ type: "unheard of" }] } })
      .where(and(eq(testResults.testRunId, testRunId), eq(testResults.caseId, "a")));
    gate.resolve();
    const rows = () => database.db.select().from(testResults).where(eq(testResults.testRunId, testRunId));
    await expect
      .poll(async () => (await rows()).map(({ verdict }) => verdict).toSorted(), { timeout: 15_000 })
      .toEqual(["error", "passed"]);
    expect((await rows()).find(({ caseId }) => caseId === "a")?.error).toMatchObject({ code: "internal" });
    expect(told).toHaveBeenCalledOnce();
    told.mockRestore();
  });

  it("ends at once for a case whose input no longer fits, and runs the others", async () => {
    const graphId = await begin(shout([{ ...example("old", ""), input: { gone: 1 }, expected: { answer: "" } }, example("new", "x")]));
    const results = await tested({ graphId, version: "draft", cases: ["old", "new"] });
    expect(verdictsOf(results)).toEqual({ old: "error", new: "ran" });
    expect(results[0]?.result).toMatchObject({ runId: null, error: { code: "input_invalid" } });
    const [summary] = await listTestRuns(context, graphId);
    expect(summary?.finishedAt).not.toBeNull();
  });

  it("refuses to run nothing, a graph that can't run, and a graph of elsewhere", async () => {
    const none = await begin(shout([example("only an example", "x")]));
    expect(await refusal(start({ graphId: none, version: "draft" }))).toBe("tests_missing");
    const broken = await begin({ ...shout([example("case", "x", { expected: { answer: "X" } })]), edges: [] });
    expect(await refusal(start({ graphId: broken, version: "draft" }))).toBe("graph_invalid");
    const stranger = await testWorkspace(database.db);
    expect(await refusal(startTests(engine.services, stranger, { graphId: none, version: "draft" }))).toBe("not_found");
    expect(await refusal(readResults(context, { graphId: none, testRunId: "elsewhere" }))).toBe("not_found");
  });

  it("goes on when whoever started it is gone, and is taken up by the next worker", async () => {
    gate = Promise.withResolvers();
    const graphId = await begin(shout([example("case", "wait", { expected: { answer: "WAIT" } })]));
    const { testRunId } = await start({ graphId, version: "draft" });
    expect((await readResults(context, { graphId }))[0]?.result).toMatchObject({ testRunId, verdict: null });
    gate.resolve();
    expect(verdictsOf(await ended(graphId))).toEqual({ case: "passed" });
  });

  it("can be stopped", async () => {
    gate = Promise.withResolvers();
    const graphId = await begin(shout([example("case", "wait", { expected: { answer: "WAIT" } })]));
    const { testRunId } = await start({ graphId, version: "draft" });
    await stopTests(engine.services, context, testRunId);
    const results = await ended(graphId, testRunId);
    expect(results[0]?.result).toMatchObject({ verdict: "error", runStatus: "cancelled" });
    await stopTests(engine.services, context, testRunId);
  });
});

describe("what changed since", () => {
  const cases = [
    example("a", "hello", { expected: { answer: "HELLO" } }),
    example("b", "bye", { checks: [{ type: "contains", field: "answer", text: "BYE" }] }),
  ];

  it("is told case by case against the time before, also when only one was run again", async () => {
    const graphId = await begin(shout(cases));
    const first = await tested({ graphId, version: "draft" });
    expect(first.map(({ before }) => before)).toEqual([null, null]);

    await saveDraft(context, { id: graphId, revision: 1, document: shout(cases, "{{q}} now") });
    const second = await tested({ graphId, version: "draft" });
    const changes = second.map(({ result, before }) => compareResults(before, result));
    expect(changes.map((comparison) => comparison?.change)).toEqual(["newly_failing", "output"]);
    expect(changes[0]?.fields).toEqual([{ path: ["answer"], before: "HELLO", after: "HELLO NOW" }]);

    await saveDraft(context, { id: graphId, revision: 2, document: shout(cases) });
    await tested({ graphId, version: "draft", cases: ["a"] });
    const latest = await readResults(context, { graphId });
    expect(Object.fromEntries(latest.map(({ result, before }) => [result.example.id, compareResults(before, result)?.change]))).toEqual({
      a: "newly_passing",
      b: "output",
    });

    const [, , oldest] = await listTestRuns(context, graphId);
    const against = await readResults(context, { graphId, comparedWith: oldest?.id });
    expect(Object.fromEntries(against.map(({ result, before }) => [result.example.id, compareResults(before, result)?.change]))).toEqual({
      a: "same",
      b: "output",
    });
  });

  it("keeps the case as it was when it ran", async () => {
    const graphId = await begin(shout(cases));
    const { testRunId } = await start({ graphId, version: "draft" });
    await ended(graphId, testRunId);
    await saveDraft(context, { id: graphId, revision: 1, document: shout([example("a", "other", { expected: { answer: "OTHER" } })]) });
    const kept = await readResults(context, { graphId, testRunId });
    expect(kept.map(({ result }) => result.example)).toEqual(cases);
    // Of cases that are gone, only the test run itself still tells.
    expect((await readResults(context, { graphId })).map(({ result }) => result.example.id)).toEqual(["a"]);
  });

  it("can be asked of a version, with the cases of today", async () => {
    const graphId = await begin(shout(cases, "{{q}} v1"));
    await publishGraph(context, { id: graphId, revision: 1, message: "" });
    await saveDraft(context, { id: graphId, revision: 1, document: shout(cases) });
    const results = await tested({ graphId, version: 1 });
    expect(verdictsOf(results)).toEqual({ a: "failed", b: "passed" });
    expect(results[0]?.result).toMatchObject({ version: 1, output: { answer: "HELLO V1" } });
  });
});

describe("a test case's run", () => {
  it("counts as evidence of its nodes, and in no figure about use", async () => {
    const graphId = await begin(shout([example("case", "hi", { expected: { answer: "HI" } })]));
    await tested({ graphId, version: "draft" });
    const report = await nodeStatistics(context, graphId);
    expect(report.totals).toMatchObject({ runs: 0, calls: 1 });
    expect((await listGraphs(context)).find(({ id }) => id === graphId)?.runs).toBe(0);
    expect(await database.db.$count(modelCalls, eq(modelCalls.graphId, graphId))).toBe(1);
  });

  it("goes with its graph", async () => {
    const graphId = await begin(shout([example("case", "hi", { expected: { answer: "HI" } })]));
    await tested({ graphId, version: "draft" });
    await removeGraph(context, graphId);
    expect(await database.db.$count(testRuns, eq(testRuns.graphId, graphId))).toBe(0);
  });
});

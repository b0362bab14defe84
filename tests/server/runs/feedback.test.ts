import { beforeAll, describe, expect, it } from "vitest";
import { FeedbackGiven } from "@/core/runs/feedback";
import { filterQuery, readFilter } from "@/core/runs/filter";
import { modelCalls, runs } from "@/db/schema/runs";
import type { WorkspaceContext } from "@/server/context";
import { ingestLines } from "@/server/ingest/intake";
import { linesOf as splitLines } from "@/server/ingest/lines";
import { runsAsCsv, runsAsLines } from "@/server/runs/export";
import { giveFeedback, listFeedback, takeFeedbackBack } from "@/server/runs/feedback";
import { searching } from "@/server/runs/filter";
import { listRuns } from "@/server/runs/list";
import { testDatabase } from "../../helpers/database";
import { flywheelRecords, linesOf, openInferenceSpans, otlpExport } from "../../helpers/logs";
import { testWorkspace } from "../../helpers/workspace";

const { db } = await testDatabase();
let context: WorkspaceContext;
/** Ids of the runs of two agents: five calls each of triage and answers, and three runs with spans; the newest first. */
let all: string[];

async function* once(text: string) {
  yield Buffer.from(text);
}
beforeAll(async () => {
  context = await testWorkspace(db);
  const numbers = [0, 1, 2, 3, 4];
  const records = numbers.flatMap((number) => flywheelRecords(number));
  await ingestLines(context, splitLines(once(linesOf(records))), { agent: null });
  await ingestLines(context, splitLines(once(linesOf([1, 2, 3].map((number) => otlpExport(openInferenceSpans(number)))))), { agent: null });
  all = (await listRuns(context, { limit: 50 })).map(({ id }) => id);
});

const ids = async (filter: Parameters<typeof listRuns>[1] | Omit<Parameters<typeof listRuns>[1], "limit">) =>
  (await listRuns(context, { limit: 50, ...filter })).map(({ id }) => id);
const say = (runId: string, given: Partial<FeedbackGiven>, who = context) => giveFeedback(who, runId, FeedbackGiven.parse(given));

describe("runs", () => {
  it("are narrowed by what they are, what they called and when", async () => {
    expect(all).toHaveLength(13);
    expect(await ids({ trigger: "import" })).toEqual(all);
    expect(await ids({ trigger: "api" })).toEqual([]);
    expect(await ids({ version: "draft" })).toEqual(all);
    expect(await ids({ status: "failed" })).toEqual([]);
    expect(await ids({ model: "imported/gpt-4o" })).toHaveLength(5);
    expect(await ids({ model: "openai/gpt-4o-mini" })).toHaveLength(3);
    const [first] = await db.select({ at: runs.createdAt }).from(runs).orderBy(runs.createdAt).limit(1);
    const minute = new Date((first?.at.getTime() ?? 0) + 60_000).toISOString();
    expect((await ids({ to: minute })).length + (await ids({ from: minute })).length).toBe(13);
  });

  it("are narrowed by cost; those whose cost nobody knows fit no bound", async () => {
    const [newest = ""] = all;
    const [call] = await db.select().from(modelCalls).limit(1);
    expect(await ids({ minCost: 0 })).toEqual([]);
    await db.insert(runs).values({
      ...{
        id: `${newest}-cost`,
        workspaceId: context.workspaceId,
        graphId: call?.graphId ?? "",
        documentHash: "",
        trigger: "api" as const,
      },
      input: { question: "50% off?_" },
      status: "succeeded",
    });
    expect(await ids({ minCost: 0 })).toEqual([`${newest}-cost`]);
    expect(await ids({ maxCost: 0.5, minCost: 0.1 })).toEqual([]);
  });

  it("are found by words of their prompts and answers, whatever the case, and characters that mean something to a search mean themselves", async () => {
    expect(await ids({ text: "CUSTOMER 3" })).toHaveLength(3);
    expect(await ids({ text: "Search the handbook" })).toEqual([]);
    expect(await ids({ text: "you sort messages" })).toHaveLength(8);
    expect(await ids({ text: "lamps are looked at" })).toHaveLength(3);
    expect(await ids({ text: "% off?_" })).toHaveLength(1);
    expect(await ids({ text: "Kind: billing\n\nMessage" })).toHaveLength(2);
  });

  it("that take too long to look through are told so", async () => {
    const slow = searching(db, (scope) => scope.execute("select pg_sleep(30)"), 20);
    await expect(slow).rejects.toMatchObject({ code: "search_slow" });
  });

  it("of another workspace are nobody's business", async () => {
    expect(await listRuns(await testWorkspace(db), { limit: 50 })).toEqual([]);
  });
});

describe("feedback", () => {
  it("is given on a run or on a firing in it, once by each, and replaced by the next", async () => {
    const [run = ""] = all;
    const { id } = await say(run, { verdict: "bad", comment: "Wrong tone" });
    expect((await say(run, { verdict: "good", score: 0.8 })).id).toBe(id);
    const colleague: WorkspaceContext = { ...context, actor: { type: "key", id: "key-1", scopes: [] } };
    await say(run, { correction: { answer: "Sorry" } }, colleague);
    const [lines] = await db.select().from(modelCalls).where(undefined).limit(1);
    await say(lines?.runId ?? "", { path: lines?.activation ?? "", verdict: "bad" });
    expect(await listFeedback(context, run)).toMatchObject([
      { path: null, verdict: "good", score: 0.8, comment: "", author: "Ada", own: true },
      { path: null, verdict: null, correction: { answer: "Sorry" }, author: null, own: false },
    ]);
    expect(await ids({ feedback: "good" })).toEqual([run]);
    expect(await ids({ feedback: "corrected" })).toEqual([run]);
    expect(await ids({ feedback: "bad" })).toEqual([lines?.runId]);
    expect((await ids({ feedback: "any" })).length + (await ids({ feedback: "none" })).length).toBe(14);
    expect((await listRuns(context, { limit: 1 }))[0]?.feedback).toMatchObject({});
    await takeFeedbackBack(context, id);
    await expect(takeFeedbackBack(colleague, id)).rejects.toMatchObject({ code: "not_found" });
    expect(await listFeedback(context, run)).toHaveLength(1);
  });

  it("that says nothing, or is of nothing, is refused", async () => {
    const [run = ""] = all;
    expect(FeedbackGiven.safeParse({ path: "x" }).success).toBe(false);
    expect(FeedbackGiven.safeParse({ score: 2 }).success).toBe(false);
    await expect(say(run, { path: "nowhere", verdict: "good" })).rejects.toMatchObject({ code: "not_found" });
    await expect(say("nothing", { verdict: "good" })).rejects.toMatchObject({ code: "not_found" });
    await expect(say(run, { verdict: "good" }, await testWorkspace(db))).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("an export", () => {
  const textOf = async (texts: AsyncIterable<string>) => (await Array.fromAsync(texts)).join("");

  it("has every run of the filter: as a table, or with its calls as JSON lines", async () => {
    const csv = (await textOf(runsAsCsv(context, { model: "imported/gpt-4o" }))).trim().split("\n");
    expect(csv[0]).toContain("id,graphId,graphName,version,trigger,status");
    expect(csv).toHaveLength(6);
    const lines = (await textOf(runsAsLines(context, { model: "imported/gpt-4o" }))).trim().split("\n");
    expect(lines).toHaveLength(5);
    const run = JSON.parse(lines[0] ?? "") as { output: string; calls: { model: string; request: { messages: unknown[] } }[] };
    expect(run.output).toContain("Thank you for writing");
    expect(run.calls).toMatchObject([{ model: "imported/gpt-4o", request: { messages: [{ role: "system" }, { role: "user" }] } }]);
  });
});

it("a filter is the same after it was an address; what can't be one is left out", () => {
  const filter = { graphId: "g", version: 3, status: "failed", minCost: 0.5, text: "a & b", feedback: "bad" } as const;
  expect(readFilter(filterQuery(filter))).toEqual(filter);
  expect(readFilter(new URLSearchParams("status=odd&version=draft&minCost=-1&other=1"))).toEqual({ version: "draft" });
});

import { beforeEach, expect, it } from "vitest";
import { DatasetAsked, datasetQuery } from "@/core/curation/dataset";
import type { SelectionRules } from "@/core/curation/select";
import { defaultCuration } from "@/core/privacy/policy";
import { clusterCalls } from "@/db/schema/clusters";
import { exportRuns } from "@/server/api/rest/exportRuns";
import type { WorkspaceContext } from "@/server/context";
import { chooseCalls, datasetLines, recordedTasks } from "@/server/curation/dataset";
import { writeCuration } from "@/server/curation/policy";
import { testDatabase } from "../../helpers/database";
import { recordCalls, type Told } from "../../helpers/recordedCalls";
import { testWorkspace } from "../../helpers/workspace";

process.env.MINNOW_SECRET = "a secret of a test, long enough to be one";
const { db } = await testDatabase();
let context: WorkspaceContext;
beforeEach(async () => {
  context = await testWorkspace(db);
});

const long = (about: string) =>
  `Good morning, I have a question about ${about}. It came last week and I would like to know what can be done.`;
const told: Told[] = [
  { text: long("a broken lamp"), answer: "quality" },
  { text: `${long("a broken lamp").toUpperCase()}  `, answer: "quality" },
  { text: long("a broken lamp").replace("last week", "last year"), answer: "quality" },
  { text: long("an invoice from you"), answer: "billing", verdict: "good" },
  { text: long("the delivery of it"), answer: "shipping", verdict: "bad" },
  { text: long("my password here"), answer: null },
  { text: long("a discount for me"), answer: "sales", status: "failed" },
  { text: long("the contract we have"), answer: "legal", nodeStatus: "failed" },
  { text: long("a made-up thing"), answer: "sales", simulated: true },
  { text: "我想退回上周买的台灯，它不亮了，请问怎么办？", answer: "quality" },
];
const asking = (graphId: string, rules: Partial<SelectionRules> = {}, more: Partial<DatasetAsked> = {}): DatasetAsked =>
  DatasetAsked.parse({ graphId, nodeId: "answer", ...more, rules });

it("calls of runs and nodes that ended well are chosen, each once, with counts of what removed the others", async () => {
  const { graphId, callIds } = await recordCalls(context, told);
  const { ids, counts } = await chooseCalls(context, asking(graphId, { feedback: "notBad" }));
  expect(counts).toEqual({
    calls: 10,
    removed: { failed: 2, simulated: 1, feedback: 1, exact: 1, near: 1, balance: 0 },
    ...{ selected: 4, groups: null, left: false },
  });
  // Of those that are alike the newest.
  expect(ids).toEqual([callIds[9], callIds[5], callIds[3], callIds[2]]);
  expect((await chooseCalls(context, asking(graphId, { feedback: "good" }))).ids).toEqual([callIds[3]]);
  expect((await chooseCalls(context, asking(graphId, {}, { fingerprint: "other" }))).counts.calls).toBe(0);
  await expect(chooseCalls(await testWorkspace(db), asking(graphId))).rejects.toMatchObject({ code: "not_found" });
});

it("the clusters that calls are in, or else their answers, are balanced", async () => {
  const answers = ["x", "x", "x", "x", "x", "y", "y", "z"];
  const { graphId, callIds, runIds } = await recordCalls(
    context,
    answers.map((answer, index) => ({ text: `${answer} ${index} ${String.fromCharCode(97 + index).repeat(30)}`, answer })),
  );
  const byOutput = await chooseCalls(context, asking(graphId, { balance: "output" }));
  expect(byOutput.counts).toMatchObject({ selected: 2 + 2 + 1, groups: 3, removed: { balance: 3 } });
  const place = { workspaceId: context.workspaceId, graphId, nodeId: "answer", startedAt: new Date(), closeness: 1, x: 0, y: 0 };
  await db
    .insert(clusterCalls)
    .values(callIds.map((callId, index) => ({ ...place, callId, runId: runIds[index] ?? "", cluster: index < 4 ? "1" : "2", part: "1" })));
  const byCluster = await chooseCalls(context, asking(graphId, { balance: "cluster", most: 1 }));
  expect(byCluster.counts).toMatchObject({ selected: 2, groups: 2 });
  expect(await chooseCalls(context, asking(graphId, { balance: "output" }))).toEqual(byOutput);
});

it("only so many are looked at, the newest, and it says that there are more", async () => {
  const { graphId, callIds } = await recordCalls(context, told);
  const { ids, counts } = await chooseCalls(context, asking(graphId), 1);
  expect([ids, counts.left]).toEqual([[callIds[9]], true]);
});

it("a data set is lines of conversations, without what the workspace takes out of exports", async () => {
  const { graphId } = await recordCalls(context, [
    { text: "I am ann@example.org", answer: "Hello ann@example.org", verdict: "good" },
    {
      text: "What is the weather?",
      answer: "Sunny",
      more: [
        { role: "assistant", content: "", toolCalls: [{ id: "1", name: "weather", arguments: { town: "Ulm" } }] },
        { role: "tool", callId: "1", content: "sunny" },
      ],
    },
  ]);
  const lines = async () =>
    (await Array.fromAsync(datasetLines(context, asking(graphId))))
      .join("")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const [tools, plain] = await lines();
  expect(plain).toMatchObject({
    messages: [
      { role: "system" },
      { role: "user", content: "I am ann@example.org" },
      { role: "assistant", content: "Hello ann@example.org" },
    ],
    variables: { question: "I am ann@example.org" },
    about: { model: "big/model", simulated: false, feedback: [{ of: "run", verdict: "good" }] },
  });
  expect(tools?.messages).toMatchObject([
    {},
    {},
    { role: "assistant", tool_calls: [{ type: "function", function: { name: "weather", arguments: '{"town":"Ulm"}' } }] },
    { role: "tool", tool_call_id: "1", content: "sunny" },
    { role: "assistant", content: "Sunny" },
  ]);
  await writeCuration(context, { ...defaultCuration, exports: true });
  expect(JSON.stringify(await lines())).not.toContain("ann@example.org");
});

it("is downloaded at the address of the export, and its tasks are listed with their nodes", async () => {
  const { graphId } = await recordCalls(context, told);
  expect(await recordedTasks(context, graphId)).toEqual([
    { nodeId: "answer", name: "answer", fingerprint: "task", calls: 10, lastAt: "2026-10-01T00:09:00.000Z" },
  ]);
  const get = (query: URLSearchParams) =>
    exportRuns({
      request: new Request(`http://localhost/api/runs/export?${query}`),
      ctx: context,
      params: {},
      maxBytes: 0,
    });
  const response = await get(datasetQuery(asking(graphId, { measured: false })));
  expect(response.headers.get("content-disposition")).toContain("calls.jsonl");
  expect((await response.text()).trim().split("\n")).toHaveLength(6);
  await expect(get(new URLSearchParams({ format: "dataset", asked: "{}" }))).rejects.toMatchObject({ code: "bad_request" });
});

import { gzipSync } from "node:zlib";
import { and, eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import type { GraphDocument } from "@/core/graph/document";
import { validateGraph } from "@/core/graph/validate";
import { documents, graphs } from "@/db/schema/graphs";
import { stagedSpans } from "@/db/schema/ingest";
import { activations, modelCalls, runs } from "@/db/schema/runs";
import { kinds } from "@/nodes/definitions";
import type { WorkspaceContext } from "@/server/context";
import { saveDraft } from "@/server/graphs/live";
import { findGraph, parseDocument } from "@/server/graphs/read";
import { ingestLines, ingestSpans, sweepStaged } from "@/server/ingest/intake";
import { linesOf as splitLines } from "@/server/ingest/lines";
import { readExport } from "@/server/ingest/otlp";
import { rebuildRollups } from "@/server/insights/rollups/recount";
import { readSeries } from "@/server/insights/series";
import { listModels } from "@/server/models/registry";
import { readRun } from "@/server/runs/read";
import { testDatabase } from "../../helpers/database";
import { answerPrompt, flywheelRecords, linesOf, openInferenceSpans, otlpExport } from "../../helpers/logs";
import { testWorkspace } from "../../helpers/workspace";

const { db } = await testDatabase();
let context: WorkspaceContext;
beforeEach(async () => {
  context = await testWorkspace(db);
});

async function* inPieces(bytes: Uint8Array, size = 700): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}
const take = (text: string | Uint8Array, about: { agent?: string; before?: number } = {}) =>
  ingestLines(context, splitLines(inPieces(Buffer.from(text))), { agent: null, ...about });
const runIds = (count: number) => Array.from({ length: count }, (_, number) => number);

async function graphNamed(name: string): Promise<{ id: string; document: GraphDocument }> {
  const [row] = await db
    .select({ id: graphs.id, draft: graphs.draft })
    .from(graphs)
    .where(and(eq(graphs.workspaceId, context.workspaceId), eq(graphs.name, name)));
  if (row === undefined) throw new Error(`no graph ${name}`);
  return { id: row.id, document: parseDocument(row.draft) };
}
const edgesOf = ({ nodes, edges }: GraphDocument): string[] => {
  const name = (id: string) => nodes.find((node) => node.id === id)?.name;
  return edges.map(({ source, target }) => `${name(source.node)} -> ${name(target.node)}.${target.port}`).sort();
};

describe("records of a flywheel", () => {
  it("become runs of a graph with a node for each workload, its model's class, and the same statistics as any other", async () => {
    const report = await take(linesOf(runIds(8).flatMap((number) => flywheelRecords(number))));
    expect(report).toMatchObject({ lines: 16, rejected: 0, runs: 16, known: 0, calls: 16, waiting: 0 });
    const { id, document } = await graphNamed("lamp-shop");
    expect(report.graphs).toEqual([{ id, name: "lamp-shop" }]);
    expect(document.nodes.map(({ name, kind }) => `${name}: ${kind}`).sort()).toEqual([
      "Input: input",
      "Output: output",
      "answer: model",
      "triage: model",
    ]);
    const series = await readSeries(context, id, {});
    expect(series.map(({ calls, model, modelClass, errors }) => ({ calls, model, modelClass, errors }))).toEqual([
      { calls: 8, model: "imported/gpt-4o", modelClass: "unknown", errors: 0 },
      { calls: 8, model: "imported/Qwen/Qwen3-4B", modelClass: "slm", errors: 0 },
    ]);
    // Nobody said how long they took, and what a token costs.
    expect(series.map(({ latency, cost }) => [latency.p50, cost])).toEqual([
      [null, null],
      [null, null],
    ]);
  });

  it("tell a node's prompt: what is the same every time is the template, the rest its variables", async () => {
    await take(linesOf(runIds(8).flatMap((number) => flywheelRecords(number))));
    const { id, document } = await graphNamed("lamp-shop");
    const answer = document.nodes.find(({ name }) => name === "answer");
    expect(answer?.config).toMatchObject({
      task: { messages: [{ content: answerPrompt }, { content: "Kind: {{kind}}\n\nMessage: {{message}}" }] },
    });
    const [call] = await db.select().from(modelCalls).where(eq(modelCalls.graphId, id)).orderBy(modelCalls.startedAt).limit(2).offset(1);
    expect(call?.variables).toEqual({ kind: "billing", message: "Hello, this is customer 0. I have a question about a refund." });
  });

  it("are stored once, however often they come, and with whatever else", async () => {
    const first = linesOf(runIds(5).flatMap((number) => flywheelRecords(number)));
    await take(first);
    const again = await take(first + linesOf(flywheelRecords(5)) + linesOf(flywheelRecords(5)));
    expect(again).toMatchObject({ lines: 14, runs: 2 });
    expect(await db.$count(modelCalls, eq(modelCalls.workspaceId, context.workspaceId))).toBe(12);
    expect(await db.$count(activations, eq(activations.workspaceId, context.workspaceId))).toBe(12);
  });

  it("go in around lines that can't, which are told by their number and reason", async () => {
    const [good] = flywheelRecords(1);
    const bad = { ...flywheelRecords(2)[0], request: { model: "m", messages: [] } };
    const report = await take(`${JSON.stringify(good)}\nnot json\n\n${JSON.stringify(bad)}\n{"some":"thing"}`, { before: 100 });
    expect(report).toMatchObject({ lines: 4, rejected: 3, runs: 1 });
    expect(report.problems.map(({ line }) => line)).toEqual([102, 104, 105]);
    expect(report.problems.map(({ reason }) => reason)).toEqual([
      expect.stringContaining("not JSON"),
      expect.stringContaining("request.messages"),
      expect.stringContaining("none of the formats"),
    ]);
  });

  it("may be packed, and one JSON document", async () => {
    const records = runIds(3).flatMap((number) => flywheelRecords(number));
    expect(await take(gzipSync(linesOf(records)))).toMatchObject({ lines: 6, runs: 6 });
    expect(await take(JSON.stringify(records, null, 2))).toMatchObject({ lines: 6, runs: 0, known: 6 });
    await expect(take(gzipSync(linesOf(records)).subarray(0, 200))).rejects.toMatchObject({ code: "ingest_unreadable" });
    await expect(take("[\n{")).rejects.toMatchObject({ code: "ingest_unreadable" });
  });

  it("say which answers are tool calls, where tools were on offer", async () => {
    const tools = [{ type: "function", function: { name: "look_up", parameters: { type: "object", properties: {} } } }];
    const call = { id: "c1", type: "function", function: { name: "look_up", arguments: "{}" } };
    const record = (number: number, offered: boolean, called: boolean) => ({
      timestamp: 1_780_000_000 + number,
      workload_id: "find",
      client_id: "lamp-shop",
      request: { model: "gpt-4o", messages: [{ role: "user", content: `Order ${number}` }], ...(offered && { tools }) },
      response: { choices: [{ message: { role: "assistant", content: `Found ${number}`, ...(called && { tool_calls: [call] }) } }] },
    });
    await take(linesOf([record(1, true, true), record(2, true, false), record(3, true, true), record(4, false, false)]));
    const { id } = await graphNamed("lamp-shop");
    const series = await readSeries(context, id, {});
    const sum = (count: "toolsOffered" | "toolsCalled") => series.reduce((total, one) => total + one[count], 0);
    expect([sum("toolsOffered"), sum("toolsCalled")]).toEqual([3, 2]);
    expect((await rebuildRollups(db, context.workspaceId)).changedDays).toBe(0);
    expect(await readSeries(context, id, {})).toEqual(series);
  });

  it("that name their run are put together, and the graph says what leads to what", async () => {
    const records = runIds(6).flatMap((number) => flywheelRecords(number, { trace_id: `order-${number}` }));
    expect(await take(linesOf(records))).toMatchObject({ runs: 6, calls: 12, waiting: 0 });
    const { document } = await graphNamed("lamp-shop");
    expect(edgesOf(document)).toContain("triage -> answer.kind");
  });
});

describe("logs as nobody would wish them", () => {
  it("may name things at any length, and with characters that a database can't hold", async () => {
    const [record] = flywheelRecords(1, { trace_id: "t".repeat(5_000), client_id: "a\u0000gent" });
    const long = JSON.parse(
      JSON.stringify(record).replaceAll("Qwen/Qwen3-4B", "m".repeat(3_000)).replaceAll("Good morning", "\\u0000 morning"),
    );
    expect(await take(linesOf([long]))).toMatchObject({ rejected: 0, runs: 1, calls: 1 });
    expect(await take(linesOf([long]))).toMatchObject({ runs: 0, known: 1 });
  });

  it("may name their steps anew each time: an agent keeps a graph that can be drawn", async () => {
    const records = Array.from({ length: 400 }, (_, number) => flywheelRecords(number, { workload_id: `step ${number}` })[0]);
    expect(await take(linesOf(records))).toMatchObject({ runs: 400, calls: 400 });
    const { document } = await graphNamed("lamp-shop");
    expect(document.nodes.length).toBeLessThanOrEqual(303);
    expect(document.nodes.some(({ name }) => name === "Other steps")).toBe(true);
  });

  it("are stored as far as they were read when they break off", async () => {
    const lines = linesOf([0, 1, 2].flatMap((number) => flywheelRecords(number)));
    async function* broken() {
      yield Buffer.from(lines);
      throw new Error("the connection broke");
    }
    await expect(ingestLines(context, splitLines(broken()), { agent: null })).rejects.toThrow("broke");
    expect(await take(lines)).toMatchObject({ lines: 6 });
    expect(await db.$count(runs, eq(runs.workspaceId, context.workspaceId))).toBe(6);
  });

  it("may ask one node for two things, and write a prompt anew each time", async () => {
    const asked = (number: number, system: string) => {
      const [record] = flywheelRecords(number) as { request: { messages: { content: string }[] } }[];
      const message = record?.request.messages[0];
      if (message !== undefined) message.content = system;
      return record;
    };
    await take(
      linesOf(
        [0, 1, 2, 3].map((number) =>
          asked(
            number,
            `You sort messages of customers.\nThe shop is number ${number}.\nAnswer with one word: billing, shipping or other.`,
          ),
        ),
      ),
    );
    await take(linesOf([4, 5].map((number) => asked(number, "Translate what the customer wrote into French, and nothing else."))));
    const { id, document } = await graphNamed("lamp-shop");
    expect(
      document.nodes
        .filter(({ kind }) => kind === "model")
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["triage", "triage (2)"]);
    // A prompt that only varies widens the task, and the calls of before go on under it.
    await take(
      linesOf(
        [6, 7].map((number) =>
          asked(number, `You sort letters of customers.\nThe shop is number ${number}.\nAnswer with one word: billing, shipping or other.`),
        ),
      ),
    );
    const series = await readSeries(context, id, {});
    expect(series.map(({ calls }) => calls).sort()).toEqual([2, 6]);
  });
});

describe("spans", () => {
  const send = (spans: ReturnType<typeof openInferenceSpans>) =>
    ingestSpans(context, readExport(Buffer.from(JSON.stringify(otlpExport(spans))), "json").spans, null);

  it("draw the agent's graph by themselves, laid out, from the nodes they name", async () => {
    await send(runIds(6).flatMap(openInferenceSpans));
    const { id, document } = await graphNamed("lamp-desk");
    expect(edgesOf(document)).toEqual([
      "Answer -> Output.answer",
      "Input -> Answer.message",
      "Input -> Triage.input",
      "Search the handbook -> Answer.handbook",
      "Triage -> Search the handbook.input",
    ]);
    const at = (name: string) => document.nodes.find((node) => node.name === name)?.position.x ?? 0;
    expect([at("Input"), at("Triage"), at("Search the handbook"), at("Answer"), at("Output")]).toEqual(
      [at("Input"), at("Triage"), at("Search the handbook"), at("Answer"), at("Output")].sort((a, b) => a - b),
    );
    const models = new Set((await listModels(context)).map(({ key }) => key));
    expect(validateGraph(document, { kinds, models }).map(({ code }) => code)).toEqual(["ran_elsewhere"]);
    const [run] = await db.select().from(runs).where(eq(runs.graphId, id)).orderBy(runs.createdAt).limit(1);
    const view = await readRun(context, run?.id ?? "");
    expect(view).toMatchObject({ status: "succeeded", trigger: "import", simulated: false });
    expect(view.activations.map(({ kind, status }) => `${kind} ${status}`)).toEqual([
      "model succeeded",
      "elsewhere succeeded",
      "model succeeded",
    ]);
    expect(Date.parse(view.finishedAt ?? "") - Date.parse(view.startedAt ?? "")).toBe(1_710);
    const [stored] = await db
      .select()
      .from(documents)
      .where(eq(documents.hash, run?.documentHash ?? ""));
    expect(
      parseDocument(stored?.body)
        .nodes.map(({ id }) => id)
        .sort(),
    ).toEqual(document.nodes.map(({ id }) => id).sort());
  });

  it("may come one by one in any order: a run is stored when its root is there, and late ones are added", async () => {
    const [triage, search, answer, root] = openInferenceSpans(1);
    if (triage === undefined || search === undefined || answer === undefined || root === undefined) throw new Error("no spans");
    expect(await send([answer])).toMatchObject({ runs: 0 });
    expect(await send([triage])).toMatchObject({ runs: 0 });
    expect(await send([root])).toMatchObject({ runs: 1, calls: 2 });
    expect(await send([search])).toMatchObject({ runs: 0, known: 1 });
    expect(await db.$count(activations, eq(activations.workspaceId, context.workspaceId))).toBe(3);
    expect(await db.$count(modelCalls, eq(modelCalls.workspaceId, context.workspaceId))).toBe(2);
  });

  it("whose root never comes are stored without it after a while", async () => {
    await send(openInferenceSpans(1).slice(0, 3));
    await sweepStaged(db);
    expect(await db.$count(runs, eq(runs.workspaceId, context.workspaceId))).toBe(0);
    await db
      .update(stagedSpans)
      .set({ createdAt: new Date(Date.now() - 10 * 60_000) })
      .where(eq(stagedSpans.workspaceId, context.workspaceId));
    await sweepStaged(db);
    expect(await db.$count(runs, eq(runs.workspaceId, context.workspaceId))).toBe(1);
  });

  it("leave a graph alone that a person has changed, and go on being its runs", async () => {
    await send(runIds(3).flatMap(openInferenceSpans));
    const { id, document } = await graphNamed("lamp-desk");
    const { revision } = await findGraph(context, id);
    const named = document.nodes.map((node) => (node.name === "Triage" ? { ...node, name: "What is it about?" } : node));
    await saveDraft(context, { id, revision, document: { ...document, nodes: named } });
    const [odd] = openInferenceSpans(9).map((span) => ({
      ...span,
      attributes: [
        ...span.attributes.filter(({ key }) => !key.startsWith("graph.")),
        { key: "graph.node.id", value: { stringValue: "new" } },
      ],
    }));
    const [, , , root] = openInferenceSpans(9);
    if (odd === undefined || root === undefined) throw new Error("no spans");
    await send([odd, root]);
    const after = await graphNamed("lamp-desk");
    expect(after.document.nodes.map(({ name }) => name).sort()).toEqual(named.map(({ name }) => name).sort());
    expect(await db.$count(runs, eq(runs.graphId, id))).toBe(4);
  });
});

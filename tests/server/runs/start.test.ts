import { and, eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import type { GraphDocument } from "@/core/graph/document";
import type { JsonObject } from "@/core/graph/json";
import { messages } from "@/core/messages";
import { runs } from "@/db/schema";
import type { WorkspaceContext } from "@/server/context";
import { saveDraft } from "@/server/graphs/live";
import { publishGraph } from "@/server/graphs/versions";
import { createGraph } from "@/server/graphs/write";
import { startRun } from "@/server/runs/start";
import type { RunQueue } from "@/server/services";
import { testDatabase } from "../../helpers/database";
import { graphOf, inputNode, modelNode, outputNode, templateNode } from "../../helpers/documents";
import { testWorkspace } from "../../helpers/workspace";

const { db } = await testDatabase();
const context = await testWorkspace(db);

/** A queue that notes what was put in, and whether the run could be seen by the transaction that put it in. */
function notingQueue() {
  const enqueued: { runId: string; seen: boolean }[] = [];
  const queue: RunQueue = {
    enqueueAgain: async () => {},
    async enqueue(transaction, runId) {
      const rows = await transaction.select().from(runs).where(eq(runs.id, runId));
      enqueued.push({ runId, seen: rows.length === 1 });
    },
  };
  return { services: { queue }, enqueued };
}

const greeting = graphOf(
  [inputNode("name"), templateNode("greet", "Hello {{name}}"), outputNode("answer")],
  ["input.name -> greet.name", "greet.text -> output.answer"],
);

const graph = async (document: GraphDocument, here: WorkspaceContext = context) =>
  (await createGraph(here, { name: "Greeting", document })).id;

const request = (graphId: string, change: Partial<Parameters<typeof startRun>[2]> = {}) => ({
  graphId,
  version: "draft" as const,
  input: { name: "Ann" },
  trigger: "editor" as const,
  ...change,
});

const rowsOf = (graphId: string) =>
  db
    .select()
    .from(runs)
    .where(and(eq(runs.graphId, graphId)));

describe("starting a run", () => {
  it("puts the run and its job into the database together", async () => {
    const { services, enqueued } = notingQueue();
    const graphId = await graph(greeting);
    const started = await startRun(services, context, request(graphId));
    expect(started.created).toBe(true);
    expect(enqueued).toEqual([{ runId: started.runId, seen: true }]);
    const [row] = await rowsOf(graphId);
    expect(row).toMatchObject({ id: started.runId, status: "queued", version: null, trigger: "editor", input: { name: "Ann" } });
  });

  it("leaves nothing behind when the job can't be put in", async () => {
    const graphId = await graph(greeting);
    const queue: RunQueue = { enqueue: () => Promise.reject(new Error("queue is down")), enqueueAgain: async () => {} };
    await expect(startRun({ queue }, context, request(graphId))).rejects.toThrow("queue is down");
    expect(await rowsOf(graphId)).toEqual([]);
  });

  it("runs the draft as it is now, and a version as it was published", async () => {
    const { services } = notingQueue();
    const graphId = await graph(greeting);
    const { version } = await publishGraph(context, { id: graphId, revision: 1, message: "" });
    const changed = graphOf(
      [inputNode("name"), templateNode("greet", "Bye {{name}}"), outputNode("answer")],
      ["input.name -> greet.name", "greet.text -> output.answer"],
    );
    await saveDraft(context, { id: graphId, revision: 1, document: changed });
    const draft = await startRun(services, context, request(graphId));
    const published = await startRun(services, context, request(graphId, { version, trigger: "api" }));
    const byId = new Map((await rowsOf(graphId)).map((row) => [row.id, row]));
    expect(byId.get(draft.runId)?.documentHash).not.toBe(byId.get(published.runId)?.documentHash);
    expect(byId.get(published.runId)).toMatchObject({ version, trigger: "api" });
  });

  it("refuses an invalid graph and says which node and why", async () => {
    const { services, enqueued } = notingQueue();
    const document = graphOf(
      [inputNode("name"), modelNode("draft", "{{name}}", null), outputNode("answer")],
      ["input.name -> draft.name", "draft.output -> output.answer"],
    );
    const refused = startRun(services, context, request(await graph(document)));
    await expect(refused).rejects.toMatchObject({
      code: "graph_invalid",
      details: expect.arrayContaining([expect.objectContaining({ code: "model_unassigned", nodeId: "draft" })]),
    });
    expect(enqueued).toEqual([]);
  });

  it("refuses a model that the workspace doesn't have", async () => {
    const document = graphOf(
      [inputNode("name"), modelNode("draft", "{{name}}", "nobody/nothing"), outputNode("answer")],
      ["input.name -> draft.name", "draft.output -> output.answer"],
    );
    const refused = startRun(notingQueue().services, context, request(await graph(document)));
    await expect(refused).rejects.toMatchObject({ details: expect.arrayContaining([expect.objectContaining({ code: "model_missing" })]) });
  });

  it("doesn't find the graph of another workspace", async () => {
    const stranger = await testWorkspace(db);
    const refused = startRun(notingQueue().services, stranger, request(await graph(greeting)));
    await expect(refused).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("the input of a run", () => {
  const fields = [
    { name: "name" },
    { name: "age", type: "number", required: false },
    { name: "size", type: "choice", options: ["s", "m"], required: false },
    { name: "extra", type: "json", required: false },
  ];
  const document = graphOf(
    [{ id: "input", kind: "input", config: { fields } }, templateNode("greet", "{{name}}"), outputNode("answer")],
    ["input.name -> greet.name", "greet.text -> output.answer"],
  );

  it.each([
    [{}, { problem: "missing", field: "name" }],
    [{ name: 1 }, { problem: "type", field: "name", expected: "string" }],
    [
      { name: "a", age: "1" },
      { problem: "type", field: "age", expected: "number" },
    ],
    [
      { name: "a", size: "xl" },
      { problem: "choice", field: "size", expected: "s, m" },
    ],
    [
      { name: "a", shoe: 1 },
      { problem: "unknown", field: "shoe" },
    ],
  ])("is refused when it is %j, by the field", async (input, params) => {
    const refused = startRun(notingQueue().services, context, request(await graph(document), { input }));
    await expect(refused).rejects.toMatchObject({ code: "input_invalid", params });
  });

  it("may leave out what is optional and hold any JSON where JSON is asked for", async () => {
    const graphId = await graph(document);
    const inputs: JsonObject[] = [{ name: "" }, { name: "a", age: 1.5, size: "s", extra: [null, { deep: true }] }];
    for (const input of inputs) {
      expect((await startRun(notingQueue().services, context, request(graphId, { input }))).created).toBe(true);
    }
  });

  it("may not be larger than 1 MB", async () => {
    const refused = startRun(notingQueue().services, context, request(await graph(document), { input: { name: "x".repeat(1_000_001) } }));
    await expect(refused).rejects.toMatchObject({ code: "payload_too_large" });
  });

  it("is explained in every language", () => {
    for (const { errors } of Object.values(messages)) expect(errors.input_invalid).toContain("{field}");
  });
});

describe("an idempotency key", () => {
  it("gives the same run for the same request, although the draft has changed since", async () => {
    const { services, enqueued } = notingQueue();
    const graphId = await graph(greeting);
    const first = await startRun(services, context, request(graphId, { idempotencyKey: "a" }));
    await saveDraft(context, { id: graphId, revision: 1, document: graphOf([], []) });
    const again = await startRun(services, context, request(graphId, { idempotencyKey: "a" }));
    expect(again).toEqual({ runId: first.runId, created: false });
    expect(enqueued).toHaveLength(1);
  });

  it("is refused for another request", async () => {
    const { services } = notingQueue();
    const graphId = await graph(greeting);
    await startRun(services, context, request(graphId, { idempotencyKey: "b" }));
    const other = startRun(services, context, request(graphId, { idempotencyKey: "b", input: { name: "Bob" } }));
    await expect(other).rejects.toMatchObject({ code: "idempotency_mismatch" });
  });

  it("starts one run however many requests come at once", async () => {
    const { services, enqueued } = notingQueue();
    const graphId = await graph(greeting);
    const started = await Promise.all(
      Array.from({ length: 8 }, () => startRun(services, context, request(graphId, { idempotencyKey: "c" }))),
    );
    expect(new Set(started.map(({ runId }) => runId)).size).toBe(1);
    expect(started.filter(({ created }) => created)).toHaveLength(1);
    expect(enqueued).toHaveLength(1);
    expect(await rowsOf(graphId)).toHaveLength(1);
  });

  it("is another workspace's own", async () => {
    const { services } = notingQueue();
    const stranger = await testWorkspace(db);
    const mine = await startRun(services, context, request(await graph(greeting), { idempotencyKey: "d" }));
    const theirs = await startRun(services, stranger, request(await graph(greeting, stranger), { idempotencyKey: "d" }));
    expect(theirs.created).toBe(true);
    expect(theirs.runId).not.toBe(mine.runId);
  });
});

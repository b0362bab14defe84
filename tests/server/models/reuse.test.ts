import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newId } from "@/db/id";
import { modelCalls, runs } from "@/db/schema/runs";
import type { ModelRequest } from "@/nodes/executor";
import type { WorkspaceContext } from "@/server/context";
import { createGraph } from "@/server/graphs/write";
import type { CallOutcome } from "@/server/models/gateway";
import { openModelGateway } from "@/server/models/open";
import { testDatabase } from "../../helpers/database";
import { graphOf } from "../../helpers/documents";
import { type ModelServer, startModelServer } from "../../helpers/modelServer";
import { testWorkspace } from "../../helpers/workspace";
import { request, serveModel } from "./gateway";

const database = await testDatabase();
const gateway = openModelGateway({ database });
let ctx: WorkspaceContext;
let server: ModelServer;
let model: string;
let runId: string;

beforeAll(async () => {
  ctx = await testWorkspace(database.db);
  server = await startModelServer();
  ({ model } = await serveModel(ctx, { baseUrl: server.url }));
  const { id: graphId } = await createGraph(ctx, { name: "Test", document: graphOf([], []) });
  runId = newId();
  await ctx.db.insert(runs).values({ id: runId, workspaceId: ctx.workspaceId, graphId, documentHash: "", trigger: "api", input: {} });
});
afterAll(() => Promise.all([gateway.close(), server.close()]));
beforeEach(() => {
  server.requests.length = 0;
});

const never = new AbortController().signal;
const reusable = (text: string, more: Partial<ModelRequest> = {}) =>
  request(model, { messages: [{ role: "user", content: text }], sampling: { temperature: 0 }, reuse: true, ...more });
const ask = (wanted: ModelRequest, workspaceId = ctx.workspaceId) => gateway.call(workspaceId, wanted, never);

/** Puts a call into the record, as the journal does. */
async function record({ record: call }: CallOutcome) {
  const place = { workspaceId: ctx.workspaceId, graphId: "g", runId, activation: "a", nodeId: "n", fingerprint: "f" };
  await ctx.db.insert(modelCalls).values({ ...place, ...call });
}

describe("a call that may be answered from the record", () => {
  it("is answered by an equal one's answer, for nothing and said so", async () => {
    const first = await ask(reusable("What is tin?"));
    expect(first.record).toMatchObject({ cached: false, requestHash: expect.any(String) });
    await record(first);
    const second = await ask(reusable("What is tin?"));
    expect(second).toMatchObject({
      ok: true,
      answer: { text: "You said: What is tin?" },
      record: { cached: true, cost: 0, inputTokens: null },
    });
    expect(server.requests).toHaveLength(1);
  });

  it("is asked anew when anything that matters differs", async () => {
    await record(await ask(reusable("What is lead?")));
    const others: Partial<ModelRequest>[] = [
      { sampling: { temperature: 0, seed: 1 } },
      { sampling: { temperature: 0.1 } },
      { sampling: {} },
      { reuse: false },
      { sample: 1 },
      { messages: [{ role: "system", content: "What is lead?" }] },
    ];
    for (const other of others) expect((await ask(reusable("What is lead?", other))).record.cached).toBe(false);
    expect(server.requests).toHaveLength(1 + others.length);
  });

  it("is checked against the schema like any answer", async () => {
    server.answer(() => '{"age": 4}');
    const outputSchema = { type: "object", properties: { age: { type: "integer" } }, required: ["age"] };
    await record(await ask(reusable("How old?", { outputSchema })));
    expect(await ask(reusable("How old?", { outputSchema }))).toMatchObject({
      ok: true,
      answer: { json: { age: 4 } },
      record: { cached: true },
    });
  });

  it("waits for an equal one that is under way, and takes its answer", async () => {
    const held = Promise.withResolvers<void>();
    server.answer(() => ({ pieces: ["slow ", "answer"], until: held.promise }));
    const both = [ask(reusable("Together?")), ask(reusable("Together?"))];
    const third = ask(reusable("Alone?"));
    held.resolve();
    expect((await Promise.all(both)).map(({ record: { cached } }) => cached)).toEqual([false, true]);
    expect((await third).record.cached).toBe(false);
    expect(server.requests).toHaveLength(2);
  });

  it("never crosses workspaces, and an answer that failed is none", async () => {
    const other = await testWorkspace(database.db);
    await record(await ask(reusable("Whose?")));
    expect(await ask(reusable("Whose?"), other.workspaceId)).toMatchObject({ ok: false, error: { code: "model_missing" } });
    server.answer(() => ({ status: 400, message: "no" }));
    const failed = await ask(reusable("Broken?"));
    expect(failed.ok).toBe(false);
    await record(failed);
    server.answer(() => "fine");
    expect(await ask(reusable("Broken?"))).toMatchObject({ ok: true, record: { cached: false } });
  });
});

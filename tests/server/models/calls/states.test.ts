import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectionStates } from "@/db/schema/models";
import { appRouter } from "@/server/api/root";
import type { WorkspaceContext } from "@/server/context";
import { openModelGateway } from "@/server/models/open";
import { testDatabase } from "../../../helpers/database";
import { type ModelServer, startModelServer } from "../../../helpers/modelServer";
import { idleServices } from "../../../helpers/services";
import { testWorkspace } from "../../../helpers/workspace";
import { request, serveModel } from "../gateway";

process.env.MINNOW_SECRET = "a secret of a test, long enough to be one";
const database = await testDatabase();
let ctx: WorkspaceContext;
let api: ReturnType<typeof appRouter.createCaller>["models"];
let server: ModelServer;
beforeAll(async () => {
  ctx = await testWorkspace(database.db);
  api = appRouter.createCaller({ services: idleServices(database), workspace: ctx }).models;
  server = await startModelServer();
});
afterAll(() => server.close());

const never = new AbortController().signal;
const stateOf = async (id: string) => (await api.connectionStates()).find(({ connectionId }) => connectionId === id);
const within10s = { timeout: 10_000, interval: 50 };

describe("what a process's calls are doing", () => {
  it("is shown by another process while they go on, and after they ended", async () => {
    const worker = openModelGateway({ database, tellsStates: true });
    const { connectionId, model } = await serveModel(ctx, { baseUrl: server.url, maxConcurrent: 1 });
    const { promise: until, resolve: end } = Promise.withResolvers<void>();
    server.answer(() => ({ pieces: ["one ", "two"], until }));
    const calls = [1, 2, 3].map(() => worker.call(ctx.workspaceId, request(model), never));
    await expect.poll(() => stateOf(connectionId), within10s).toMatchObject({ inFlight: 1, waiting: 2, lastHour: { calls: 0 } });
    end();
    await Promise.all(calls);
    await expect
      .poll(() => stateOf(connectionId), within10s)
      .toMatchObject({ inFlight: 0, waiting: 0, lastHour: { calls: 3, retries: 0 } });
    await worker.close();
  });

  it("is told at the end, and once for each process", async () => {
    const workers = [openModelGateway({ database, tellsStates: true }), openModelGateway({ database, tellsStates: true })];
    const { connectionId, model } = await serveModel(ctx, { baseUrl: server.url, options: { retries: 1 } });
    let asked = 0;
    server.answer(() => (++asked % 2 === 1 ? { status: 500, message: "a bad moment" } : "well"));
    for (const worker of workers) {
      await worker.call(ctx.workspaceId, request(model), never);
      await worker.close();
    }
    expect(await stateOf(connectionId)).toMatchObject({ inFlight: 0, lastHour: { calls: 2, retries: 2 } });
  });

  it("tells of a model that rests, and of a server that wants to be left alone", async () => {
    const worker = openModelGateway({ database, tellsStates: true });
    const failing = await serveModel(ctx, { baseUrl: server.url, options: { retries: 0 } });
    server.answer(() => ({ status: 500, message: "down" }));
    for (let time = 0; time < 5; time++) await worker.call(ctx.workspaceId, request(failing.model), never);
    const limiting = await serveModel(ctx, { baseUrl: server.url, options: { retries: 0 } });
    server.answer(() => ({ status: 429, message: "slow down", headers: { "retry-after": "60" } }));
    await worker.call(ctx.workspaceId, request(limiting.model), never);
    await worker.close();
    expect(await stateOf(failing.connectionId)).toMatchObject({ resting: [{ model: failing.model, trying: false }] });
    const limitedUntil = Date.parse((await stateOf(limiting.connectionId))?.limitedUntil ?? "");
    expect(limitedUntil - Date.now()).toBeGreaterThan(50_000);
  });

  it("is told by nobody where nothing is called", async () => {
    const before = await database.db.$count(connectionStates);
    const { model } = await serveModel(ctx, {
      kind: "simulated",
      model: { simulation: { firstTokenMs: 0, tokensPerSecond: 10_000, quality: 1 } },
    });
    const worker = openModelGateway({ database, tellsStates: true });
    await worker.call(ctx.workspaceId, request(model), never);
    await worker.close();
    expect(await database.db.$count(connectionStates)).toBe(before);
  });
});

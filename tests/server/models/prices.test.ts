import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newId } from "@/db/id";
import { models } from "@/db/schema/models";
import { modelCalls, runs } from "@/db/schema/runs";
import { appRouter } from "@/server/api/root";
import type { WorkspaceContext } from "@/server/context";
import { createGraph } from "@/server/graphs/write";
import { openModelGateway } from "@/server/models/open";
import { readCalls } from "@/server/runs/calls";
import { testDatabase } from "../../helpers/database";
import { graphOf } from "../../helpers/documents";
import { type ModelServer, startModelServer } from "../../helpers/modelServer";
import { idleServices } from "../../helpers/services";
import { testWorkspace } from "../../helpers/workspace";
import { request, serveModel } from "./gateway";

const database = await testDatabase();
let ctx: WorkspaceContext;
let api: ReturnType<typeof appRouter.createCaller>["models"];
let server: ModelServer;
let model: string;

const usage = {
  ...{ prompt_tokens: 1_000_000, completion_tokens: 1_000_000, total_tokens: 2_000_000 },
  ...{ prompt_tokens_details: { cached_tokens: 500_000 }, completion_tokens_details: { reasoning_tokens: 250_000 } },
};

beforeAll(async () => {
  ctx = await testWorkspace(database.db);
  api = appRouter.createCaller({ services: idleServices(database), workspace: ctx }).models;
  server = await startModelServer({ reply: () => ({ pieces: ["Eleven km."], usage }) });
});
beforeEach(async () => {
  ({ model } = await serveModel(ctx, { baseUrl: server.url, model: { prices: [] } }));
});
afterAll(() => server.close());

const past = "2026-01-01T00:00:00.000Z";
const future = "2999-01-01T00:00:00.000Z";
/** By a gateway of its own: one that is open knows a model for a moment before it reads it again. */
async function call() {
  const gateway = openModelGateway({ database });
  const { record } = await gateway.call(ctx.workspaceId, request(model), new AbortController().signal);
  await gateway.close();
  return record;
}
const said = (inputPrice: number, outputPrice: number, from = past) =>
  api.setPrices({ key: model, from, by: "person", prices: { inputPrice, outputPrice } });
const listed = async () => (await api.list()).find(({ key }) => key === model);

describe("a model's prices", () => {
  it("are unknown until somebody says them", async () => {
    expect(await listed()).toMatchObject({ inputPrice: null, outputPrice: null, prices: [] });
    expect(await call()).toMatchObject({ cost: null, prices: null });
  });

  it("make a call's cost, with tokens that were cached or spent on reasoning at their own", async () => {
    await said(2, 8);
    expect(await call()).toMatchObject({ cost: 10 });
    const prices = { inputPrice: 2, outputPrice: 8, cachedInputPrice: 1, reasoningPrice: 4 };
    await api.setPrices({ key: model, from: past, by: "person", prices });
    // Half of the input was cached, a quarter of the output was reasoning.
    expect(await call()).toMatchObject({ cost: 0.5 * 2 + 0.5 * 1 + 0.75 * 8 + 0.25 * 4, prices });
  });

  it("hold until the next ones, and those announced don't count yet", async () => {
    await said(1, 1);
    await said(3, 3, "2026-06-01T00:00:00.000Z");
    await said(9, 9, future);
    expect(await listed()).toMatchObject({ inputPrice: 3, prices: [{ inputPrice: 1 }, { inputPrice: 3 }, { inputPrice: 9 }] });
    expect(await call()).toMatchObject({ cost: 6 });
    await api.removePrices({ key: model, from: "2026-06-01T00:00:00.000Z" });
    expect(await call()).toMatchObject({ cost: 2 });
  });

  it("stay with a call that was made at them", async () => {
    await said(1, 1);
    const { id: graphId } = await createGraph(ctx, { name: "Test", document: graphOf([], []) });
    const runId = newId();
    await ctx.db.insert(runs).values({ id: runId, workspaceId: ctx.workspaceId, graphId, documentHash: "", trigger: "api", input: {} });
    const place = { workspaceId: ctx.workspaceId, graphId, runId, activation: "a", nodeId: "n", fingerprint: "f" };
    await ctx.db.insert(modelCalls).values({ ...place, ...(await call()) });
    await said(7, 7);
    await ctx.db.insert(modelCalls).values({ ...place, ...(await call()) });
    expect(await readCalls(ctx, runId, "a")).toMatchObject([
      { cost: 2, prices: { inputPrice: 1, outputPrice: 1 } },
      { cost: 14, prices: { inputPrice: 7, outputPrice: 7 } },
    ]);
  });

  it("follow from the hardware, which is kept beside them", async () => {
    const use = { hourly: 1.8, inputPerSecond: 5_000, outputPerSecond: 500, utilisation: 0.5 };
    await api.setPrices({ key: model, from: past, by: "hardware", use });
    const [prices] = (await listed())?.prices ?? [];
    expect(prices?.origin).toEqual({ by: "hardware", use });
    expect(prices?.inputPrice).toBeCloseTo(0.2, 12);
    expect(prices?.outputPrice).toBeCloseTo(2, 12);
  });

  it("are taken from a map's entries, all or none", async () => {
    const entry = (key: string) => ({ key, entry: "gpt-4o-mini", prices: { inputPrice: 0.15, outputPrice: 0.6, cachedInputPrice: 0.075 } });
    await expect(api.importPrices({ file: "map.json", from: past, entries: [entry(model), entry("nobody/knows")] })).rejects.toThrow();
    expect(await listed()).toMatchObject({ prices: [] });
    await api.importPrices({ file: "map.json", from: past, entries: [entry(model)] });
    expect(await listed()).toMatchObject({
      inputPrice: 0.15,
      cachedInputPrice: 0.075,
      prices: [{ origin: { by: "map", file: "map.json", entry: "gpt-4o-mini" } }],
    });
  });

  it("are not lost when several people set them at once", async () => {
    const days = Array.from({ length: 8 }, (_, day) => `2026-03-0${day + 1}T00:00:00.000Z`);
    await Promise.all(days.map((from, price) => said(price, price, from)));
    expect((await listed())?.prices.map(({ from }) => from)).toEqual(days);
  });

  it("are another workspace's own", async () => {
    await said(1, 1);
    const other = appRouter.createCaller({ services: idleServices(database), workspace: await testWorkspace(database.db) }).models;
    const refused = other.setPrices({ key: model, from: past, by: "person", prices: { inputPrice: 5, outputPrice: 5 } });
    await expect(refused).rejects.toMatchObject({ cause: { code: "not_found" } });
    await expect(other.removePrices({ key: model, from: past })).rejects.toMatchObject({ cause: { code: "not_found" } });
    const [row] = await database.db.select().from(models).where(eq(models.key, model));
    expect(row?.prices).toMatchObject([{ inputPrice: 1 }]);
  });
});

import { beforeAll, describe, expect, it } from "vitest";
import { appRouter } from "@/server/api/root";
import type { WorkspaceContext } from "@/server/context";
import { testDatabase } from "../../helpers/database";
import { idleServices } from "../../helpers/services";
import { testWorkspace } from "../../helpers/workspace";
import { serveModel } from "./gateway";

const database = await testDatabase();
let ctx: WorkspaceContext;
let api: ReturnType<typeof appRouter.createCaller>["models"];
beforeAll(async () => {
  ctx = await testWorkspace(database.db);
  api = appRouter.createCaller({ services: idleServices(database), workspace: ctx }).models;
});

const named = (name: string, more: object = {}) =>
  serveModel(ctx, { baseUrl: "http://localhost:1/v1", model: { name, parameters: null, contextTokens: null, ...more } });
const listed = async (key: string) => (await api.list()).find((model) => model.key === key);

describe("a model that the catalogue knows", () => {
  it("gets the facts nobody has said, and says where they are from", async () => {
    const { model: key } = await named("qwen3:8b");
    expect(await api.takeFromCatalogue({ key })).toEqual({ parameters: 8.2, contextTokens: 32_768, licence: "Apache 2.0" });
    expect(await listed(key)).toMatchObject({
      parameters: 8.2,
      class: "slm",
      licence: "Apache 2.0",
      sources: { parameters: { from: "catalogue" }, contextTokens: { from: "catalogue" }, licence: { from: "catalogue" } },
    });
  });

  it("keeps what somebody has said", async () => {
    const at = "2026-01-01T00:00:00.000Z";
    const { model: key } = await named("qwen3:8b", { contextTokens: 4_096, sources: { contextTokens: { from: "person", at } } });
    await api.takeFromCatalogue({ key });
    expect(await listed(key)).toMatchObject({ parameters: 8.2, contextTokens: 4_096, sources: { contextTokens: { from: "person", at } } });
  });

  it("is refused when it isn't one, or is another workspace's", async () => {
    const { model: stranger } = await named("acme/mystery-8b");
    await expect(api.takeFromCatalogue({ key: stranger })).rejects.toMatchObject({ cause: { code: "not_found" } });
    const { model: known } = await named("qwen3:8b");
    const other = appRouter.createCaller({ services: idleServices(database), workspace: await testWorkspace(database.db) }).models;
    await expect(other.takeFromCatalogue({ key: known })).rejects.toMatchObject({ cause: { code: "not_found" } });
    expect(await listed(known)).toMatchObject({ parameters: null });
  });
});

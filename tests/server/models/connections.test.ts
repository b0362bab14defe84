import { eq } from "drizzle-orm";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { isErrorCode } from "@/core/errors";
import { errorText } from "@/core/messages";
import { connections } from "@/db/schema/models";
import { appRouter } from "@/server/api/root";
import { unseal } from "@/server/auth/secrets";
import type { WorkspaceContext } from "@/server/context";
import { acceptOffer, findOffers } from "@/server/models/offers";
import { testDatabase } from "../../helpers/database";
import { type ModelServer, type ModelServerOptions, startModelServer } from "../../helpers/modelServer";
import { idleServices } from "../../helpers/services";
import { testWorkspace } from "../../helpers/workspace";

process.env.MINNOW_SECRET = "a secret of a test, long enough to be one";
const KEY = "sk-test-0123456789";
const database = await testDatabase();
let ctx: WorkspaceContext;
let api: ReturnType<typeof appRouter.createCaller>["models"];

beforeAll(async () => {
  ctx = await testWorkspace(database.db);
  api = appRouter.createCaller({ services: idleServices(database), workspace: ctx }).models;
});

const servers: ModelServer[] = [];
async function serve(options: ModelServerOptions = {}): Promise<ModelServer> {
  const server = await startModelServer(options);
  servers.push(server);
  return server;
}
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

let made = 0;
const add = async (baseUrl: string, key: string | null = null) => {
  made += 1;
  const { id } = await api.addConnection({ kind: "openai", name: `Server ${made}`, baseUrl, key });
  return id;
};
const refusal = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error: { cause?: { code?: string } }) => error.cause?.code ?? error,
  );
const stored = async (id: string) => (await database.db.select().from(connections).where(eq(connections.id, id)))[0];

describe("a connection", () => {
  it("keeps its key sealed and shows it to nobody", async () => {
    const server = await serve({ key: KEY, models: ["qwen3:4b"] });
    const id = await add(`${server.url}/`, KEY);
    const answers = [
      await api.connections(),
      await api.testConnection({ id }),
      await api.discoverModels({ id }),
      await api.addModels({ connectionId: id, models: [{ name: "qwen3:4b" }] }),
      await api.list(),
      await api.offers(),
    ];
    expect(answers[1]).toMatchObject({ ok: true, models: 1, missing: [] });
    const row = await stored(id);
    expect(row?.baseUrl).toBe(server.url);
    expect(unseal(row?.sealedKey ?? "")).toBe(KEY);
    expect((await api.connections()).find((one) => one.id === id)).toMatchObject({ hasKey: true, models: 1, kind: "openai" });
    for (const answer of answers) {
      expect(JSON.stringify(answer)).not.toContain(KEY);
      expect(JSON.stringify(answer)).not.toContain(row?.sealedKey);
    }
  });

  it("keeps its key when only its name changes, and does not take it to another server", async () => {
    const id = await add("http://localhost:1/v1", KEY);
    await api.updateConnection({ id, name: "Renamed server", baseUrl: "http://localhost:1/v2", maxConcurrent: 3 });
    expect(await stored(id)).toMatchObject({ name: "Renamed server", baseUrl: "http://localhost:1/v2", maxConcurrent: 3 });
    expect(unseal((await stored(id))?.sealedKey ?? "")).toBe(KEY);
    await api.updateConnection({ id, name: "Renamed server", baseUrl: "http://localhost:2/v1", maxConcurrent: 3 });
    expect((await stored(id))?.sealedKey).toBeNull();
    await api.updateConnection({ id, name: "Renamed server", baseUrl: "http://localhost:2/v1", key: "sk-other", maxConcurrent: 3 });
    expect(unseal((await stored(id))?.sealedKey ?? "")).toBe("sk-other");
    await api.updateConnection({ id, name: "Renamed server", baseUrl: "http://localhost:2/v1", key: null, maxConcurrent: 3 });
    expect((await stored(id))?.sealedKey).toBeNull();
  });

  it.each([
    ["http://10.0.0.5:8000/v1", "connection_blocked"],
    ["http://169.254.169.254/v1", "connection_blocked"],
    ["ftp://example.com", "bad_request"],
    ["http://localhost:1/v1?key=secret", "bad_request"],
    ["http://user:secret@localhost:1/v1", "bad_request"],
  ])("is not made for %s", async (baseUrl, code) => {
    expect(await refusal(add(baseUrl))).toBe(code);
  });

  it("needs a name of its own", async () => {
    await api.addConnection({ kind: "recorded", name: "Archive" });
    expect(await refusal(api.addConnection({ kind: "recorded", name: "archive" }))).toBe("connection_name_taken");
  });

  it("gives models of the same name different keys", async () => {
    const [first, second] = [await add("http://localhost:1/v1"), await add("http://localhost:1/v1")];
    const keys = await Promise.all([first, second].map((connectionId) => api.addModels({ connectionId, models: [{ name: "same" }] })));
    expect(new Set(keys.flatMap((added) => added.keys)).size).toBe(2);
    expect(await refusal(api.addModels({ connectionId: first, models: [{ name: "same" }] }))).toBe("model_taken");
  });

  it("takes its models with it when it is removed, unless it is built in", async () => {
    const id = await add("http://localhost:1/v1");
    const { keys } = await api.addModels({ connectionId: id, models: [{ name: "gone" }] });
    await api.removeConnection({ id });
    expect((await api.list()).map(({ key }) => key)).not.toContain(keys[0]);
    const builtIn = (await api.connections()).find(({ kind }) => kind === "simulated");
    expect(await refusal(api.removeConnection({ id: builtIn?.id ?? "" }))).toBe("connection_built_in");
    expect(await refusal(api.removeModel({ key: "simulated/guppy-1b" }))).toBe("connection_built_in");
  });
});

describe("testing a connection", () => {
  const told = async (id: string) => {
    const check = await api.testConnection({ id });
    return check.ok || !isErrorCode(check.code) ? "" : errorText("en", check.code, check.params);
  };

  it("says when the key is wrong, nobody listens, or it is no model server", async () => {
    const server = await serve({ key: KEY, pages: { "/other/models": { hello: "world" } } });
    expect(await told(await add(server.url, "sk-wrong"))).toMatch(/refused the key/);
    expect(await told(await add(server.url.replace("/v1", "/v3"), KEY))).toMatch(/usually ends in \/v1/);
    expect(await told(await add(server.url.replace("/v1", "/other"), KEY))).toMatch(/not like an OpenAI-compatible server/);
    const { url } = server;
    await server.close();
    expect(await told(await add(url, KEY))).toMatch(/Nothing answers at 127\.0\.0\.1:\d+: .*ECONNREFUSED/);
  });

  it("names registered models the server does not list", async () => {
    const server = await serve({ models: ["here"] });
    const id = await add(server.url);
    await api.addModels({ connectionId: id, models: [{ name: "here" }, { name: "pulled-no-more" }] });
    expect(await api.testConnection({ id })).toMatchObject({ ok: true, models: 1, missing: ["pulled-no-more"] });
  });
});

describe("the models a server lists", () => {
  it("come with what each kind of server says of them", async () => {
    const { url } = await serve({
      models: [
        { id: "plain-70b" },
        { id: "on-vllm", owned_by: "vllm", max_model_len: 32_768 },
        { id: "on-llama.cpp", owned_by: "llamacpp", meta: { n_ctx_train: 8_192, n_params: 3_212_749_888 } },
        {
          id: "routed/qwen3-8b",
          name: "Qwen3 8B",
          context_length: 40_960,
          pricing: { prompt: "0.00000005", completion: "0.0000002" },
          supported_parameters: ["tools", "structured_outputs"],
        },
        { id: "text-embedding-3-small" },
        { id: 42 },
      ],
    });
    const found = await api.discoverModels({ id: await add(url) });
    const by = new Map(found.map((model) => [model.name, model]));
    expect([...by.keys()]).toEqual(["on-llama.cpp", "on-vllm", "plain-70b", "routed/qwen3-8b", "text-embedding-3-small"]);
    expect(by.get("plain-70b")).toMatchObject({
      parameters: null,
      contextTokens: null,
      sources: {},
      inputPrice: null,
      capabilities: { jsonSchema: false },
    });
    const told = { from: "server", at: expect.any(String) };
    expect(by.get("on-vllm")).toMatchObject({ contextTokens: 32_768, capabilities: { jsonSchema: true } });
    expect(by.get("on-vllm")?.sources).toEqual({ contextTokens: told, jsonSchema: told });
    expect(by.get("on-llama.cpp")).toMatchObject({ parameters: 3.21, contextTokens: 8_192, sources: { parameters: told } });
    expect(by.get("routed/qwen3-8b")).toMatchObject({
      label: "Qwen3 8B",
      parameters: null,
      contextTokens: 40_960,
      inputPrice: 0.05,
      outputPrice: 0.2,
      capabilities: { tools: true, jsonSchema: true },
    });
    expect(by.get("text-embedding-3-small")?.chat).toBe(false);
  });
});

describe("a model", () => {
  it("is an SLM or an LLM by its size, or by a person's word", async () => {
    const connectionId = await add("http://localhost:1/v1");
    const { keys } = await api.addModels({ connectionId, models: [{ name: "eight", parameters: 8 }, { name: "mystery" }] });
    const [key = ""] = keys;
    const of = async (wanted: string) => (await api.list()).find((model) => model.key === wanted);
    expect(await of(key)).toMatchObject({ parameters: 8, class: "slm", enabled: true, sources: { parameters: { from: "person" } } });
    expect(await of(keys[1] ?? "")).toMatchObject({ parameters: null, class: "unknown" });
    const facts = {
      label: "Eight",
      parameters: 8,
      classOverride: "llm" as const,
      contextTokens: 4_096,
      capabilities: { tools: true, jsonSchema: true, streaming: true, logprobs: false, embeddings: false },
      simulation: null,
      enabled: false,
    };
    await api.updateModel({ key, ...facts });
    expect(await of(key)).toMatchObject({ ...facts, class: "llm" });
    await api.removeModel({ key });
    expect(await of(key)).toBeUndefined();
  });

  it("is of unknown size, whatever its name says, until a person confirms that", async () => {
    const connectionId = await add("http://localhost:1/v1");
    const { keys } = await api.addModels({ connectionId, models: ["eight-8b", "seventy-70b", "mystery"].map((name) => ({ name })) });
    const of = async () => (await api.list()).filter((model) => model.connectionId === connectionId);
    for (const model of await of()) expect(model).toMatchObject({ parameters: null, class: "unknown", enabled: true, sources: {} });
    expect(await api.confirmSizes({ keys })).toEqual({ confirmed: 2 });
    const name = { parameters: { from: "name", at: expect.any(String) } };
    expect(await of()).toMatchObject([
      { name: "eight-8b", parameters: 8, class: "slm", sources: name },
      { name: "seventy-70b", parameters: 70, class: "llm", sources: name },
      { name: "mystery", parameters: null, class: "unknown", sources: {} },
    ]);
    expect(await api.confirmSizes({ keys })).toEqual({ confirmed: 0 });
  });

  it("takes the size its name says when it is added by somebody who confirmed it", async () => {
    const connectionId = await add("http://localhost:1/v1");
    const models = [{ name: "eight-8b" }, { name: "told-70b", parameters: 65 }];
    await api.addModels({ connectionId, models, sizesByName: true });
    expect((await api.list()).filter((model) => model.connectionId === connectionId)).toMatchObject([
      { parameters: 8, sources: { parameters: { from: "name" } } },
      { parameters: 65, sources: { parameters: { from: "person" } } },
    ]);
  });

  it("keeps who said what where a person changes something else", async () => {
    const { url } = await serve({ models: [{ id: "on-llama.cpp", owned_by: "llamacpp", meta: { n_ctx_train: 8_192, n_params: 3e9 } }] });
    const connectionId = await add(url);
    const found = await api.discoverModels({ id: connectionId });
    const { keys } = await api.addModels({ connectionId, models: found.map(({ registered, chat, ...model }) => model) });
    const [key = ""] = keys;
    const of = async () => (await api.list()).find((model) => model.key === key);
    const before = await of();
    if (before === undefined) throw new Error("no model");
    expect(before.sources).toMatchObject({ parameters: { from: "server" }, contextTokens: { from: "server" } });
    await api.updateModel({ ...before, contextTokens: 4_096, licence: "MIT", capabilities: { ...before.capabilities, tools: true } });
    const after = await of();
    expect(after?.sources).toMatchObject({
      parameters: before.sources.parameters,
      contextTokens: { from: "person" },
      licence: { from: "person" },
      tools: { from: "person" },
      jsonSchema: before.sources.jsonSchema,
    });
  });

  it("that is simulated can be made better or worse", async () => {
    const before = (await api.list()).find(({ key }) => key === "simulated/guppy-1b");
    if (before === undefined) throw new Error("no simulated model");
    const simulation = { firstTokenMs: 1, tokensPerSecond: 1_000, quality: 0.5 };
    await api.updateModel({ ...before, simulation });
    expect((await api.list()).find(({ key }) => key === "simulated/guppy-1b")).toMatchObject({ simulation });
  });
});

describe("servers found nearby", () => {
  const show = {
    model_info: { "general.parameter_count": 4_022_468_096, "qwen3.context_length": 40_960 },
    details: { quantization_level: "Q4_K_M", parameter_size: "4.0B" },
    license: "\n                                 Apache License\n                           Version 2.0, January 2004\n",
    capabilities: ["completion", "tools"],
  };

  it("are offered, never added by themselves, and connected with one click", async () => {
    const fresh = await testWorkspace(database.db);
    const ollama = await serve({
      models: [
        { id: "qwen3:latest", owned_by: "library" },
        { id: "nomic-embed-text:latest", owned_by: "library" },
      ],
      pages: { "/api/show": show },
    });
    const environment = { OLLAMA_HOST: new URL(ollama.url).host };
    expect(await findOffers(fresh, environment)).toEqual([
      { id: "ollama", name: "Ollama", host: new URL(ollama.url).host, models: ["qwen3:latest"], hasKey: false },
    ]);
    const count = async () => (await database.db.select().from(connections).where(eq(connections.workspaceId, fresh.workspaceId))).length;
    expect(await count()).toBe(1);
    const { connectionId, models } = await acceptOffer(fresh, "ollama", environment);
    expect(models).toBe(1);
    expect(await stored(connectionId)).toMatchObject({ name: "Ollama", slug: "ollama", baseUrl: ollama.url });
    const list = await appRouter.createCaller({ services: idleServices(database), workspace: fresh }).models.list();
    expect(list.find(({ key }) => key === "ollama/qwen3:latest")).toMatchObject({
      parameters: 4.02,
      class: "slm",
      contextTokens: 40_960,
      quantisation: "Q4_K_M",
      licence: "Apache License",
      capabilities: { tools: true, jsonSchema: true },
      sources: { parameters: { from: "server" }, quantisation: { from: "server" }, tools: { from: "server" } },
    });
    expect(await findOffers(fresh, environment)).toEqual([]);
  });

  it("are not called with the environment's key before somebody says so", async () => {
    const fresh = await testWorkspace(database.db);
    const server = await serve({ key: KEY, models: ["gpt-small"] });
    const environment = { OLLAMA_HOST: "127.0.0.1:1", OPENAI_API_KEY: KEY, OPENAI_BASE_URL: server.url };
    const offers = await findOffers(fresh, environment);
    expect(offers).toEqual([
      { id: "environment", name: new URL(server.url).host, host: new URL(server.url).host, models: null, hasKey: true },
    ]);
    expect(JSON.stringify(offers)).not.toContain(KEY);
    const { connectionId } = await acceptOffer(fresh, "environment", environment);
    expect(unseal((await stored(connectionId))?.sealedKey ?? "")).toBe(KEY);
  });

  it("are none where nobody answers and nothing is set", async () => {
    expect(await findOffers(ctx, { OLLAMA_HOST: "127.0.0.1:1" })).toEqual([]);
    expect(await findOffers(ctx, { OLLAMA_HOST: "10.0.0.5" })).toEqual([]);
  });
});

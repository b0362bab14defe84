import { createServer as createPlainServer, type RequestListener } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { ConnectionOptions } from "@/core/connections";
import { isErrorCode } from "@/core/errors";
import { errorText } from "@/core/messages";
import type { ServerKind } from "@/core/models";
import { workspaceSettings } from "@/db/schema/settings";
import { appRouter } from "@/server/api/root";
import type { WorkspaceContext } from "@/server/context";
import { askForModels } from "@/server/models/discover";
import { acceptOffer, findOffers } from "@/server/models/offers";
import { authority, type Certificate, serverCertificate } from "../../helpers/certificates";
import { testDatabase } from "../../helpers/database";
import { startProxy } from "../../helpers/proxyServer";
import { idleServices } from "../../helpers/services";
import { testWorkspace } from "../../helpers/workspace";

process.env.MINNOW_SECRET = "a secret of a test, long enough to be one";
const KEY = "key-0123456789";
const database = await testDatabase();
const trusted = authority();
// What NODE_EXTRA_CA_CERTS does at the start.
setDefaultCACertificates([...getCACertificates(), trusted.cert]);

let ctx: WorkspaceContext;
let api: ReturnType<typeof appRouter.createCaller>["models"];
beforeAll(async () => {
  ctx = await testWorkspace(database.db);
  await database.db.update(workspaceSettings).set({ allowedHosts: ["127.0.0.1", "localhost", "models.example", "nowhere.invalid"] });
  api = appRouter.createCaller({ services: idleServices(database), workspace: ctx }).models;
});

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function listen(server: Server & { closeAllConnections(): void }): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  return (server.address() as AddressInfo).port;
}
const plain = async (answer: RequestListener) => `http://127.0.0.1:${await listen(createPlainServer(answer))}`;
const secure = async (certificate: Certificate, host = "127.0.0.1") =>
  `https://${host}:${await listen(createServer(certificate, listing({ data: [] })))}`;
const listing =
  (body: unknown): RequestListener =>
  (_, response) =>
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));

let made = 0;
async function check(
  kind: ServerKind,
  baseUrl: string,
  more: { key?: string; proxy?: string; models?: string[]; headers?: Record<string, string> } = {},
) {
  made += 1;
  const { key = KEY, proxy = null, headers = {}, models = [] } = more;
  const { id } = await api.addConnection({ kind, name: `Server ${made}`, baseUrl, key, proxy, headers });
  if (models.length > 0) await api.addModels({ connectionId: id, models: models.map((name) => ({ name })) });
  const result = await api.testConnection({ id });
  if (result.ok) return { id, code: "", text: "", ...result };
  if (!isErrorCode(result.code)) throw new Error(result.code);
  // Both languages have a sentence that can be filled.
  expect(errorText("zh", result.code, result.params)).toMatch(/[\u4e00-\u9fff]/);
  return { id, text: errorText("en", result.code, result.params), ...result };
}

const freePort = async () => {
  const server = createPlainServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
};

describe("testing a connection says exactly what is wrong:", () => {
  it("the name is nobody's", async () => {
    const { code, text } = await check("openai", "http://nowhere.invalid/v1");
    expect(code).toBe("provider_name_unknown");
    expect(text).toMatch(/no host named nowhere\.invalid/);
  });

  it("nothing listens there", async () => {
    const port = await freePort();
    expect(await check("openai", `http://127.0.0.1:${port}/v1`)).toMatchObject({
      code: "provider_refused",
      params: { host: `127.0.0.1:${port}` },
    });
  });

  it.each<[string, () => Certificate, string]>([
    [
      "has expired",
      () => serverCertificate(trusted, { ip: ["127.0.0.1"], from: new Date("2020-01-01"), to: new Date("2020-02-01") }),
      "provider_certificate_expired",
    ],
    ["is signed by itself", () => serverCertificate(null, { ip: ["127.0.0.1"] }), "provider_certificate_unknown"],
    ["is signed by nobody known", () => serverCertificate(authority("Somebody"), { ip: ["127.0.0.1"] }), "provider_certificate_unknown"],
    ["is another's", () => serverCertificate(trusted, { dns: ["other.example"] }), "provider_certificate_host"],
  ])("the certificate %s", async (_, certificate, code) => {
    expect(await check("openai", `${await secure(certificate())}/v1`)).toMatchObject({ code });
  });

  it("the server speaks no TLS", async () => {
    const origin = await plain(listing({ data: [] }));
    const { code, text } = await check("openai", `${origin.replace("http:", "https:")}/v1`);
    expect(code).toBe("provider_tls");
    expect(text).toMatch(/starts with http:/);
  });

  it("nothing, when the certificate is good", async () => {
    expect(await check("openai", `${await secure(serverCertificate(trusted, { ip: ["127.0.0.1"] }))}/v1`)).toMatchObject({ ok: true });
  });

  it.each([
    [401, "provider_unauthorized"],
    [403, "provider_forbidden"],
    [429, "provider_rate_limited"],
    [500, "provider_failed"],
  ])("the server answers %i", async (status, code) => {
    const origin = await plain((_, response) => response.writeHead(status).end(JSON.stringify({ error: { message: "no" } })));
    for (const kind of ["openai", "anthropic", "google", "ollama", "azure"] as const)
      expect(await check(kind, origin)).toMatchObject({ code });
  });

  it("the path is wrong, and where it is right", async () => {
    const origin = await plain((request, response) =>
      request.url === "/v1/models" ? listing({ data: [{ id: "m" }] })(request, response) : response.writeHead(404).end(),
    );
    expect(await check("openai", origin)).toMatchObject({ code: "provider_path_wrong", text: expect.stringContaining(`${origin}/v1`) });
    expect(await check("openai", `${origin}/v2`)).toMatchObject({
      code: "provider_path_missing",
      text: expect.stringMatching(/usually ends in \/v1/),
    });
    expect(await check("google", origin)).toMatchObject({ code: "provider_path_missing", text: expect.stringMatching(/\/v1beta/) });
  });

  it("it is a web page, or something else that is no model server", async () => {
    const page = await plain((_, response) => response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><p>Hello"));
    const other = await plain(listing({ hello: "world" }));
    for (const kind of ["openai", "anthropic", "google", "ollama", "azure"] as const) {
      expect(await check(kind, `${page}`)).toMatchObject({ code: "provider_web_page" });
      expect(await check(kind, `${other}`)).toMatchObject({ code: "provider_not_compatible" });
    }
  });

  it("it has moved", async () => {
    const origin = await plain((_, response) => response.writeHead(301, { location: "https://elsewhere.example/v1/models?key=1" }).end());
    expect(await check("openai", `${origin}/v1`)).toMatchObject({
      code: "provider_redirected",
      params: { location: "https://elsewhere.example" },
    });
  });

  it("it never answers", async () => {
    const origin = await plain(() => {});
    const server = {
      kind: "openai" as const,
      name: "Silent",
      baseUrl: `${origin}/v1`,
      key: null,
      way: { allowedHosts: ["127.0.0.1"], headers: {} },
      options: ConnectionOptions.parse({}),
    };
    await expect(askForModels(server, 100)).rejects.toMatchObject({ code: "provider_silent", params: { seconds: 0.1 } });
  });

  it("the proxy is not there, wants a password, or can't reach the server", async () => {
    const target = "https://models.example:1234/v1";
    const gone = `http://127.0.0.1:${await freePort()}`;
    expect(await check("openai", target, { proxy: gone })).toMatchObject({
      code: "provider_proxy_unreachable",
      params: { proxy: new URL(gone).host, reason: "ECONNREFUSED" },
    });
    for (const baseUrl of [target, "http://models.example:1234/v1"]) {
      const locked = await startProxy({ password: "secret" });
      open.push(locked);
      expect(await check("openai", baseUrl, { proxy: locked.url })).toMatchObject({ code: "provider_proxy_unauthorized" });
    }
    const helpless = await startProxy({ refuses: 502 });
    open.push(helpless);
    expect(await check("openai", target, { proxy: helpless.url })).toMatchObject({
      code: "provider_proxy_failed",
      params: { host: "models.example:1234", status: 502 },
    });
  });

  it("models that are registered are missing there", async () => {
    const origin = await plain(listing({ models: [{ name: "qwen3:4b" }, { name: "phi:latest" }] }));
    expect(await check("ollama", origin, { models: ["qwen3:4b", "phi", "pulled-no-more"] })).toMatchObject({
      ok: true,
      missing: ["pulled-no-more"],
    });
  });
});

describe("a connection through a proxy", () => {
  it("reaches plain and encrypted servers with the password of its address, and tells nobody of it", async () => {
    const proxy = await startProxy({ password: "hunter2" });
    open.push(proxy);
    const withPassword = proxy.url.replace("//", "//user:hunter2@");
    const certificate = serverCertificate(trusted, { dns: ["models.example"] });
    const origins = [
      (await plain(listing({ data: [{ id: "m" }] }))).replace("127.0.0.1", "models.example"),
      await secure(certificate, "models.example"),
    ];
    for (const origin of origins) expect(await check("openai", `${origin}/v1`, { proxy: withPassword })).toMatchObject({ ok: true });
    expect(proxy.seen).toEqual([`GET ${origins[0]}/v1/models`, `CONNECT ${new URL(origins[1] ?? "").host}`]);
    const listed = await api.connections();
    expect(listed.at(-1)).toMatchObject({ hasProxy: true });
    expect(JSON.stringify(listed)).not.toContain("hunter2");
  });
});

describe("the models of each kind of server", () => {
  const models = async (kind: ServerKind, bodies: Record<string, unknown>) => {
    const asked: string[] = [];
    const origin = await plain((request, response) => {
      asked.push(
        `${request.url} ${request.headers["x-api-key"] ?? request.headers["x-goog-api-key"] ?? request.headers["api-key"] ?? request.headers.authorization}`,
      );
      listing(bodies[new URL(request.url ?? "", "http://x").pathname])(request, response);
    });
    const { id } = await check(kind, origin);
    return { found: await api.discoverModels({ id }), asked };
  };

  it("are read at Anthropic", async () => {
    const { found, asked } = await models("anthropic", {
      "/v1/models": {
        data: [
          {
            type: "model",
            id: "claude-new",
            display_name: "Claude New",
            max_input_tokens: 200_000,
            capabilities: { structured_outputs: { supported: true } },
          },
          { type: "model", id: "claude-old", display_name: "Claude Old" },
        ],
        has_more: false,
      },
    });
    expect(found).toMatchObject([
      { name: "claude-new", label: "Claude New", contextTokens: 200_000, capabilities: { tools: true, jsonSchema: true, logprobs: false } },
      { name: "claude-old", contextTokens: null, capabilities: { jsonSchema: false } },
    ]);
    expect(asked[0]).toBe(`/v1/models?limit=1000 ${KEY}`);
  });

  it("are read at Google", async () => {
    const { found, asked } = await models("google", {
      "/v1beta/models": {
        models: [
          {
            name: "models/gemini-flash",
            displayName: "Gemini Flash",
            inputTokenLimit: 1_048_576,
            supportedGenerationMethods: ["generateContent"],
          },
          { name: "models/gemini-embedding", supportedGenerationMethods: ["embedContent"] },
          { name: "models/imagen", supportedGenerationMethods: ["predict"] },
        ],
      },
    });
    expect(found).toMatchObject([
      { name: "gemini-embedding", capabilities: { embeddings: true } },
      { name: "gemini-flash", label: "Gemini Flash", contextTokens: 1_048_576, capabilities: { jsonSchema: true, tools: true } },
    ]);
    expect(asked[0]).toBe(`/v1beta/models?pageSize=1000 ${KEY}`);
  });

  it("are read at Ollama, with what it knows of each", async () => {
    const { found } = await models("ollama", {
      "/api/tags": { models: [{ name: "qwen3:4b", details: { parameter_size: "4.0B", quantization_level: "Q4_K_M" } }] },
      "/api/show": { model_info: { "general.parameter_count": 4_022_468_096, "qwen3.context_length": 40_960 }, capabilities: ["tools"] },
    });
    expect(found).toMatchObject([
      {
        ...{ name: "qwen3:4b", parameters: 4.02, contextTokens: 40_960, quantisation: "Q4_K_M" },
        capabilities: { tools: true, jsonSchema: true },
        sources: { parameters: { from: "server" }, quantisation: { from: "server" }, contextTokens: { from: "server" } },
      },
    ]);
  });

  it("are read at Azure", async () => {
    const { found, asked } = await models("azure", { "/openai/models": { data: [{ id: "gpt-small" }] } });
    expect(found).toMatchObject([{ name: "gpt-small" }]);
    expect(asked[0]).toBe(`/openai/models?api-version=2024-10-21 ${KEY}`);
  });
});

describe("keys in the environment", () => {
  it("of Anthropic and Google are offered, and used only once somebody says so", async () => {
    const fresh = await testWorkspace(database.db);
    await database.db.update(workspaceSettings).set({ allowedHosts: ["127.0.0.1"] });
    let asked = 0;
    const origin = await plain((request, response) => {
      asked += 1;
      listing({ data: [{ type: "model", id: "claude-new" }] })(request, response);
    });
    const environment = { OLLAMA_HOST: "127.0.0.1:1", ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: origin, GEMINI_API_KEY: "key-of-google" };
    const offers = await findOffers(fresh, environment);
    expect(offers).toMatchObject([
      { id: "anthropic", host: new URL(origin).host, models: null, hasKey: true },
      { id: "google", name: "Google", host: "generativelanguage.googleapis.com", models: null, hasKey: true },
    ]);
    expect(JSON.stringify(offers)).not.toContain("key-");
    expect(asked).toBe(0);
    expect(await acceptOffer(fresh, "anthropic", environment)).toMatchObject({ models: 1 });
    expect((await findOffers(fresh, environment)).map(({ id }) => id)).toEqual(["google"]);
  });
});

import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { MinnowError } from "@/core/errors";
import { USUAL_CALLS } from "@/core/probes";
import { connections, models } from "@/db/schema/models";
import { modelCalls } from "@/db/schema/runs";
import { appRouter } from "@/server/api/root";
import type { WorkspaceContext } from "@/server/context";
import { openModelGateway } from "@/server/models/open";
import { testDatabase } from "../../helpers/database";
import { type ChatRequest, type ModelServer, type Reply, startModelServer } from "../../helpers/modelServer";
import { idleServices } from "../../helpers/services";
import { testWorkspace } from "../../helpers/workspace";
import { serveModel } from "./gateway";

process.env.MINNOW_SECRET = "a secret of a test, long enough to be one";
const database = await testDatabase();
const gateway = openModelGateway({ database });
let ctx: WorkspaceContext;
let api: ReturnType<typeof appRouter.createCaller>["models"];
beforeAll(async () => {
  ctx = await testWorkspace(database.db);
  api = appRouter.createCaller({ services: { ...idleServices(database), prober: gateway }, workspace: ctx }).models;
});
afterAll(() => gateway.close());

const servers: ModelServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** A server that can do everything, but for what it is told to answer otherwise. */
const able =
  (otherwise: (request: ChatRequest) => Reply | undefined = () => undefined) =>
  (request: ChatRequest): Reply => {
    const told = otherwise(request);
    if (told !== undefined) return told;
    if (request.tools !== undefined) return { calls: [{ name: request.tools[0]?.function.name ?? "", arguments: '{"number": 7}' }] };
    if (request.response_format != null) return '{"marmalade_code": "qx-17-lantern"}';
    return { pieces: ["1 ", "2 ", "3"], logprob: -0.1 };
  };

type Model = NonNullable<Parameters<typeof serveModel>[1]["model"]>;
async function serve(otherwise?: (request: ChatRequest) => Reply | undefined, model: Model = {}, key?: string) {
  const server = await startModelServer({ reply: able(otherwise), ...(key !== undefined && { key }) });
  servers.push(server);
  const served = await serveModel(ctx, { baseUrl: server.url, key: "key-of-a-test", model: { capabilities: {}, ...model } });
  return { server, ...served };
}
const refusal = (call: Promise<unknown>): Promise<Partial<MinnowError> | null> =>
  call.then(
    () => null,
    ({ cause }: { cause: Partial<MinnowError> }) => cause,
  );
const verdicts = ({ probes }: Awaited<ReturnType<typeof api.probe>>) =>
  Object.fromEntries(Object.entries(probes).map(([name, result]) => [name, `${result?.verdict} ${result?.reason}`]));

const everything = {
  ...{ streaming: "yes pieces", usage: "yes counted", tools: "yes called", jsonSchema: "yes obeyed", logprobs: "yes sent" },
};

describe("trying what a model can do", () => {
  it("finds what a server can do, by as many calls as was said, and records who says so", async () => {
    const { server, model } = await serve();
    const found = await api.probe({ key: model });
    expect(verdicts(found)).toEqual(everything);
    expect(server.requests).toHaveLength(USUAL_CALLS);
    expect(found.capabilities).toMatchObject({ tools: true, jsonSchema: true, streaming: true, logprobs: true });
    for (const name of ["tools", "jsonSchema", "streaming", "logprobs"] as const)
      expect(found.sources[name]).toEqual({ from: "probe", at: found.probes[name]?.at });
    expect((await api.list()).find(({ key }) => key === model)).toEqual(found);
    // Each asks for what it tries, and is limited.
    const asked = server.requests.map(({ body }) => body);
    expect(asked.filter(({ tools }) => tools !== undefined)).toHaveLength(1);
    expect(asked.filter(({ response_format: format }) => format?.type === "json_schema")).toHaveLength(1);
    expect(asked.filter(({ logprobs }) => logprobs === true)).toHaveLength(1);
    for (const { stream, max_tokens: limit } of asked) expect({ stream, limit }).toEqual({ stream: true, limit: 600 });
  });

  it.each<[string, (request: ChatRequest) => Reply | undefined, object]>([
    ["ignores tools", ({ tools }) => (tools === undefined ? undefined : "I have written it down."), { tools: "no answeredInWords" }],
    [
      "calls badly",
      ({ tools }) => tools && { calls: [{ name: "write_down_number", arguments: "{number: " }] },
      { tools: "no calledWrongly" },
    ],
    [
      "does not read the calls its model makes",
      ({ tools }) => tools && '<tool_call>{"name": "write_down_number", "arguments": {"number": 7}}</tool_call>',
      { tools: "no calledInText" },
    ],
    [
      "refuses response_format",
      ({ response_format: format }) => (format == null ? undefined : { status: 400, message: "response_format is not supported" }),
      { jsonSchema: "no refused" },
    ],
    ["ignores response_format", ({ response_format: format }) => (format == null ? undefined : "Blue."), { jsonSchema: "no ignored" }],
    ["sends no log-probabilities", ({ logprobs }) => (logprobs === true ? "Hello" : undefined), { logprobs: "no notSent" }],
    [
      "sends no usage",
      ({ tools, response_format: format }) => ((tools ?? format) == null ? { pieces: ["1 ", "2"], usage: null, logprob: -1 } : undefined),
      { usage: "no notCounted" },
    ],
    [
      "collects its answer before it sends it",
      ({ tools, response_format: format }) => ((tools ?? format) == null ? { pieces: ["1 2 3"], logprob: -1 } : undefined),
      { streaming: "no onePiece" },
    ],
    [
      "fails at tools as llama.cpp does without templates",
      ({ tools }) => tools && { status: 500, message: "tools param requires --jinja flag" },
      { tools: "no refused" },
    ],
    ["fails for another reason", ({ tools }) => tools && { status: 500, message: "out of memory" }, { tools: "unclear failed" }],
    [
      "thinks for too long",
      ({ response_format: format }) => (format == null ? undefined : { pieces: ["Well, ", "the sky"], finishReason: "length" }),
      { jsonSchema: "unclear ranOut" },
    ],
  ])("finds that a server %s", async (_, otherwise, difference) => {
    const { model } = await serve(otherwise);
    expect(verdicts(await api.probe({ key: model }))).toMatchObject({ ...everything, ...difference, ...withoutStreaming(difference) });
  });
  // Token probabilities and calls are told of whole answers too, which this server leaves out.
  const withoutStreaming = (difference: object) =>
    "streaming" in difference ? { tools: expect.any(String), jsonSchema: expect.any(String), logprobs: expect.any(String) } : {};

  it("keeps the server's words of refusal, shortened", async () => {
    const { model } = await serve(({ tools }) => tools && { status: 400, message: `Tools are not for us. ${"Really. ".repeat(50)}` });
    const { probes } = await api.probe({ key: model });
    expect(probes.tools?.said).toMatch(/^Tools are not for us\. /);
    expect(probes.tools?.said.length).toBe(200);
  });

  it("asks a server that refuses to stream once more without", async () => {
    const { server, model } = await serve(({ stream }) => (stream ? { status: 400, message: "stream is not supported" } : undefined));
    const found = await api.probe({ key: model });
    expect(found.probes).toMatchObject({ streaming: { verdict: "no", reason: "refused" }, usage: { verdict: "no" } });
    expect(found.capabilities.streaming).toBe(false);
    // The others were then tried without streaming.
    expect(server.requests.map(({ body }) => body.stream)).toEqual([true, false, false, false, false]);
  });

  it("leaves what a person said, and says nothing of the rest of the model", async () => {
    const sources = {
      tools: { from: "person", at: "2026-01-02T03:04:05.000Z" },
      parameters: { from: "server", at: "2026-01-02T03:04:05.000Z" },
    };
    const { model } = await serve(({ tools }) => tools && "No.", { capabilities: { tools: true }, sources });
    const found = await api.probe({ key: model });
    expect(found.probes.tools).toMatchObject({ verdict: "no" });
    expect(found.capabilities.tools).toBe(true);
    expect(found.sources).toMatchObject(sources);
  });

  it("finds anew what has changed", async () => {
    const { server, model } = await serve(({ tools }) => tools && "No.");
    expect((await api.probe({ key: model })).capabilities.tools).toBe(false);
    server.answer(able());
    const again = await api.probe({ key: model });
    expect(again.capabilities.tools).toBe(true);
    expect(verdicts(again)).toEqual(everything);
  });

  it("takes turns with all other calls of the connection", async () => {
    const { server, connectionId, model } = await serve();
    await ctx.db.update(connections).set({ maxConcurrent: 1 }).where(eq(connections.id, connectionId));
    let most = 0;
    let now = 0;
    server.answer(async (request) => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
      return able()(request);
    });
    await Promise.all([api.probe({ key: model }), api.probe({ key: model })]);
    expect(most).toBe(1);
  });
});

describe("nothing is recorded", () => {
  const untouched = async (model: string) => {
    const [row] = await ctx.db.select().from(models).where(eq(models.key, model));
    expect(row).toMatchObject({ probes: {}, sources: {}, capabilities: {} });
  };

  it("when the key is wrong, which is told as such", async () => {
    const { model } = await serve(undefined, {}, "another-key");
    expect(await refusal(api.probe({ key: model }))).toMatchObject({ code: "provider_unauthorized" });
    await untouched(model);
  });

  it("when nobody is there", async () => {
    const { server, model } = await serve();
    await server.close();
    servers.splice(servers.indexOf(server), 1);
    expect(await refusal(api.probe({ key: model }))).toMatchObject({ code: "provider_refused" });
    await untouched(model);
  });

  it("when the key is withdrawn in between", async () => {
    const { model } = await serve(({ tools }) => tools && { status: 401, message: "revoked" });
    expect(await refusal(api.probe({ key: model }))).toMatchObject({ code: "provider_unauthorized" });
    await untouched(model);
  });

  it("when the server refuses everything, streamed or not", async () => {
    const { model } = await serve(() => ({ status: 400, message: "Your credit is used up" }));
    expect(await refusal(api.probe({ key: model }))).toMatchObject({ code: "provider_rejected" });
    await untouched(model);
  });

  it("of models behind which there is no server to ask", async () => {
    expect(await refusal(api.probe({ key: "simulated/guppy-1b" }))).toMatchObject({
      code: "probe_pointless",
      params: { kind: "simulated" },
    });
    const { id } = await api.addConnection({ kind: "recorded", name: "Archive" });
    const { keys } = await api.addModels({ connectionId: id, models: [{ name: "old" }] });
    expect(await refusal(api.probe({ key: keys[0] ?? "" }))).toMatchObject({ code: "probe_pointless", params: { kind: "recorded" } });
    const { server, model } = await serve(undefined, { capabilities: { embeddings: true } });
    expect(await refusal(api.probe({ key: model }))).toMatchObject({ code: "probe_pointless", params: { kind: "embeddings" } });
    expect(server.requests).toHaveLength(0);
  });

  it("in the statistics of graphs, by any of these calls", async () => {
    const { model } = await serve();
    await api.probe({ key: model });
    expect(await ctx.db.$count(modelCalls)).toBe(0);
  });
});

import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ToolOffer } from "@/core/graph/task";
import { errorText } from "@/core/messages";
import type { ServerKind } from "@/core/models";
import { newId } from "@/db/id";
import { models } from "@/db/schema/models";
import type { ToolCall } from "@/nodes/executor";
import type { WorkspaceContext } from "@/server/context";
import { fitted } from "@/server/models/adapters/anthropic";
import { openModelGateway } from "@/server/models/open";
import { testDatabase } from "../../helpers/database";
import {
  anthropicSpeech,
  openaiSpeech,
  type Refusal,
  type Seen,
  speeches,
  startWire,
  type Told,
  type WireServer,
} from "../../helpers/wires";
import { testWorkspace } from "../../helpers/workspace";
import { request, serveModel, user } from "./gateway";

process.env.MINNOW_SECRET = "a secret of a test, long enough to be one";
// Whatever is in the environment is meant for nobody in particular.
Object.assign(process.env, {
  OPENAI_ORG_ID: "org-of-the-environment",
  OPENAI_PROJECT_ID: "project-of-the-environment",
  ANTHROPIC_AUTH_TOKEN: "token-of-the-environment",
  GOOGLE_API_KEY: "key-of-the-environment",
});
const KEY = "key-0123456789";
const database = await testDatabase();
const gateway = openModelGateway({ database });
const never = new AbortController().signal;
let ctx: WorkspaceContext;

beforeAll(async () => {
  ctx = await testWorkspace(database.db);
});
afterAll(() => gateway.close());

const person = {
  type: "object",
  properties: { name: { type: "string", minLength: 1 }, age: { type: "integer" } },
  required: ["name", "age"],
  additionalProperties: false,
};
const tools: ToolOffer[] = [
  {
    name: "search",
    description: "Searches.",
    parameters: { type: "object", properties: { query: { type: "string" } }, required: ["query"] },
  },
  { name: "clock", description: "Tells the time.", parameters: { type: "object", properties: {} } },
];

const speechOf = (kind: string) => speeches.find((speech) => speech.kind === kind) ?? openaiSpeech;

async function served(
  kind: ServerKind,
  model: Parameters<typeof serveModel>[1]["model"],
  use: (server: WireServer, key: string) => Promise<void>,
) {
  const speech = speechOf(kind);
  const server = await startWire(speech);
  const made = await serveModel(ctx, { kind, baseUrl: speech.base(server.origin), key: KEY, model: { ...model, key: newId() } });
  const [row] = await database.db.select({ key: models.key }).from(models).where(eq(models.connectionId, made.connectionId));
  await use(server, row?.key ?? "");
  await server.close();
}

describe("Anthropic's models that know no output format", () => {
  it("are made to call one tool, whose arguments are the answer", async () => {
    await served("anthropic", { capabilities: { jsonSchema: false } }, async (server, model) => {
      server.answer(() => ({ calls: [{ name: "answer", arguments: { name: "Ada", age: 36 } }] }));
      const pieces: string[] = [];
      const asked = request(model, { outputSchema: person, onText: (delta) => pieces.push(delta) });
      const outcome = await gateway.call(ctx.workspaceId, asked, never);
      expect(outcome).toMatchObject({ ok: true, answer: { json: { name: "Ada", age: 36 } } });
      expect(pieces.join("")).toBe('{"name":"Ada","age":36}');
      expect(server.requests[0]?.body).toMatchObject({ tool_choice: { type: "tool", name: "answer" }, tools: [{ input_schema: person }] });
    });
  });

  it("are told the schema in words while they may choose among tools", async () => {
    await served("anthropic", { capabilities: { jsonSchema: false } }, async (server, model) => {
      server.answer(() => ({ text: ['{"name": "Ada", "age": 36}'] }));
      const outcome = await gateway.call(ctx.workspaceId, request(model, { outputSchema: person, tools }), never);
      expect(outcome).toMatchObject({ ok: true, answer: { json: { name: "Ada", age: 36 } } });
      expect(anthropicSpeech.normal(server.requests[0]?.body ?? {}).system).toContain("JSON Schema");
    });
  });
});

describe("a schema for Anthropic's output format", () => {
  it("closes its objects and moves what can't be said there into words", () => {
    const inner = { type: "object", properties: { tags: { type: "array", items: { type: "string", pattern: "^a" }, maxItems: 3 } } };
    expect(fitted({ ...person, properties: { ...person.properties, inner }, additionalProperties: true })).toEqual({
      type: "object",
      properties: {
        name: { type: "string", description: "{minLength: 1}" },
        age: { type: "integer" },
        inner: {
          type: "object",
          properties: { tags: { type: "array", items: { type: "string", description: '{pattern: "^a"}' }, description: "{maxItems: 3}" } },
          additionalProperties: false,
        },
      },
      required: ["name", "age"],
      additionalProperties: false,
    });
  });
});

describe("Google's models that sign their calls", () => {
  const search = { name: "search", arguments: { query: "depth" } };
  const partsOf = (seen: Seen | undefined) => JSON.stringify(seen?.body.contents);

  it("get the signature back with the call, or what stands for one that is not known", async () => {
    await served("google", { name: "gemini-3-pro", capabilities: { tools: true } }, async (server, model) => {
      server.answer(() => ({ calls: [search] }));
      const first = await gateway.call(ctx.workspaceId, request(model, { tools }), never);
      if (!first.ok) throw first.error;
      server.answer(() => ({ text: ["Deep."] }));
      const [{ id } = { id: "" }] = first.answer.toolCalls ?? [];
      const history = (callId: string) => [
        ...user("How deep?"),
        { role: "assistant" as const, content: "", toolCalls: [{ id: callId, ...search }] },
        { role: "tool" as const, content: "10,935 m", callId },
      ];
      await gateway.call(ctx.workspaceId, request(model, { tools, messages: history(id) }), never);
      expect(partsOf(server.requests[1])).toContain('"thoughtSignature":"signed-0"');
      await gateway.call(ctx.workspaceId, request(model, { tools, messages: history("from another worker") }), never);
      expect(partsOf(server.requests[2])).toContain("skip_thought_signature_validator");
    });
  });

  it("answer 400 to a wrong key, which is told as what it is", async () => {
    await served("google", {}, async (server, model) => {
      server.answer(() => ({ status: 400, message: "API key not valid. (API_KEY_INVALID)" }));
      expect(await gateway.call(ctx.workspaceId, request(model), never)).toMatchObject({
        ok: false,
        error: { code: "provider_unauthorized" },
      });
    });
  });
});

describe("Azure's newer addresses", () => {
  it("speak OpenAI's wire as it is, with Azure's key", async () => {
    const server = await startWire(openaiSpeech);
    const { model } = await serveModel(ctx, { kind: "azure", baseUrl: `${server.origin}/v1`, key: KEY });
    server.answer(() => ({ text: ["Hello"] }));
    expect(await gateway.call(ctx.workspaceId, request(model), never)).toMatchObject({ ok: true });
    expect(server.requests[0]).toMatchObject({ path: "/v1/chat/completions", headers: { "api-key": KEY } });
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
    await server.close();
  });
});

describe.each(speeches.map((speech) => [speech.kind, speech] as const))("a model on the wire of %s", (_, speech) => {
  let server: WireServer;
  let model: string;
  beforeAll(async () => {
    server = await startWire(speech);
    const capabilities = { jsonSchema: true, tools: true };
    ({ model } = await serveModel(ctx, { kind: speech.kind, baseUrl: speech.base(server.origin), key: KEY, model: { capabilities } }));
  });
  afterAll(() => server.close());
  beforeEach(() => {
    server.requests.length = 0;
  });

  const ask = (extra: Parameters<typeof request>[1] = {}, signal = never, of = model) =>
    gateway.call(ctx.workspaceId, request(of, extra), signal);
  const tell = (told: Told | Refusal) => server.answer(() => told);
  const sent = () => {
    const [seen] = server.requests;
    if (seen === undefined) throw new Error("Nothing was sent");
    return { ...seen, ...speech.normal(seen.body) };
  };

  it("streams its answer, whole characters only, and says how much it read and wrote", async () => {
    tell({ text: ["Sehr ", "tief: 深い ", "🐟🐠."], usage: { input: 1_000, output: 500, cached: 800, reasoning: 300 } });
    const pieces: string[] = [];
    const outcome = await ask({ onText: (delta) => pieces.push(delta) });
    expect(outcome).toMatchObject({ ok: true, answer: { text: "Sehr tief: 深い 🐟🐠." } });
    expect(pieces).toEqual(["Sehr ", "tief: 深い ", "🐟🐠."]);
    const { cached, reasoning } = speech.counts;
    expect(outcome.record).toMatchObject({
      inputTokens: 1_000,
      outputTokens: 500,
      cachedTokens: cached ? 800 : null,
      reasoningTokens: reasoning ? 300 : null,
      tokensEstimated: false,
      cost: 0.002,
    });
    expect(outcome.record.response).toMatchObject({ content: expect.anything(), finish_reason: expect.stringMatching(/./) });
  });

  it("is asked at the right place with its key, and nobody else's", async () => {
    tell({ text: ["Hello"] });
    await ask();
    const { path, headers } = sent();
    if (typeof speech.path === "string") expect(path).toBe(speech.path);
    else expect(path).toMatch(speech.path);
    expect(headers[speech.keyHeader]).toBe(speech.keyValue(KEY));
    expect(JSON.stringify(headers)).not.toContain("of-the-environment");
  });

  it("is asked with messages and sampling as the node has them", async () => {
    tell({ text: ["Hello"] });
    const messages = [
      { role: "system" as const, content: "Be brief." },
      ...user("How deep?"),
      { role: "assistant" as const, content: "Very." },
      ...user("In metres?"),
    ];
    await ask({ messages, sampling: { temperature: 0.2, topP: 0.9, maxTokens: 64, seed: 7, stop: ["END"] } });
    expect(sent()).toMatchObject({
      system: "Be brief.",
      turns: [
        { role: "user", text: "How deep?" },
        { role: "assistant", text: "Very." },
        { role: "user", text: "In metres?" },
      ],
      temperature: 0.2,
      topP: 0.9,
      maxTokens: 64,
      stop: ["END"],
      ...(speech.takes.seed && { seed: 7 }),
    });
  });

  it("calls several tools at once, whose arguments come in pieces", async () => {
    const calls = [
      { name: "search", arguments: { query: '深海 "fish"' } },
      { name: "clock", arguments: {} },
      { name: "search", arguments: { query: "the deepest place" } },
    ];
    tell({ text: ["One moment. "], calls });
    const outcome = await ask({ tools });
    if (!outcome.ok) throw outcome.error;
    expect(outcome.answer.text).toBe("One moment. ");
    expect(outcome.answer.toolCalls).toMatchObject(calls);
    expect(new Set(outcome.answer.toolCalls?.map(({ id }) => id)).size).toBe(3);
    expect(sent().tools).toEqual(tools.map(({ name, parameters }) => ({ name, parameters })));
  });

  it("is told what came of the tools it called", async () => {
    tell({ text: ["Deep."] });
    const toolCalls: ToolCall[] = [
      { id: "call_a", name: "search", arguments: { query: "depth" } },
      { id: "call_b", name: "clock", arguments: {} },
    ];
    const messages = [
      ...user("How deep?"),
      { role: "assistant" as const, content: "Let me look.", toolCalls },
      { role: "tool" as const, content: "10,935 m", callId: "call_a" },
      { role: "tool" as const, content: "noon", callId: "call_b" },
    ];
    await ask({ messages, tools });
    expect(sent().turns).toEqual([
      { role: "user", text: "How deep?", calls: [], result: null },
      {
        role: "assistant",
        text: "Let me look.",
        calls: toolCalls.map(({ name, arguments: given }) => ({ name, arguments: given })),
        result: null,
      },
      { role: "tool", text: "", calls: [], result: "10,935 m" },
      { role: "tool", text: "", calls: [], result: "noon" },
    ]);
  });

  it("is held to a schema", async () => {
    tell({ text: ['{"name": "Ada", ', '"age": 36}'] });
    const outcome = await ask({ outputSchema: person });
    expect(outcome).toMatchObject({ ok: true, answer: { json: { name: "Ada", age: 36 } }, record: { schemaValid: true } });
    expect(sent().schema).toMatchObject({ type: "object", required: ["name", "age"], additionalProperties: false });
    expect(sent().system).toBe("");
  });

  it.runIf(speech.takes.logprobs)("tells how sure it is, when asked", async () => {
    tell({ text: ["Deep", "."], logprob: Math.log(0.5) });
    const outcome = await ask({ logprobs: true });
    if (!outcome.ok) throw outcome.error;
    expect(outcome.answer.probability).toBeCloseTo(0.5, 6);
  });

  it("has its tokens estimated when its server does not count", async () => {
    if (speech.kind === "anthropic") return;
    tell({ text: ["12345678"], usage: null });
    expect((await ask()).record).toMatchObject({ inputTokens: 6, outputTokens: 3, tokensEstimated: true });
  });

  it.runIf(speech.kind !== "ollama")("answers all at once when it can't stream", async () => {
    tell({ text: ["All at once"], usage: { input: 30, output: 20, cached: 10, reasoning: 0 } });
    const served = await serveModel(ctx, {
      kind: speech.kind,
      baseUrl: speech.base(server.origin),
      key: KEY,
      model: { capabilities: { streaming: false } },
    });
    const outcome = await ask({}, never, served.model);
    expect(outcome).toMatchObject({
      ok: true,
      answer: { text: "All at once" },
      record: { inputTokens: 30, outputTokens: 20, cachedTokens: 10 },
    });
    expect(outcome.record.response).toMatchObject({ finish_reason: expect.stringMatching(/./) });
  });

  it("hangs up when it is aborted, in the middle of an answer and before it", async () => {
    for (const told of [{ text: ["Once ", "upon "], fault: "stall" as const }, { fault: "stall" as const }]) {
      server.requests.length = 0;
      const abort = new AbortController();
      server.answer(() => {
        if (!("text" in told)) abort.abort(new Error("cancelled"));
        return told;
      });
      await expect(ask({ onText: () => abort.abort(new Error("cancelled")) }, abort.signal)).rejects.toThrow("cancelled");
      await server.requests[0]?.abandoned;
    }
  });

  it.each<[string, Refusal, string, RegExp]>([
    ["the key is wrong", { status: 401, message: "invalid key" }, "provider_unauthorized", /Put a valid key/],
    ["the key may not", { status: 403, message: "not for you" }, "provider_forbidden", /\(403\)/],
    ["the model is unknown", { status: 404, message: "no such model" }, "provider_model_unknown", /a model named “test-model”/],
    [
      "the request is bad",
      { status: 400, message: "too many tokens: über 9000" },
      "provider_rejected",
      /\(400\): too many tokens: über 9000$/,
    ],
  ])("fails at once because %s", async (_name, refusal, code, text) => {
    tell(refusal);
    const outcome = await ask();
    if (outcome.ok) throw new Error("It was answered");
    expect(outcome.error).toMatchObject({ code, retryable: false });
    expect(errorText("en", outcome.error.code, outcome.error.params)).toMatch(text);
    expect(server.requests).toHaveLength(1);
  });

  it("is asked again when it was busy, as soon as it says", async () => {
    server.answer((_seen, number) =>
      number < 3 ? { status: 429, message: "slow down", headers: { "retry-after": "0" } } : { text: ["At last"] },
    );
    expect(await ask()).toMatchObject({ ok: true, answer: { text: "At last" }, record: { retries: 2 } });
  });

  it.each<[string, Told, RegExp]>([
    ["breaks off", { text: ["Half an ans"], fault: "cut" }, /cut off its answer/],
    ["brings an error in the middle", { text: ["Half an ans"], fault: "error" }, /had an error of its own \(\d+\): The engine is gone/],
  ])("fails when its answer %s", async (_name, told, text) => {
    tell(told);
    const outcome = await ask();
    if (outcome.ok) throw new Error("It was answered");
    expect(outcome.error.retryable).toBe(true);
    expect(errorText("en", outcome.error.code, outcome.error.params)).toMatch(text);
    expect(server.requests).toHaveLength(1);
  });

  it("is sent what the connection adds, over what the client sends", async () => {
    tell({ text: ["Hello"] });
    const served = await serveModel(ctx, {
      kind: speech.kind,
      baseUrl: speech.base(server.origin),
      headers: { "x-team": "fish", [speech.keyHeader]: "of my own" },
      options: { organization: "org-1", project: "proj-1" },
    });
    await ask({}, never, served.model);
    const { headers } = sent();
    expect(headers).toMatchObject({ "x-team": "fish", [speech.keyHeader]: "of my own" });
    if (speech.kind === "openai") expect(headers).toMatchObject({ "openai-organization": "org-1", "openai-project": "proj-1" });
  });
});

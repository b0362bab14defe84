import { createServer } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { errorText } from "@/core/messages";
import { workspaceSettings } from "@/db/schema/settings";
import type { WorkspaceContext } from "@/server/context";
import { openModelGateway } from "@/server/models/open";
import { testDatabase } from "../../helpers/database";
import { type ModelServer, type Reply, startModelServer } from "../../helpers/modelServer";
import { testWorkspace } from "../../helpers/workspace";
import { request, serveModel, user } from "./gateway";

process.env.MINNOW_SECRET = "a secret of a test, long enough to be one";
const KEY = "sk-test-0123456789";
const database = await testDatabase();
const gateway = openModelGateway({ database });
let ctx: WorkspaceContext;
let server: ModelServer;
let model: string;

beforeAll(async () => {
  ctx = await testWorkspace(database.db);
  server = await startModelServer({ key: KEY });
});
afterAll(async () => {
  await gateway.close();
  await server.close();
});
beforeEach(async () => {
  server.requests.length = 0;
  // What failed in one test is left alone in no other.
  ({ model } = await serveModel(ctx, { baseUrl: server.url, key: KEY }));
});

const never = new AbortController().signal;
const ask = (extra: Parameters<typeof request>[1] = {}, signal = never, of = model) =>
  gateway.call(ctx.workspaceId, request(of, extra), signal);

async function failureOf(outcome: ReturnType<typeof ask>) {
  const { record, ...rest } = await outcome;
  if (rest.ok) throw new Error("the call was answered");
  return { code: rest.error.code, text: errorText("en", rest.error.code, rest.error.params), retryable: rest.error.retryable, record };
}

const person = {
  type: "object",
  properties: { name: { type: "string" }, age: { type: "integer" } },
  required: ["name", "age"],
  additionalProperties: false,
};

describe("a call of an OpenAI-compatible server", () => {
  it("sends what the node asks for, and records tokens, cost and times", async () => {
    server.answer(() => ({
      pieces: ["Very ", "deep."],
      usage: {
        prompt_tokens: 1_000,
        completion_tokens: 500,
        total_tokens: 1_500,
        prompt_tokens_details: { cached_tokens: 800 },
        completion_tokens_details: { reasoning_tokens: 300 },
      },
    }));
    const outcome = await ask({ sampling: { temperature: 0.2, topP: 0.9, maxTokens: 64, seed: 7, stop: ["END"] } });
    expect(outcome).toMatchObject({ ok: true, answer: { text: "Very deep." } });
    expect(outcome.record).toMatchObject({
      model,
      modelClass: "slm",
      simulated: false,
      outputText: "Very deep.",
      schemaValid: null,
      inputTokens: 1_000,
      outputTokens: 500,
      cachedTokens: 800,
      reasoningTokens: 300,
      tokensEstimated: false,
      cost: 0.002,
      retries: 0,
    });
    expect(outcome.record.firstTokenMs).toBeLessThanOrEqual(outcome.record.latencyMs);
    const [sent] = server.requests;
    expect(sent?.headers.authorization).toBe(`Bearer ${KEY}`);
    expect(sent?.body).toMatchObject({
      model: "test-model",
      messages: user("How deep is the sea?"),
      temperature: 0.2,
      top_p: 0.9,
      max_tokens: 64,
      seed: 7,
      stop: ["END"],
      stream: true,
      stream_options: { include_usage: true },
    });
    expect(JSON.stringify(outcome)).not.toContain(KEY);
  });

  it("passes the text on piece by piece, in order", async () => {
    server.answer(() => ({ pieces: ["one ", "two ", "three"] }));
    const pieces: string[] = [];
    await ask({ onText: (delta) => pieces.push(delta) });
    expect(pieces).toEqual(["one ", "two ", "three"]);
  });

  it("estimates the tokens of a server that does not count, and says so", async () => {
    server.answer(() => ({ pieces: ["12345678"], usage: null }));
    const { record } = await ask();
    expect(record).toMatchObject({ inputTokens: 6, outputTokens: 3, tokensEstimated: true });
  });

  it("counts an answer of no tokens as none, however it is sent", async () => {
    const usage = { prompt_tokens: 7, completion_tokens: 0, total_tokens: 7 };
    server.answer(() => ({ pieces: [""], usage }));
    for (const streaming of [true, false]) {
      const served = await serveModel(ctx, {
        baseUrl: server.url,
        key: KEY,
        model: { capabilities: { streaming } },
      });
      const { record } = await ask({}, never, served.model);
      expect(record).toMatchObject({ inputTokens: 7, outputTokens: 0, tokensEstimated: false, cost: 7e-6 });
    }
  });

  it("does not stream from a model that can't", async () => {
    server.answer(() => "All at once");
    const served = await serveModel(ctx, { baseUrl: server.url, key: KEY, model: { capabilities: { streaming: false } } });
    const pieces: string[] = [];
    const outcome = await ask({ onText: (delta) => pieces.push(delta) }, never, served.model);
    expect(outcome).toMatchObject({ ok: true, answer: { text: "All at once" }, record: { outputTokens: 3 } });
    expect(pieces).toEqual(["All at once"]);
    expect(server.requests[0]?.body.stream).toBe(false);
  });

  it("closes the connection when it is aborted", async () => {
    server.answer(() => ({ fault: "stall", pieces: ["Once ", "upon "] }));
    const abort = new AbortController();
    const call = ask({ onText: () => abort.abort(new Error("cancelled")) }, abort.signal);
    await expect(call).rejects.toThrow("cancelled");
    await server.requests[0]?.abandoned;
  });

  it("runs no more calls at once than the connection allows, in the order they came", async () => {
    const served = await serveModel(ctx, { baseUrl: server.url, key: KEY, maxConcurrent: 2 });
    const arrivals = Promise.withResolvers<void>();
    const gates = Array.from({ length: 5 }, () => Promise.withResolvers<Reply>());
    server.answer((_, number) => {
      if (number === 2) arrivals.resolve();
      return gates[number - 1]?.promise ?? "late";
    });
    const calls = gates.map((_, index) => ask({ messages: user(`call ${index}`) }, never, served.model));
    await arrivals.promise;
    expect(server.requests).toHaveLength(2);
    for (const gate of gates) gate.resolve("done");
    await Promise.all(calls);
    const order = server.requests.map(({ body }) => body.messages[0]?.content);
    // Two are sent at once; which connection is faster is nobody's doing.
    expect([order.slice(0, 2).sort(), order.slice(2)]).toEqual([
      ["call 0", "call 1"],
      ["call 2", "call 3", "call 4"],
    ]);
  });
});

describe("a call that fails", () => {
  it.each<[string, Reply, string, RegExp]>([
    ["the key is wrong", { status: 401 }, "provider_unauthorized", /Put a valid key into the connection/],
    ["the key may not", { status: 403 }, "provider_forbidden", /does not let this key do that/],
    ["the model is unknown", { status: 404, message: "no such model" }, "provider_model_unknown", /a model named “test-model”/],
    ["the request is bad", { status: 400, message: "too many tokens" }, "provider_rejected", /too many tokens/],
    ["it redirects", { status: 302, headers: { location: "http://169.254.169.254/" } }, "provider_rejected", /302/],
  ])("at once because %s says what to do", async (_, reply, code, text) => {
    server.answer(() => reply);
    const failure = await failureOf(ask());
    expect(failure).toMatchObject({ code, retryable: false, record: { response: null, retries: 0, cost: null } });
    expect(failure.text).toMatch(text);
    expect(server.requests).toHaveLength(1);
  });

  it.each<[string, Reply, string, RegExp]>([
    ["the server breaks", { status: 500, message: "out of memory" }, "provider_failed", /\(500\): out of memory/],
    ["the server limits", { status: 429, headers: { "retry-after": "0" } }, "provider_rate_limited", /limiting requests/],
    ["the stream begins with nonsense", { fault: "garbage" }, "provider_failed", /not valid JSON/],
    ["the stream ends at once", { fault: "cut" }, "provider_stream_cut", /cut off its answer/],
    ["the stream brings an error", { fault: "error event" }, "provider_failed", /ran out of memory/],
  ])("because %s is tried again, then told", async (_, reply, code, text) => {
    server.answer(() => reply);
    const failure = await failureOf(ask());
    expect(failure).toMatchObject({ code, retryable: true });
    expect(failure.text).toMatch(text);
    expect(server.requests).toHaveLength(3);
  });

  it("is answered by a later try, which is counted", async () => {
    server.answer((_, number) => (number < 3 ? { status: 429, headers: { "retry-after": "0" } } : "At last"));
    expect(await ask()).toMatchObject({ ok: true, answer: { text: "At last" }, record: { retries: 2 } });
  });

  it("waits as long as the server asks", async () => {
    server.answer((_, number) => (number === 1 ? { status: 429, headers: { "retry-after": "1" } } : "Now"));
    const { record } = await ask();
    expect(record.latencyMs).toBeGreaterThanOrEqual(990);
  });

  it("does not wait for a server that asks for an hour", async () => {
    server.answer(() => ({ status: 429, headers: { "retry-after": "3600" } }));
    await failureOf(ask());
    expect(server.requests).toHaveLength(1);
  });

  it("is not tried again once somebody has seen text of it", async () => {
    server.answer(() => ({ fault: "cut", pieces: ["Half an ans"] }));
    const failure = await failureOf(ask());
    expect(failure.code).toBe("provider_stream_cut");
    expect(server.requests).toHaveLength(1);
  });

  it("because nobody listens names the host", async () => {
    const closed = createServer();
    const port = await new Promise<number>((resolve) => {
      closed.listen(0, "127.0.0.1", () => {
        const address = closed.address();
        closed.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
      });
    });
    const served = await serveModel(ctx, { baseUrl: `http://127.0.0.1:${port}/v1` });
    const failure = await failureOf(ask({}, never, served.model));
    expect(failure).toMatchObject({ code: "provider_refused", retryable: true });
    expect(failure.text).toMatch(new RegExp(`Nothing answers at 127\\.0\\.0\\.1:${port}: .*ECONNREFUSED`));
  });

  it("because the address is private is blocked before anything is sent", async () => {
    const closed = await testWorkspace(database.db);
    await database.db.update(workspaceSettings).set({ allowedHosts: [] });
    const served = await serveModel(closed, { baseUrl: server.url, key: KEY });
    const outcome = await gateway.call(closed.workspaceId, request(served.model), never);
    await database.db.update(workspaceSettings).set({ allowedHosts: ["127.0.0.1"] });
    expect(outcome).toMatchObject({ ok: false, error: { code: "connection_blocked", retryable: false } });
    expect(server.requests).toHaveLength(0);
  });

  it("because the model is not in the workspace, or switched off, says which", async () => {
    const off = await serveModel(ctx, { baseUrl: server.url, model: { enabled: false } });
    for (const key of ["nobody/nothing", off.model]) {
      const outcome = await ask({}, never, key);
      expect(outcome).toMatchObject({ ok: false, error: { code: "model_missing", params: { model: key } } });
    }
    const elsewhere = await testWorkspace(database.db);
    const outcome = await gateway.call(elsewhere.workspaceId, request(model), never);
    expect(outcome).toMatchObject({ ok: false, error: { code: "model_missing" } });
  });
});

describe("an answer in JSON", () => {
  it("is asked for by response_format, parsed and checked", async () => {
    server.answer(() => '{"name": "Ada", "age": 36}');
    const outcome = await ask({ outputSchema: person });
    expect(outcome).toMatchObject({ ok: true, answer: { json: { name: "Ada", age: 36 } }, record: { schemaValid: true } });
    expect(server.requests[0]?.body.response_format).toEqual({
      type: "json_schema",
      json_schema: { name: "answer", schema: person, strict: true },
    });
  });

  it("is asked for in words where the server can't be made to", async () => {
    server.answer(() => '```json\n{"name": "Ada", "age": 36}\n```');
    const served = await serveModel(ctx, { baseUrl: server.url, key: KEY, model: { capabilities: { jsonSchema: false } } });
    const messages = [{ role: "system" as const, content: "Be brief." }, ...user("Who?")];
    const outcome = await ask({ messages, outputSchema: person }, never, served.model);
    expect(outcome).toMatchObject({ ok: true, answer: { json: { name: "Ada", age: 36 } }, record: { schemaValid: true } });
    const [sent] = server.requests;
    expect(sent?.body.response_format).toBeUndefined();
    expect(sent?.body.messages).toHaveLength(2);
    expect(sent?.body.messages[0]?.content).toMatch(/^Be brief\.[\s\S]*"required":\["name","age"\]/);
  });

  it("that does not fit is sent back once with what is wrong, and both tries are paid for", async () => {
    server.answer((_, number) => (number === 1 ? '{"name": "Ada"}' : '{"name": "Ada", "age": 36}'));
    const pieces: string[] = [];
    const outcome = await ask({ outputSchema: person, onText: (delta) => pieces.push(delta) });
    expect(outcome).toMatchObject({ ok: true, answer: { json: { age: 36 } }, record: { schemaValid: false } });
    expect(outcome.record.outputTokens).toBe(2 + 4);
    expect(pieces.join("")).toBe('{"name": "Ada"}');
    const again = server.requests[1]?.body.messages ?? [];
    expect(again.map(({ role }) => role)).toEqual(["user", "assistant", "user"]);
    expect(again[2]?.content).toMatch(/must have required property 'age'/);
  });

  it("that never fits fails with the reason", async () => {
    server.answer(() => '{"name": "Ada", "age": "old"}');
    const failure = await failureOf(ask({ outputSchema: person }));
    expect(failure).toMatchObject({ code: "answer_schema_mismatch", record: { schemaValid: false } });
    expect(failure.text).toMatch(/\/age must be integer/);
    expect(server.requests).toHaveLength(2);
  });

  it("that is no JSON fails with its beginning", async () => {
    server.answer(() => "Sure! Here you are.");
    const failure = await failureOf(ask({ outputSchema: person }));
    expect(failure).toMatchObject({ code: "answer_not_json" });
    expect(failure.text).toMatch(/Sure! Here you are\./);
  });

  it("may be described by a schema of any draft", async () => {
    server.answer(() => '["a", 1]');
    const pair = {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "array",
      prefixItems: [{ type: "string" }, { type: "integer" }],
    };
    expect(await ask({ outputSchema: pair })).toMatchObject({ ok: true, record: { schemaValid: true } });
    const failure = await failureOf(ask({ outputSchema: { type: "strin" } }));
    expect(failure).toMatchObject({ code: "answer_schema_mismatch" });
    expect(failure.text).toMatch(/the schema itself is wrong/);
  });
});

describe("a connection's key", () => {
  it("that was sealed under another secret is asked for again", async () => {
    const sealed = await serveModel(ctx, { baseUrl: server.url, key: KEY });
    process.env.MINNOW_SECRET = "another secret of a test, also long enough";
    const failure = await failureOf(ask({}, never, sealed.model));
    process.env.MINNOW_SECRET = "a secret of a test, long enough to be one";
    expect(failure).toMatchObject({ code: "connection_key_unreadable" });
  });
});

describe("tools and probabilities", () => {
  const tools = [
    { name: "look_up", description: "Finds an order.", parameters: { type: "object", properties: { number: { type: "string" } } } },
  ];

  it("offers tools, and reads calls whose arguments come in pieces", async () => {
    server.answer(() => ({
      calls: [
        { name: "look_up", arguments: '{"number": "17"}' },
        { name: "look_up", arguments: '{"number"' },
      ],
    }));
    const outcome = await ask({ tools });
    expect(server.requests[0]?.body.tools).toEqual([{ type: "function", function: tools[0] }]);
    if (!outcome.ok) throw outcome.error;
    const [good, bad] = outcome.answer.toolCalls ?? [];
    expect(good).toEqual({ id: "call-0", name: "look_up", arguments: { number: "17" } });
    expect(bad).toMatchObject({ id: "call-1", name: "look_up", arguments: {} });
    expect(outcome.record.toolCalls).toBe(2);
  });

  it("tells an answer that called no tool from one that had none to call", async () => {
    server.answer(() => "It is on its way.");
    expect((await ask({ tools })).record.toolCalls).toBe(0);
    expect((await ask({})).record.toolCalls).toBeNull();
  });

  it("sends what came of a call back under its id", async () => {
    server.answer(() => "It is on its way.");
    const call = { id: "c1", name: "look_up", arguments: { number: "17" } };
    await ask({
      tools,
      messages: [
        ...user("Where is 17?"),
        { role: "assistant", content: "", toolCalls: [call] },
        { role: "tool", callId: "c1", content: "sent" },
      ],
    });
    const [, assistant, tool] = server.requests[0]?.body.messages ?? [];
    expect(assistant).toMatchObject({
      role: "assistant",
      tool_calls: [{ id: "c1", type: "function", function: { name: "look_up", arguments: '{"number":"17"}' } }],
    });
    expect(tool).toMatchObject({ role: "tool", tool_call_id: "c1", content: "sent" });
  });

  it("gives the geometric mean of the probabilities of the tokens, when asked", async () => {
    server.answer(() => ({ pieces: ["yes", "!"], logprob: Math.log(0.81) }));
    const told = await ask({ logprobs: true });
    expect(told.ok && told.answer.probability).toBeCloseTo(0.81, 6);
    const untold = await ask();
    expect(untold.ok && untold.answer.probability).toBeUndefined();
  });
});

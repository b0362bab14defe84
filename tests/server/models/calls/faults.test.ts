import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ConnectionOptions } from "@/core/connections";
import { errorText } from "@/core/messages";
import { answerBy } from "@/nodes/answering";
import type { ExecutionContext } from "@/nodes/executor";
import type { WorkspaceContext } from "@/server/context";
import { openModelGateway } from "@/server/models/open";
import { testDatabase } from "../../../helpers/database";
import { manualClock } from "../../../helpers/manualClock";
import { type ChatRequest, type ModelServer, type Reply, startModelServer } from "../../../helpers/modelServer";
import { speeches, startWire } from "../../../helpers/wires";
import { testWorkspace } from "../../../helpers/workspace";
import { request, serveModel, user } from "../gateway";

process.env.MINNOW_SECRET = "a secret of a test, long enough to be one";
const database = await testDatabase();
const never = new AbortController().signal;
let ctx: WorkspaceContext;
let server: ModelServer;

beforeAll(async () => {
  ctx = await testWorkspace(database.db);
  server = await startModelServer();
});
afterAll(() => server.close());
beforeEach(() => {
  server.requests.length = 0;
});

/** A gateway whose clock is the test's, and a model of the server on a connection of its own. */
async function opened(options: Partial<ConnectionOptions> = {}, maxConcurrent = 8) {
  const clock = manualClock();
  const gateway = openModelGateway({ database, clock, random: () => 0 });
  const { model } = await serveModel(ctx, { baseUrl: server.url, options: { retries: 0, ...options }, maxConcurrent });
  const ask = (extra: Parameters<typeof request>[1] = {}, signal = never, owner = "run") =>
    gateway.call(ctx.workspaceId, request(model, extra), signal, owner);
  return { clock, gateway, model, ask };
}

/** Has the server answer, and tells of the requests as they arrive. */
function arrivals(reply: (request: ChatRequest, number: number) => Reply | Promise<Reply>) {
  const waiting: { count: number; resolve(): void }[] = [];
  server.answer((body, number) => {
    for (const { count, resolve } of waiting) if (number >= count) resolve();
    return reply(body, number);
  });
  return (count: number) =>
    new Promise<void>((resolve) => {
      if (server.requests.length >= count) resolve();
      else waiting.push({ count, resolve });
    });
}

const codeOf = async (outcome: ReturnType<Awaited<ReturnType<typeof opened>>["ask"]>) => {
  const told = await outcome;
  return told.ok ? "answered" : told.error.code;
};

describe.each(speeches.map((speech) => [speech.kind, speech] as const))("on the wire of %s", (_, speech) => {
  it.each<[string, string[] | undefined, string, number, RegExp]>([
    ["does not begin", undefined, "provider_first_token_timeout", 5_000, /did not begin to answer within 5 s/],
    ["stops in the middle", ["Once ", "upon "], "provider_idle_timeout", 3_000, /fell silent .* for 3 s/],
  ])("a server that %s is hung up on when its time is over, and not before", async (_name, text, code, ms, sentence) => {
    const wire = await startWire(speech);
    const { promise: here, resolve: arrived } = Promise.withResolvers<void>();
    wire.answer(() => {
      if (text === undefined) arrived();
      return { text, fault: "stall" };
    });
    const { clock, gateway } = await opened();
    const options = { firstTokenMs: 5_000, idleMs: 3_000, retries: 0 };
    const { model } = await serveModel(ctx, { kind: speech.kind, baseUrl: speech.base(wire.origin), options });
    const onText = (delta: string) => {
      if (delta === "upon ") arrived();
    };
    const outcome = gateway.call(ctx.workspaceId, request(model, { onText }), never);
    await here;
    await clock.pass(ms - 1);
    expect(await Promise.race([outcome, "still waiting"])).toBe("still waiting");
    await clock.pass(1);
    const told = await outcome;
    if (told.ok) throw new Error("It was answered");
    expect(told.error).toMatchObject({ code, retryable: true });
    expect(errorText("en", told.error.code, told.error.params)).toMatch(sentence);
    await wire.requests[0]?.abandoned;
    await wire.close();
  });
});

describe("a server that limits requests", () => {
  it("has every run wait as long as it says, not only the one that was told", async () => {
    const { clock, ask } = await opened({ retries: 1 });
    const arrived = arrivals((_, number) => (number === 1 ? { status: 429, headers: { "retry-after": "2" } } : "Welcome"));
    const first = ask();
    await arrived(1);
    await clock.waitingFor(2_000);
    const second = ask({}, never, "another run");
    await clock.pass(1_999);
    expect(server.requests).toHaveLength(1);
    await clock.pass(1);
    expect(await Promise.all([first, second])).toMatchObject([
      { ok: true, record: { retries: 1 } },
      { ok: true, record: { retries: 0 } },
    ]);
  });

  it("and wants a long pause is asked nothing until then, which is said at once", async () => {
    const { clock, ask } = await opened();
    arrivals((_, number) => (number === 1 ? { status: 503, headers: { "retry-after": "90" } } : "Welcome"));
    expect(await codeOf(ask())).toBe("provider_failed");
    const refused = await ask();
    if (refused.ok) throw new Error("It was answered");
    expect(refused.error).toMatchObject({ code: "provider_paused", params: { seconds: 90 } });
    expect(server.requests).toHaveLength(1);
    await clock.pass(90_000);
    expect(await codeOf(ask())).toBe("answered");
  });
});

describe("a connection with rates", () => {
  it("is asked no more often in a minute than it allows", async () => {
    const { clock, ask } = await opened({ requestsPerMinute: 2 });
    const arrived = arrivals(() => "Yes");
    const all = [ask(), ask(), ask()];
    await arrived(2);
    await Promise.all(all.slice(0, 2));
    await clock.pass(59_999);
    expect(server.requests).toHaveLength(2);
    await clock.pass(1);
    expect(await all[2]).toMatchObject({ ok: true, record: { latencyMs: 0 } });
  });

  it("counts tokens before a call, and corrects itself by what was used", async () => {
    const { clock, ask } = await opened({ tokensPerMinute: 1_000 });
    arrivals(() => ({ pieces: ["Yes"], usage: { prompt_tokens: 700, completion_tokens: 200, total_tokens: 900 } }));
    await ask({ sampling: { maxTokens: 10 } });
    const second = ask({ sampling: { maxTokens: 200 } });
    await clock.pass(59_000);
    expect(server.requests).toHaveLength(1);
    await clock.pass(1_000);
    expect(await codeOf(second)).toBe("answered");
  });

  it("serves runs in turn, whoever asked for more", async () => {
    const { ask } = await opened({}, 1);
    const gates = Array.from({ length: 5 }, () => Promise.withResolvers<Reply>());
    const arrived = arrivals((_, number) => gates[number - 1]?.promise ?? "late");
    const asked = ["a1", "a2", "a3", "b1", "c1"];
    const calls = asked.map((name) => ask({ messages: user(name) }, never, name.slice(0, 1)));
    await arrived(1);
    for (const gate of gates) gate.resolve("Yes");
    await Promise.all(calls);
    expect(server.requests.map(({ body }) => body.messages[0]?.content)).toEqual(["a1", "a2", "b1", "c1", "a3"]);
  });
});

describe("a model that keeps failing", () => {
  it("is left alone, which is said at once, and tried by a single call afterwards", async () => {
    const { clock, ask } = await opened();
    let well = false;
    const gate = Promise.withResolvers<void>();
    const arrived = arrivals(async () => {
      if (!well) return { status: 500 };
      await gate.promise;
      return "Well again";
    });
    for (let time = 0; time < 5; time++) expect(await codeOf(ask())).toBe("provider_failed");
    const refused = await ask();
    if (refused.ok) throw new Error("It was answered");
    expect(refused.error).toMatchObject({ code: "provider_resting", params: { model: "test-model", seconds: 2 } });
    expect(errorText("en", refused.error.code, refused.error.params)).toMatch(/tried again in 2 s/);
    expect(server.requests).toHaveLength(5);

    well = true;
    await clock.pass(2_000);
    const probe = ask();
    await arrived(6);
    expect(await codeOf(ask())).toBe("provider_resting");
    gate.resolve();
    expect(await codeOf(probe)).toBe("answered");
    expect(await codeOf(ask())).toBe("answered");
  });

  it("is waited for by a call that has tries left and nobody else to ask", async () => {
    const { clock, ask } = await opened({ retries: 1 });
    let well = false;
    // Once text has been shown there is no second try.
    arrivals(() => (well ? "Well again" : { fault: "cut", pieces: ["Half an ans"] }));
    for (let time = 0; time < 5; time++) expect(await codeOf(ask())).toBe("provider_stream_cut");
    well = true;
    const patient = ask();
    await clock.waitingFor(5_000);
    await clock.pass(5_000);
    expect(await codeOf(patient)).toBe("answered");
  });

  it("hands over to the fallback at once", async () => {
    const { gateway } = await opened();
    const other = await serveModel(ctx, { baseUrl: server.url, model: { name: "other-model" } });
    const failing = await serveModel(ctx, { baseUrl: server.url, model: { name: "failing" } });
    server.answer((body) => (body.model === "other-model" ? "From the other" : { fault: "cut", pieces: ["Half an ans"] }));
    for (let time = 0; time < 5; time++) await gateway.call(ctx.workspaceId, request(failing.model), never);
    server.requests.length = 0;
    const log: string[] = [];
    const callModel: ExecutionContext["callModel"] = async (asked) => {
      const outcome = await gateway.call(ctx.workspaceId, asked, never);
      if (!outcome.ok) throw outcome.error;
      return outcome.answer;
    };
    const context = { callModel, signal: never, log: (line: string) => log.push(line) } as unknown as ExecutionContext;
    const assignment = { type: "single" as const, model: failing.model, fallback: [other.model], reuse: false };
    const answer = await answerBy(assignment, { messages: user("Well?"), sampling: {} }, { inputs: {}, context });
    expect(answer.text).toBe("From the other");
    expect(log).toEqual([`${failing.model}: provider_resting; asking ${other.model} instead`]);
    expect(server.requests.map(({ body }) => body.model)).toEqual(["other-model"]);
  });

  it("is not left alone because it refuses requests or limits them: it is well", async () => {
    const { ask } = await opened();
    arrivals((_, number) => (number % 2 === 0 ? { status: 429 } : { status: 400 }));
    for (let time = 0; time < 12; time++) await ask();
    expect(server.requests).toHaveLength(12);
  });
});

describe("a call that is made a second time because it is slow", () => {
  it("gives the answer that began first, hangs up on the other, and is recorded as what it was", async () => {
    const { clock, ask } = await opened({ hedgeAfterMs: 1_000 });
    const usage = { prompt_tokens: 50, completion_tokens: 7, total_tokens: 57 };
    const arrived = arrivals((_, number) => (number === 1 ? { fault: "hang" } : { pieces: ["Quick"], usage }));
    const pieces: string[] = [];
    const outcome = ask({ onText: (delta) => pieces.push(delta) });
    await arrived(1);
    await clock.pass(1_000);
    expect(await outcome).toMatchObject({
      ok: true,
      answer: { text: "Quick" },
      // Both read the prompt.
      record: { inputTokens: 100, outputTokens: 7, tokensEstimated: true, response: { hedged: { answered: "second" } } },
    });
    expect(pieces).toEqual(["Quick"]);
    await server.requests[0]?.abandoned;
  });

  it("takes no place from others: without a free one it waits for the first", async () => {
    const { clock, ask } = await opened({ hedgeAfterMs: 1_000 }, 1);
    const gate = Promise.withResolvers<Reply>();
    const arrived = arrivals(() => gate.promise);
    const outcome = ask();
    await arrived(1);
    await clock.pass(2_000);
    gate.resolve("Slow");
    const { record, ...told } = await outcome;
    expect(told).toMatchObject({ ok: true, answer: { text: "Slow" } });
    expect(record.response).not.toHaveProperty("hedged");
    expect(server.requests).toHaveLength(1);
  });

  it("hangs up on both when the run is cancelled", async () => {
    const { clock, ask } = await opened({ hedgeAfterMs: 1_000 });
    const arrived = arrivals(() => ({ fault: "hang" }));
    const abort = new AbortController();
    const outcome = ask({}, abort.signal);
    await arrived(1);
    await clock.pass(1_000);
    await arrived(2);
    abort.abort(new Error("cancelled"));
    await expect(outcome).rejects.toThrow("cancelled");
    await Promise.all(server.requests.map(({ abandoned }) => abandoned));
  });
});

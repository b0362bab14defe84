import { beforeEach, describe, expect, it } from "vitest";
import { ConnectionOptions } from "@/core/connections";
import { MinnowError } from "@/core/errors";
import type { ServedModel } from "@/server/models/adapter";
import { type Caller, emptyTrace, openCaller, type Wanted } from "@/server/models/calls/caller";
import { type ManualClock, manualClock } from "../../../helpers/manualClock";

let clock: ManualClock;
let caller: Caller;
beforeEach(() => {
  clock = manualClock();
  caller = openCaller({ clock, random: () => 0 });
});

function served(
  options: Partial<ConnectionOptions> = {},
  changes: { baseUrl?: string; name?: string; share?: number; kind?: "openai" | "gguf" } = {},
): ServedModel {
  const { baseUrl = "http://one.test/v1", name = "small", share = 1, kind = "openai" } = changes;
  const createdAt = new Date(0);
  const ids = { id: "connection", workspaceId: "workspace", createdAt };
  return {
    connection: {
      ...{ ...ids, slug: "test", name: "Test server", kind, baseUrl, options: {}, maxConcurrent: 4 },
      ...{ sealedKey: null, sealedHeaders: null, sealedProxy: null },
    },
    model: {
      ...{ ...ids, id: name, connectionId: ids.id, key: `test/${name}`, name, label: name, parameters: 3, classOverride: null },
      ...{ quantisation: null, licence: null, sources: {}, probes: {} },
      ...{ contextTokens: null, prices: [], capabilities: {}, simulation: null, enabled: true },
    },
    capabilities: { tools: false, jsonSchema: false, streaming: true, logprobs: false, embeddings: false },
    options: ConnectionOptions.parse({ retries: 0, ...options }),
    allowedHosts: [],
    share,
  };
}

const wanted = (extra: Partial<Wanted> = {}): Wanted => ({
  ...{
    owner: "run",
    signal: new AbortController().signal,
    tokens: 0,
    elsewhere: false,
    hedge: false,
    mayRepeat: () => true,
    trace: emptyTrace(),
  },
  ...extra,
});
const fail = (of: ServedModel) =>
  caller
    .call(
      of,
      wanted(),
      () => Promise.reject(new MinnowError("provider_failed", { connection: "Test", status: 500, reason: "" }, { retryable: true })),
      () => 0,
    )
    .catch(({ code }: MinnowError) => code);
const answer = (of: ServedModel, extra: Partial<Wanted> = {}) =>
  caller
    .call(
      of,
      wanted(extra),
      async () => "answered",
      () => 0,
    )
    .catch(({ code }: MinnowError) => code);

describe("calls of a connection", () => {
  it("leave one of its models alone, and not the others", async () => {
    for (let time = 0; time < 5; time++) await fail(served());
    expect(await answer(served())).toBe("provider_resting");
    expect(await answer(served({}, { name: "large" }))).toBe("answered");
  });

  it("forget what was wrong when it gets another address", async () => {
    for (let time = 0; time < 5; time++) await fail(served());
    expect(await answer(served({}, { baseUrl: "http://other.test/v1" }))).toBe("answered");
  });

  it("keep to this process's share of its rates", async () => {
    const half = served({ requestsPerMinute: 4 }, { share: 0.5 });
    await Promise.all([answer(half), answer(half)]);
    const third = answer(half);
    expect(await Promise.race([third, Promise.resolve("waits")])).toBe("waits");
    await clock.pass(60_000);
    expect(await third).toBe("answered");
  });

  it("leave the queue when they are called off, and take nobody's turn", async () => {
    const busy = served({ requestsPerMinute: 1 });
    await answer(busy);
    const abort = new AbortController();
    const impatient = caller.call(
      busy,
      wanted({ signal: abort.signal }),
      async () => "answered",
      () => 0,
    );
    const patient = answer(busy);
    abort.abort(new Error("enough"));
    await expect(impatient).rejects.toThrow("enough");
    await clock.pass(60_000);
    expect(await patient).toBe("answered");
  });

  it("say how long they waited before anything was sent", async () => {
    const busy = served({ requestsPerMinute: 1 });
    await answer(busy);
    const trace = emptyTrace();
    const second = answer(busy, { trace });
    await clock.pass(60_000);
    await second;
    expect(trace).toEqual({ retries: 0, waitedMs: 60_000, hedged: null });
  });

  it("that this process computes itself only wait for a place", async () => {
    const file = served({}, { kind: "gguf" });
    for (let time = 0; time < 9; time++) expect(await fail(file)).toBe("provider_failed");
    expect(await answer(file)).toBe("answered");
  });
});

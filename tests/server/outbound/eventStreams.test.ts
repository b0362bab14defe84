import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MinnowError } from "@/core/errors";
import { guardedEventFetch } from "@/server/outbound/eventStreams";

const MIB = 2 ** 20;
let server: Server;
let address: string;
let sockets = 0;
let answer: (response: ServerResponse) => void;

beforeAll(async () => {
  server = createServer((request, response) => request.resume().on("end", () => answer(response)));
  server.on("connection", () => {
    sockets += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
const call = guardedEventFetch({ allowedHosts: ["127.0.0.1"] });
const post = (signal?: AbortSignal) => call(address, { method: "POST", body: "{}", ...(signal && { signal }) });
const events = (response: ServerResponse) => response.writeHead(200, { "content-type": "text/event-stream" });

/** Reads pieces until one holds the last event, as clients of OpenAI's wire do. */
async function read(response: Response, until = "[DONE]"): Promise<string> {
  let text = "";
  const pieces = response.body as unknown as AsyncIterable<Uint8Array>;
  for await (const piece of pieces) {
    text += new TextDecoder().decode(piece);
    if (text.includes(until)) break;
  }
  return text;
}

describe("a stream of events", () => {
  it("leaves its connection to the next call when its reader stops at the last event", async () => {
    answer = (response) => events(response).end("data: 1\n\ndata: [DONE]\n\n");
    for (let calls = 0; calls < 20; calls++) expect(await read(await post())).toBe("data: 1\n\ndata: [DONE]\n\n");
    // The second call may come before the end of the first answer.
    expect(sockets).toBeLessThanOrEqual(2);
  });

  it("is read as it comes", async () => {
    const second = Promise.withResolvers<void>();
    answer = async (response) => {
      events(response).write("data: 1\n\n");
      await second.promise;
      response.end("data: [DONE]\n\n");
    };
    let text = "";
    for await (const piece of (await post()).body as unknown as AsyncIterable<Uint8Array>) {
      text += new TextDecoder().decode(piece);
      second.resolve();
    }
    expect(text).toBe("data: 1\n\ndata: [DONE]\n\n");
  });

  it("that is cut off ends in an error, after what had come", async () => {
    answer = (response) => events(response).write("data: 1\n\n", () => response.socket?.destroy());
    const seen: string[] = [];
    const reading = async () => {
      for await (const piece of (await post()).body as unknown as AsyncIterable<Uint8Array>) seen.push(new TextDecoder().decode(piece));
    };
    await expect(reading()).rejects.toThrow();
    expect(seen.join("")).toBe("data: 1\n\n");
  });

  it("ends in an error when its reader aborts it, and hangs up", async () => {
    const gone = Promise.withResolvers<void>();
    answer = (response) => {
      response.on("close", () => gone.resolve());
      events(response).write("data: 1\n\n");
    };
    const abort = new AbortController();
    const response = await post(abort.signal);
    const reading = read(response);
    abort.abort();
    await expect(reading).rejects.toThrow(/abort/);
    await gone.promise;
  });

  it("is held back while nobody reads it, and hung up on when what is left is long", async () => {
    let sent = 0;
    const gone = Promise.withResolvers<void>();
    answer = (response) => {
      events(response);
      response.on("close", () => gone.resolve());
      const more = () => {
        while (!response.destroyed && sent < 64 * MIB) {
          sent += 65_536;
          if (!response.write("x".repeat(65_536))) return response.once("drain", more);
        }
      };
      more();
    };
    const pieces = ((await post()).body as unknown as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    await pieces.next();
    for (let last = -1; last !== sent; ) {
      last = sent;
      for (let turns = 0; turns < 200; turns++) await turn();
    }
    expect(sent).toBeLessThan(24 * MIB);
    await pieces.return?.();
    await gone.promise;
  });
});

describe("an answer that is no stream of events", () => {
  it("is read whole, with its status and headers", async () => {
    answer = (response) => response.writeHead(429, { "content-type": "application/json", "retry-after": "7" }).end('{"error": {}}');
    const response = await post();
    expect([response.status, response.headers.get("retry-after"), await response.json()]).toEqual([429, "7", { error: {} }]);
  });

  it("may be empty", async () => {
    answer = (response) => response.writeHead(204).end();
    expect(await (await post()).text()).toBe("");
  });
});

it("a private address is refused before anything is sent", async () => {
  const before = sockets;
  const refused = await guardedEventFetch({ allowedHosts: [] })(address, { method: "POST" }).catch((error: unknown) => error);
  let at = refused;
  while (at instanceof Error && !(at instanceof MinnowError)) at = at.cause;
  expect(at).toMatchObject({ code: "connection_blocked" });
  expect(sockets).toBe(before);
});

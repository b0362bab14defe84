import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "@/core/graph/json";
import { sendOutbound } from "@/server/outbound/send";
import { openSandbox } from "@/server/sandbox/sandbox";
import { runNode, situation } from "../../helpers/situation";

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;
let server: Server;
let answer: Answer;
let host: string;
const seen: { method: string; url: string; headers: IncomingMessage["headers"]; body: string }[] = [];
const sandbox = openSandbox({ threads: 1 });

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (part: string) => {
      body += part;
    });
    request.on("end", () => {
      seen.push({ method: request.method ?? "", url: request.url ?? "", headers: request.headers, body });
      answer(request, response, body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  host = typeof address === "object" && address !== null ? `127.0.0.1:${address.port}` : "";
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  return sandbox.close();
});
beforeEach(() => {
  seen.length = 0;
  answer = (_, response) => response.writeHead(200, { "content-type": "application/json" }).end('{"ok": true}');
});

const never = new AbortController().signal;
const send = (path: string, more: Partial<Parameters<typeof sendOutbound>[0]> = {}, allowedHosts = [host]) =>
  sendOutbound({ method: "GET", url: `http://${host}${path}`, headers: {}, ...more }, { allowedHosts }, never);

describe("the way out", () => {
  it("gives status, headers and text", async () => {
    expect(await send("/x")).toMatchObject({ status: 200, headers: { "content-type": "application/json" }, text: '{"ok": true}' });
  });

  it("refuses private addresses that the workspace doesn't allow, behind a redirect too", async () => {
    await expect(send("/x", {}, [])).rejects.toMatchObject({ code: "connection_blocked" });
    answer = (_, response) => response.writeHead(302, { location: "http://169.254.169.254/latest/meta-data" }).end();
    await expect(send("/x")).rejects.toMatchObject({ code: "connection_blocked" });
    await expect(send("/x", { url: "file:///etc/passwd" })).rejects.toMatchObject({ code: "connection_blocked" });
    await expect(send("/x", { url: "not an address" })).rejects.toMatchObject({ code: "http_address" });
  });

  it("follows redirects a few times, and takes no credentials to another origin", async () => {
    answer = (request, response) => {
      if (request.url === "/a") response.writeHead(302, { location: "/b" }).end();
      else if (request.url === "/b") response.writeHead(307, { location: `http://localhost:${host.split(":")[1]}/c` }).end();
      else response.end("there");
    };
    const allowed = [host, `localhost:${host.split(":")[1]}`];
    expect(await send("/a", { method: "POST", body: "x", headers: { authorization: "Bearer 1", "x-mine": "2" } }, allowed)).toMatchObject({
      text: "there",
    });
    expect(seen.map(({ method, headers }) => [method, headers.authorization, headers["x-mine"]])).toEqual([
      ["POST", "Bearer 1", "2"],
      ["GET", "Bearer 1", "2"],
      ["GET", undefined, "2"],
    ]);
    answer = (_, response) => response.writeHead(302, { location: "/round" }).end();
    await expect(send("/round")).rejects.toMatchObject({ code: "http_unreachable" });
  });

  it("stops reading what is too large, and says what can't be reached", async () => {
    answer = (_, response) => response.end(Buffer.alloc(6 * 2 ** 20));
    await expect(send("/big")).rejects.toMatchObject({ code: "http_too_large" });
    const free = createServer();
    await new Promise<void>((resolve) => free.listen(0, "127.0.0.1", resolve));
    const address = free.address();
    const left = `127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
    await new Promise((resolve) => free.close(resolve));
    const gone = sendOutbound({ method: "GET", url: `http://${left}/`, headers: {} }, { allowedHosts: [left] }, never);
    await expect(gone).rejects.toMatchObject({ code: "http_unreachable", retryable: true, details: { unsent: true } });
  });
});

describe("an HTTP node", () => {
  const config = (more: JsonObject): JsonObject => ({
    method: "GET",
    url: `http://${host}/orders/{{id}}`,
    headers: [],
    body: { type: "none" },
    reading: "auto",
    failOnError: true,
    ...more,
  });
  const here = (secrets: Record<string, string> = {}) =>
    situation({
      sandbox,
      capabilities: {
        send: (request, signal) => sendOutbound(request, { allowedHosts: [host] }, signal),
        secret: async (name) => secrets[name] ?? "",
      },
    });

  it("escapes values in the address and reads JSON as what it is", async () => {
    const outputs = await runNode("http", config({}), { id: "a/b?c" }, here());
    expect(outputs).toMatchObject({ status: 200, body: { ok: true } });
    expect(seen[0]?.url).toBe("/orders/a%2Fb%3Fc");
    expect(seen[0]?.headers["idempotency-key"]).toBeUndefined();
  });

  it("fills in secrets, and leaves alone a value that looks like one", async () => {
    const headers = [{ name: "Authorization", value: "Bearer {{secrets.TOKEN}} {{note}}" }];
    await runNode("http", config({ headers }), { id: "1", note: "{{secrets.OTHER}}\r\nX-Evil: 1" }, here({ TOKEN: "t0p", OTHER: "no" }));
    expect(seen[0]?.headers.authorization).toBe("Bearer t0p {{secrets.OTHER}} X-Evil: 1");
    expect(seen[0]?.headers["x-evil"]).toBeUndefined();
  });

  it("sends a value as JSON with a key that is the same for every attempt", async () => {
    const post = config({ method: "POST", body: { type: "port" } });
    const at = here();
    await runNode("http", post, { id: "1", body: { a: [1] } }, at);
    await runNode("http", post, { id: "1", body: { a: [1] } }, { context: { ...at.context, attempt: 2 } });
    expect(seen[0]).toMatchObject({
      method: "POST",
      body: '{"a":[1]}',
      headers: { "content-type": "application/json", "idempotency-key": "run%2Fnode" },
    });
    expect(seen[1]?.headers["idempotency-key"]).toBe(seen[0]?.headers["idempotency-key"]);
  });

  it("fails with what the server said, to be tried again only where nothing could happen twice", async () => {
    const failing = async (method: string, status: number) => {
      answer = (_, response) => response.writeHead(status).end("no luck");
      return runNode("http", config({ method }), { id: "1" }, here()).catch((error: unknown) => error);
    };
    expect(await failing("GET", 500)).toMatchObject({ code: "http_status", params: { status: 500, reason: "no luck" }, retryable: true });
    expect(await failing("POST", 500)).toMatchObject({ retryable: false });
    expect(await failing("POST", 503)).toMatchObject({ retryable: true });
    expect(await failing("GET", 404)).toMatchObject({ retryable: false });
    expect(await runNode("http", config({ failOnError: false }), { id: "1" }, here())).toMatchObject({ status: 404, body: "no luck" });
    answer = (_, response) => response.destroy();
    const cut = (method: string) => runNode("http", config({ method }), { id: "1" }, here()).catch((error: unknown) => error);
    expect(await cut("GET")).toMatchObject({ code: "http_unreachable", retryable: true });
    expect(await cut("POST")).toMatchObject({ code: "http_unreachable", retryable: false });
  });
});

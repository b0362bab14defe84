import { NextRequest } from "next/server";
import { beforeAll, describe, expect, it } from "vitest";
import { proxy } from "@/proxy";
import { followLink } from "@/server/auth/followLink";
import { createSignInLink } from "@/server/auth/signInLink";
import { testDatabase } from "../../helpers/database";

const address = "http://localhost:3000";
process.env.MINNOW_SECRET = "a secret of a test, long enough to be one";
process.env.MINNOW_URL = address;
const database = await testDatabase();

let cookie: string;
beforeAll(async () => {
  // The proxy uses its process's pool.
  Object.assign(globalThis, { minnowDatabase: database });
  process.env.DATABASE_URL = database.url;
  const link = await createSignInLink(database, address);
  const response = await followLink(database, link.slice(link.lastIndexOf("/") + 1), new Headers());
  cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
});

const ask = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  proxy(new NextRequest(`${address}${path}`, { method, headers: { host: "localhost:3000", ...headers } }));
const passed = (response: Response) => response.headers.get("x-middleware-next") === "1";

describe("the proxy", () => {
  it("leads strangers to the sign-in page on the host they came by", async () => {
    const response = await ask("/graphs", { host: "127.0.0.1:3000" });
    expect([response.status, response.headers.get("location")]).toEqual([303, "http://127.0.0.1:3000/sign-in"]);
  });

  it("lets through who is signed in, with a policy whose nonce is new each time", async () => {
    const [one, other] = [await ask("/graphs", { cookie }), await ask("/graphs", { cookie })];
    expect([passed(one), passed(other)]).toEqual([true, true]);
    const policy = one.headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/script-src 'self' 'nonce-[\w+/=]{20,}' 'strict-dynamic';/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe-eval");
    expect(other.headers.get("content-security-policy")).not.toBe(policy);
  });

  it("does not believe a nonce or a policy that a request brings along", async () => {
    const response = await ask("/graphs", { cookie, "x-nonce": "mine", "content-security-policy": "script-src 'nonce-mine'" });
    expect(response.headers.get("x-middleware-request-x-nonce")).not.toBe("mine");
    expect(response.headers.get("x-middleware-request-content-security-policy")).not.toContain("mine");
  });

  it.each(["/graphs", "/sign-in", "/api/health", "/api/nothing", "/api/v1/runs/1"])("puts the safety headers on %s", async (path) => {
    const { headers } = await ask(path);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  });

  it("answers refused requests of programs as problems in their language", async () => {
    const response = await ask("/api/v1/runs/1", { "accept-language": "zh" });
    expect([response.status, response.headers.get("content-type")]).toEqual([401, "application/problem+json"]);
    expect(await response.json()).toMatchObject({ code: "key_missing", detail: expect.stringMatching(/密钥/) });
  });

  it("refuses a change with the session's cookie from another port of this machine", async () => {
    const response = await ask("/api/trpc/graphs.create", { cookie, origin: "http://localhost:8080" }, "POST");
    expect(response.status).toBe(403);
  });
});

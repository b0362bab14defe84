import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isOwnHost, isSameOrigin } from "@/server/auth/address";
import { type Asked, decide } from "@/server/auth/door";

const signedIn = async () => true;
const nobody = async () => false;
const ask = (method: string, path: string, headers: Record<string, string> = {}): Asked => ({
  method,
  path,
  headers: new Headers({ host: "localhost:3000", ...headers }),
});
const sameOrigin = { origin: "http://localhost:3000", "sec-fetch-site": "same-origin" };
const refused = async (asked: Asked, who = signedIn) => {
  const verdict = await decide(asked, who);
  return verdict.type === "refuse" ? verdict.error.code : verdict.type;
};

let before: string | undefined;
beforeEach(() => {
  before = process.env.MINNOW_URL;
  process.env.MINNOW_URL = "http://localhost:3000";
});
afterEach(() => {
  if (before === undefined) delete process.env.MINNOW_URL;
  else process.env.MINNOW_URL = before;
});

describe("the door", () => {
  it("shows strangers the way in, for pages that exist and for those that do not", async () => {
    for (const path of ["/", "/graphs", "/graphs/42", "/settings", "/admin", "/.env", "/graphs/42/secret"]) {
      expect(await refused(ask("GET", path), nobody)).toBe("sign in");
    }
  });

  it("lets strangers at the sign-in page and nowhere else", async () => {
    expect(await refused(ask("GET", "/sign-in"), nobody)).toBe("pass");
    expect(await refused(ask("GET", "/sign-in/abc"), nobody)).toBe("pass");
    expect(await refused(ask("GET", "/sign-in/abc/def"), nobody)).toBe("sign in");
  });

  it("refuses addresses without a rule", async () => {
    for (const path of [
      "/api",
      "/api/",
      "/api/v1",
      "/api/v2/runs/1",
      "/api/auth/sign-up/email",
      "/api/auth/api-key/create",
      "/api/auth/organization/create",
    ]) {
      expect(await refused(ask("POST", path, sameOrigin))).toBe("not_found");
    }
    expect(await refused(ask("POST", "/nowhere", sameOrigin))).toBe("method_not_allowed");
  });

  it("does not mistake one address for another", async () => {
    for (const path of ["/api/v1/runs/1/../../../settings", "/api/v1//runs/1", "/api/v1/runs/", "/api/health/x"]) {
      expect(await refused(ask("GET", path, { "x-api-key": "k" }))).toBe("not_found");
    }
  });

  it("refuses methods that an address does not have", async () => {
    for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]) {
      expect(await refused(ask(method, "/graphs", sameOrigin))).toBe("method_not_allowed");
    }
    expect(await refused(ask("DELETE", "/api/v1/runs/1", { "x-api-key": "k" }))).toBe("method_not_allowed");
    expect(await refused(ask("HEAD", "/graphs"))).toBe("pass");
  });

  it("asks programs for a key, which no session replaces", async () => {
    const asked = (headers: Record<string, string>) => refused(ask("POST", "/api/v1/graphs/triage/runs", headers));
    expect(await asked({ ...sameOrigin, cookie: "minnow-3000.session_token=x" })).toBe("key_missing");
    expect(await asked({ authorization: "Bearer" })).toBe("key_missing");
    expect(await asked({ authorization: "Basic abc" })).toBe("key_missing");
    expect(await asked({ authorization: "Bearer mw_abc" })).toBe("pass");
    expect(await asked({ "x-api-key": "mw_abc" })).toBe("pass");
  });

  it("refuses changes asked for by other sites and other ports", async () => {
    const change = (headers: Record<string, string>) => refused(ask("POST", "/api/trpc/graphs.create", headers));
    expect(await change(sameOrigin)).toBe("pass");
    expect(await change({ origin: "http://localhost:3000" })).toBe("pass");
    expect(await change({ origin: "https://evil.example", "sec-fetch-site": "cross-site" })).toBe("origin_refused");
    expect(await change({ origin: "http://localhost:8080", "sec-fetch-site": "same-site" })).toBe("origin_refused");
    expect(await change({ origin: "http://localhost:8080" })).toBe("origin_refused");
    expect(await change({ origin: "null" })).toBe("origin_refused");
    expect(await change({})).toBe("origin_refused");
    expect(await refused(ask("POST", "/api/auth/sign-in/email", { origin: "https://evil.example" }), nobody)).toBe("origin_refused");
  });

  it("answers only to its own names, so that a rebound name gets nothing", async () => {
    for (const host of ["localhost:3000", "127.0.0.1:3000", "[::1]:3000", "LOCALHOST:3000"]) {
      expect(await refused(ask("GET", "/sign-in", { host }), nobody)).toBe("pass");
    }
    for (const host of ["evil.example", "evil.example:3000", "localhost.evil.example", "127.0.0.1.nip.io:3000", "", "169.254.169.254"]) {
      expect(await refused(ask("GET", "/sign-in", { host }), nobody)).toBe("host_refused");
    }
    expect(isOwnHost("minnow.example", "https://minnow.example")).toBe(true);
    expect(isOwnHost(null)).toBe(false);
  });

  it("refuses bodies larger than the address takes", async () => {
    const size = (path: string, bytes: number) =>
      refused(ask("POST", path, { ...sameOrigin, "x-api-key": "k", "content-length": String(bytes) }));
    expect(await size("/api/v1/graphs/a/runs", 2 * 1024 ** 2)).toBe("pass");
    expect(await size("/api/v1/graphs/a/runs", 2 * 1024 ** 2 + 1)).toBe("payload_too_large");
    expect(await size("/api/auth/sign-in/email", 17 * 1024)).toBe("payload_too_large");
    expect(await size("/api/trpc/graphs.save", 9 * 1024 ** 2)).toBe("payload_too_large");
  });

  it("refuses to sign out someone who is not signed in", async () => {
    expect(await refused(ask("POST", "/api/auth/sign-out", sameOrigin), nobody)).toBe("not_signed_in");
  });
});

describe("same origin", () => {
  it("holds for the page's own origin on any scheme the proxy in front speaks", () => {
    expect(isSameOrigin(new Headers({ host: "minnow.example", origin: "https://minnow.example" }))).toBe(true);
    expect(isSameOrigin(new Headers({ host: "minnow.example", "sec-fetch-site": "same-origin" }))).toBe(true);
    expect(isSameOrigin(new Headers({ host: "minnow.example", "sec-fetch-site": "none" }))).toBe(false);
    expect(isSameOrigin(new Headers({ host: "minnow.example", origin: "not an origin" }))).toBe(false);
  });
});

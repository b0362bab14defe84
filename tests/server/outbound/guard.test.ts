import { createServer, type Server } from "node:http";
import { type AddressInfo, isIP, type LookupFunction } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MinnowError } from "@/core/errors";
import { guardedFetch, isPublicAddress, requireCallable } from "@/server/outbound/guard";
import { startProxy } from "../../helpers/proxyServer";

let server: Server;
let port: number;
const seen: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(`${request.headers.host}${request.url}`);
    if (request.url === "/away") response.writeHead(302, { location: "http://169.254.169.254/latest/meta-data/" }).end();
    else response.end("secret of this machine");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Names and the addresses they have, in turn; the last one stays. */
function names(table: Record<string, string[]>): LookupFunction {
  const asked = new Map<string, number>();
  return (hostname, options, done) => {
    const answers = table[hostname] ?? [];
    const turn = asked.get(hostname) ?? 0;
    asked.set(hostname, turn + 1);
    const address = answers[Math.min(turn, answers.length - 1)];
    if (address === undefined) return done(Object.assign(new Error("unknown name"), { code: "ENOTFOUND" }), "", 0);
    if (options.all) done(null, [{ address, family: isIP(address) }]);
    else done(null, address, isIP(address));
  };
}

/** The refusal in what a call was rejected with, or whatever it was rejected with. */
async function refusal(call: Promise<unknown>): Promise<unknown> {
  try {
    return await call;
  } catch (error) {
    for (let at = error; at instanceof Error; at = at.cause) if (at instanceof MinnowError) return at.code;
    return error;
  }
}

describe("an address", () => {
  it.each([
    ["loopback", "127.0.0.1"],
    ["loopback, elsewhere in the range", "127.8.9.10"],
    ["this machine", "0.0.0.0"],
    ["private, 10/8", "10.1.2.3"],
    ["private, 172.16/12", "172.31.255.1"],
    ["private, 192.168/16", "192.168.0.1"],
    ["link-local and metadata", "169.254.169.254"],
    ["shared by carriers", "100.64.0.1"],
    ["benchmarking", "198.18.0.1"],
    ["documentation", "192.0.2.1"],
    ["multicast", "224.0.0.1"],
    ["reserved", "240.0.0.1"],
    ["broadcast", "255.255.255.255"],
    ["IPv6 loopback", "::1"],
    ["IPv6 unspecified", "::"],
    ["IPv6 link-local", "fe80::1"],
    ["IPv6 unique local", "fd00:ec2::254"],
    ["IPv6 multicast", "ff02::1"],
    ["IPv6 site-local", "fec0::1"],
    ["IPv4 mapped into IPv6", "::ffff:127.0.0.1"],
    ["private IPv4 mapped into IPv6", "::ffff:a01:203"],
    ["IPv4 compatible", "::127.0.0.1"],
    ["translated", "64:ff9b::7f00:1"],
    ["6to4", "2002:7f00:1::"],
    ["Teredo", "2001:0:1::1"],
    ["no address", "localhost"],
  ])("that is %s (%s) is not public", (_, address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(["1.1.1.1", "8.8.8.8", "172.32.0.1", "2606:4700:4700::1111", "::ffff:8.8.8.8"])("such as %s is public", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe("a guarded call", () => {
  it.each([
    "http://127.0.0.1",
    "http://2130706433",
    "http://0x7f000001",
    "http://0177.0.0.1",
    "http://127.1",
    "http://127.0.0.1.",
    "http://[::1]",
    "http://[::ffff:127.0.0.1]",
    "http://[::ffff:7f00:1]",
    "http://0",
    "http://①②⑦.0.0.1",
  ])("to this machine, written as %s, is blocked", async (origin) => {
    const before = seen.length;
    const call = guardedFetch({ allowedHosts: [] })(`${origin}:${port}/`);
    expect(await refusal(call)).toBe("connection_blocked");
    expect(seen).toHaveLength(before);
  });

  it("to a name is blocked when the name's address is private", async () => {
    expect(await refusal(guardedFetch({ allowedHosts: [] })(`http://localhost:${port}/`))).toBe("connection_blocked");
    const lookup = names({ "inside.example": ["10.0.0.5"] });
    expect(await refusal(guardedFetch({ allowedHosts: [], lookup })("http://inside.example/"))).toBe("connection_blocked");
  });

  it("passes when the workspace allows the host, with or without its port", async () => {
    for (const allowed of ["127.0.0.1", `127.0.0.1:${port}`]) {
      const response = await guardedFetch({ allowedHosts: [allowed] })(`http://127.0.0.1:${port}/hello`);
      expect(await response.text()).toBe("secret of this machine");
    }
    const other = guardedFetch({ allowedHosts: [`127.0.0.1:${port + 1}`] })(`http://127.0.0.1:${port}/`);
    expect(await refusal(other)).toBe("connection_blocked");
    // What is allowed is the name that was written, not whatever shares its address.
    expect(await refusal(guardedFetch({ allowedHosts: ["localhost"] })(`http://127.0.0.1:${port}/`))).toBe("connection_blocked");
  });

  it("gains nothing from a name that changes its address after the check", async () => {
    const before = seen.length;
    const lookup = names({ "rebind.example": ["93.184.216.34", "127.0.0.1"] });
    const policy = { allowedHosts: [], lookup };
    await expect(requireCallable(`http://rebind.example:${port}/v1`, policy)).resolves.toBeUndefined();
    expect(await refusal(guardedFetch(policy)(`http://rebind.example:${port}/`))).toBe("connection_blocked");
    expect(seen).toHaveLength(before);
  });

  it("is blocked when any one of a name's addresses is private", async () => {
    const lookup: LookupFunction = (_, __, done) =>
      done(null, [
        { address: "93.184.216.34", family: 4 },
        { address: "127.0.0.1", family: 4 },
      ]);
    expect(await refusal(guardedFetch({ allowedHosts: [], lookup })(`http://both.example:${port}/`))).toBe("connection_blocked");
  });

  it("hands a redirect back and does not follow it", async () => {
    const response = await guardedFetch({ allowedHosts: ["127.0.0.1"] })(`http://127.0.0.1:${port}/away`);
    expect([response.status, response.headers.get("location")]).toEqual([302, "http://169.254.169.254/latest/meta-data/"]);
  });

  it.each(["file:///etc/passwd", "ftp://example.com/", "data:text/plain,hello"])("to %s is blocked", async (address) => {
    expect(await refusal(guardedFetch({ allowedHosts: [] })(address))).toBe("connection_blocked");
  });
});

describe("a base URL on saving", () => {
  it.each([
    ["http://10.0.0.5:8000/v1", "connection_blocked"],
    ["http://localhost:11434/v1", "connection_blocked"],
    ["http://169.254.169.254/", "connection_blocked"],
    ["not an address", "bad_request"],
    ["javascript:alert(1)", "bad_request"],
  ])("%s is refused", async (address, code) => {
    expect(await refusal(requireCallable(address, { allowedHosts: [] }))).toBe(code);
  });

  it("may be of a name that nobody knows yet", async () => {
    await expect(requireCallable("https://soon.example/v1", { allowedHosts: [], lookup: names({}) })).resolves.toBeUndefined();
  });
});

describe("a guarded call through a proxy", () => {
  it("goes through it, plain, when the workspace allows the proxy", async () => {
    const proxy = await startProxy();
    const call = guardedFetch({ allowedHosts: ["127.0.0.1"], proxy: proxy.url });
    expect(await (await call(`http://models.example:${port}/hello`)).text()).toBe("secret of this machine");
    expect(proxy.seen).toEqual([`GET http://models.example:${port}/hello`]);
    await proxy.close();
  });

  it.each([
    "http://127.0.0.1/",
    "http://[::1]/",
    "https://169.254.169.254/latest",
    "http://10.0.0.5:8000/v1",
    "http://localhost/",
    "http://api.localhost./",
    "https://metadata.google.internal/",
    "http://printer.local/",
    "http://intranet/",
  ])("never asks it for %s, which is inside", async (url) => {
    const proxy = await startProxy();
    const { host } = new URL(proxy.url);
    expect(await refusal(guardedFetch({ allowedHosts: [host], proxy: proxy.url })(url))).toBe("connection_blocked");
    expect(proxy.seen).toEqual([]);
    await proxy.close();
  });

  it("asks for an inner server that the workspace allows", async () => {
    const proxy = await startProxy();
    const call = guardedFetch({ allowedHosts: ["127.0.0.1", "intranet"], proxy: proxy.url });
    expect((await call(`http://intranet:${port}/`)).status).toBe(200);
    await proxy.close();
  });

  it("refuses a proxy whose address is private, written or found, and one that is no web address", async () => {
    const lookup = names({ "proxy.example": ["10.0.0.5"] });
    for (const [proxy, more] of [
      ["http://127.0.0.1:3128", {}],
      ["http://proxy.example:3128", { lookup }],
      ["socks5://93.184.216.34", {}],
    ] as const) {
      for (const target of ["http://models.example/", "https://models.example/"])
        expect(await refusal(guardedFetch({ allowedHosts: [], proxy, ...more })(target))).toBe("connection_blocked");
    }
  });
});

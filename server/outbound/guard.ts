import "server-only";
import { lookup as resolveName } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import { Agent, type Dispatcher, Pool, ProxyAgent, fetch as undiciFetch } from "undici";
import { MinnowError } from "@/core/errors";

export type OutboundPolicy = {
  /** Hosts (`name`, `name:port`, `[v6]`) that are called although their address is private. */
  allowedHosts: readonly string[];
  /** How names become addresses; the system's way when left out. */
  lookup?: LookupFunction;
  /** The address of a proxy that calls go through. */
  proxy?: string | null;
};

/** Only addresses of the public internet: not loopback, private, link-local, shared, multicast, reserved or a cloud's metadata. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  // `process` turns an IPv4 address inside IPv6 (::ffff:127.0.0.1) into what it stands for.
  const parsed = ipaddr.process(address);
  if (parsed.range() !== "unicast") return false;
  // Of IPv6 only 2000::/3 is given out; `::127.0.0.1` and the like are not among it. RFC 4291, 2.5.4
  return parsed.kind() === "ipv4" || parsed.match(ipaddr.parseCIDR("2000::/3"));
}

const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, "");

/** Has the workspace let this host through? */
export function isAllowedHost({ hostname, port, protocol }: URL, allowedHosts: readonly string[]): boolean {
  const withPort = `${hostname}:${port || (protocol === "https:" ? "443" : "80")}`;
  return allowedHosts.includes(hostname) || allowedHosts.includes(withPort);
}

const blocked = (host: string) => new MinnowError("connection_blocked", { host });

/** Resolves like the system does, and refuses when any of the addresses is private: what is checked is what is connected to. */
function guardedLookup(resolve: LookupFunction): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) return done(error, "", 0);
      const addresses = Array.isArray(found) ? found : [{ address: found, family: isIP(found) }];
      if (addresses.length === 0 || addresses.some(({ address }) => !isPublicAddress(address))) return done(blocked(hostname), "", 0);
      if (options.all) return done(null, addresses);
      const [{ address, family } = { address: "", family: 0 }] = addresses;
      done(null, address, family);
    });
  };
}

const CONNECT_MS = 10_000;
/** No server may take longer between two pieces of an answer, whoever asks; most who ask have less patience. */
export const IDLE_MS = 3_600_000;
const MAX_BYTES = 64 * 1024 * 1024;
const limits = { connectTimeout: CONNECT_MS, headersTimeout: IDLE_MS, bodyTimeout: IDLE_MS, maxResponseSize: MAX_BYTES };

const openAgent = new Agent(limits);
const systemLookup: LookupFunction = (hostname, options, done) => resolveName(hostname, options, done);
const systemAgent = new Agent({ ...limits, connect: { lookup: guardedLookup(systemLookup) } });

/**
 * The one way to addresses that people can type: what calls there go through. Names are resolved, checked and connected to in one
 * step, so that a name which changes its mind in between gains nothing.
 * @throws MinnowError `connection_blocked`; a name's address is refused by the call, with that as a cause
 */
export function dispatcherFor(url: URL, policy: OutboundPolicy): Dispatcher {
  const { allowedHosts, lookup, proxy } = policy;
  if (url.protocol !== "http:" && url.protocol !== "https:") throw blocked(url.protocol);
  if (typeof proxy === "string") return proxied(url, proxy, policy);
  if (isAllowedHost(url, allowedHosts)) return openAgent;
  const host = bare(url.hostname);
  if (isIP(host) !== 0 && !isPublicAddress(host)) throw blocked(url.host);
  return lookup === undefined ? systemAgent : new Agent({ ...limits, connect: { lookup: guardedLookup(lookup) } });
}

/** Names that mean a machine of the proxy's own network, whatever they resolve to there. RFC 6761, RFC 8375 and what clouds use. */
const INSIDE = /(?:^|\.)(?:localhost|local|internal|intranet|lan|home\.arpa)\.?$/i;

const throughProxies = new Map<string, ProxyAgent>();
const MAX_PROXIES = 100;

/**
 * The way through a proxy. The proxy resolves the target's name, so what can be checked here is what is written: a private address,
 * a name that only inner networks know, or one without a dot is refused; a public name that the proxy resolves to a private address
 * is the proxy's to refuse. The proxy's own address is checked like any target's, when it is connected to.
 */
function proxied(url: URL, proxy: string, { allowedHosts, lookup }: OutboundPolicy): Dispatcher {
  if (!isAllowedHost(url, allowedHosts)) {
    const host = bare(url.hostname);
    if (isIP(host) === 0 ? INSIDE.test(host) || !host.includes(".") : !isPublicAddress(host)) throw blocked(url.host);
  }
  const way = new URL(proxy);
  if (way.protocol !== "http:" && way.protocol !== "https:") throw blocked(way.protocol);
  const allowed = isAllowedHost(way, allowedHosts);
  const host = bare(way.hostname);
  if (!allowed && isIP(host) !== 0 && !isPublicAddress(host)) throw blocked(way.host);
  const make = () =>
    new ProxyAgent({
      ...limits,
      uri: way.href,
      factory: (origin, options) => new Pool(origin, { ...limits, ...options }),
      ...(!allowed && { proxyTls: { lookup: guardedLookup(lookup ?? systemLookup) } }),
    });
  if (lookup !== undefined) return make();
  const key = `${allowed} ${way.href}`;
  const present = throughProxies.get(key);
  if (present !== undefined) return present;
  if (throughProxies.size >= MAX_PROXIES) throughProxies.clear();
  const made = make();
  throughProxies.set(key, made);
  return made;
}

/**
 * `fetch` by that way. Redirects are handed back, never followed.
 * @throws (also as the cause of what it rejects with) MinnowError `connection_blocked`
 */
export function guardedFetch(policy: OutboundPolicy): typeof fetch {
  const call: typeof undiciFetch = async (input, init) => {
    const url = new URL(typeof input === "string" ? input : "url" in input ? input.url : input.href);
    return undiciFetch(input, { ...init, redirect: "manual", dispatcher: dispatcherFor(url, policy) });
  };
  // The same interface by another package's types.
  return call as unknown as typeof fetch;
}

/** @throws MinnowError `connection_blocked` when calls to this address would be refused at once, `bad_request` when it is none */
export async function requireCallable(address: string, policy: OutboundPolicy): Promise<void> {
  if (!URL.canParse(address))
    throw new MinnowError("bad_request", { reason: `“${address}” is not an address such as http://localhost:11434/v1` });
  const url = new URL(address);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new MinnowError("bad_request", { reason: "the address must start with http:// or https://" });
  if (isAllowedHost(url, policy.allowedHosts)) return;
  const host = bare(url.hostname);
  if (isIP(host) !== 0) {
    if (!isPublicAddress(host)) throw blocked(url.host);
    return;
  }
  await new Promise<void>((resolve, reject) => {
    guardedLookup(policy.lookup ?? systemLookup)(host, { all: true }, (error) => {
      // A name that can't be resolved now may be resolvable later; calls are checked again anyway.
      if (error instanceof MinnowError) reject(blocked(url.host));
      else resolve();
    });
  });
}

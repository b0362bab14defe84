import "server-only";
import { guardedEventFetch } from "../outbound/eventStreams";
import { guardedFetch, type OutboundPolicy } from "../outbound/guard";
import type { ServedModel } from "./adapter";
import { headersOf, proxyOf } from "./key";

type Secrets = Pick<ServedModel["connection"], "name" | "sealedHeaders" | "sealedProxy">;

/** How a connection's server is called: guarded, through its proxy, with headers of its own. */
export type Way = OutboundPolicy & { headers: Readonly<Record<string, string>> };

/** @throws MinnowError `connection_key_unreadable` */
export const wayOf = (connection: Secrets, allowedHosts: readonly string[]): Way => ({
  allowedHosts,
  proxy: proxyOf(connection),
  headers: headersOf(connection),
});

type Own = Readonly<Record<string, string | null>>;

/**
 * `fetch` along a way. What the adapter says of its own headers holds over the client library's, which would take them from the
 * process's environment, and null takes one away; what a person entered for the connection holds over both.
 */
const along =
  (call: typeof fetch, { headers }: Way, own: Own): typeof fetch =>
  (input, init = {}) => {
    const all = new Headers(init.headers);
    for (const [name, value] of Object.entries(own)) {
      if (value === null) all.delete(name);
      else all.set(name, value);
    }
    for (const [name, value] of Object.entries(headers)) all.set(name, value);
    return call(input, { ...init, headers: all });
  };

export const fetchAlong = (way: Way, own: Own = {}): typeof fetch => along(guardedFetch(way), way, own);

/** For clients that read server-sent events by iterating a body. */
export const eventFetchAlong = (way: Way, own: Own = {}): typeof fetch => along(guardedEventFetch(way), way, own);

/** Text of an error's body: what servers of each wire put where. */
export function messageIn(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    const parts = [Array.isArray(body) ? body[0] : body].flatMap((part) => [
      part?.error?.message,
      part?.error,
      part?.message,
      part?.detail,
    ]);
    return parts.find((part): part is string => typeof part === "string" && part !== "") ?? text.slice(0, 200);
  } catch {
    return text.slice(0, 200);
  }
}

/** Rejects with status, headers and message of an answer that is a refusal, for clients that would lose some of it. */
export const refusing =
  (call: typeof fetch): typeof fetch =>
  async (input, init) => {
    const response = await call(input, init);
    if (response.ok) return response;
    const text = await response.text();
    // Google says so of a wrong key with a 400.
    const status = text.includes("API_KEY_INVALID") ? 401 : response.status;
    throw Object.assign(new Error(messageIn(text)), { status, headers: response.headers });
  };

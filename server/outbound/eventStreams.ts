import "server-only";
import { request } from "undici";
import { dispatcherFor, type OutboundPolicy } from "./guard";
import { spread } from "./spread";

/** More pieces than this wait for nobody: the server is held back until they are read. */
const QUEUE = 64;

type Body = Awaited<ReturnType<typeof request>>["body"];

/**
 * `guardedFetch` for clients that post text and read server-sent events: with half the CPU, for it makes no web streams; and a reader
 * that stops at the last event, as clients of OpenAI's wire do, leaves the connection to the next call instead of breaking it.
 * Answers of other types are read whole.
 */
export function guardedEventFetch(policy: OutboundPolicy): typeof fetch {
  return async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const { statusCode, headers, body } = await request(url, {
      method: init.method === "POST" ? "POST" : "GET",
      headers: Object.fromEntries(new Headers(init.headers)),
      body: typeof init.body === "string" ? init.body : null,
      signal: init.signal ?? null,
      dispatcher: dispatcherFor(url, policy),
    });
    const told = new Headers();
    for (const [name, values = []] of Object.entries(headers)) for (const value of [values].flat()) told.append(name, value);
    const about = { status: statusCode, headers: told };
    if (told.get("content-type")?.startsWith("text/event-stream") !== true) {
      const whole = await body.arrayBuffer();
      await spread();
      return new Response(whole.byteLength === 0 ? null : whole, about);
    }
    // Whoever iterates a body needs nothing else of it.
    return Object.defineProperty(new Response(null, about), "body", { value: { [Symbol.asyncIterator]: () => piecesOf(body) } });
  };
}

function piecesOf(body: Body): AsyncIterator<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let end: { error: Error | null } | null = null;
  let wake = () => {};
  const keep = (piece: Uint8Array) => {
    if (pieces.push(piece) >= QUEUE) body.pause();
    wake();
  };
  const finish = (error: Error | null) => {
    end ??= { error };
    wake();
  };
  body.on("data", keep);
  body.on("end", () => finish(null));
  body.on("error", finish);
  return {
    async next() {
      if (pieces.length === 0 && end === null) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (pieces.length > 0) await spread();
      const value = pieces.shift();
      if (value !== undefined) {
        if (pieces.length === 0) body.resume();
        return { value, done: false };
      }
      if (end !== null && end.error !== null) throw end.error;
      return { value: undefined, done: true };
    },
    async return() {
      body.off("data", keep);
      // What follows the last event is the end of the answer. Anything long closes the connection instead.
      body.dump({ limit: 16_384 }).catch(() => {});
      return { value: undefined, done: true };
    },
  };
}

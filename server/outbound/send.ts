import "server-only";
import { errors } from "undici";
import { MinnowError } from "@/core/errors";
import type { OutboundRequest, OutboundResponse } from "@/nodes/executor";
import { guardedFetch, type OutboundPolicy } from "./guard";

const MAX_REDIRECTS = 5;
const MAX_BYTES = 5 * 2 ** 20;
/** Not sent along to another origin. */
const CREDENTIALS = /^(?:authorization|cookie|proxy-authorization|x-api-key)$/i;

/** Calls an address that somebody typed. @throws MinnowError connection_blocked, http_unreachable, http_too_large */
export async function sendOutbound(request: OutboundRequest, policy: OutboundPolicy, signal: AbortSignal): Promise<OutboundResponse> {
  const call = guardedFetch(policy);
  let { method, body } = request;
  let headers = request.headers;
  let url = addressOf(request.url);
  for (let redirects = 0; ; redirects++) {
    const response = await reach(call, url, { method, headers, signal, ...(body !== undefined && { body }) });
    const location = response.headers.get("location");
    if (response.status < 300 || response.status > 399 || location === null) return whole(response, url);
    await response.body?.cancel();
    if (redirects === MAX_REDIRECTS)
      throw new MinnowError("http_unreachable", { host: url.host, reason: `more than ${MAX_REDIRECTS} redirects` });
    const next = addressOf(location, url);
    if (next.origin !== url.origin) headers = Object.fromEntries(Object.entries(headers).filter(([name]) => !CREDENTIALS.test(name)));
    // RFC 9110, 15.4: 307 and 308 repeat the request as it was; the others turn into a GET.
    if (response.status !== 307 && response.status !== 308 && method !== "GET" && method !== "HEAD") [method, body] = ["GET", undefined];
    url = next;
  }
}

function addressOf(text: string, base?: URL): URL {
  if (URL.canParse(text, base)) return new URL(text, base);
  throw new MinnowError("http_address", { address: text.slice(0, 200) });
}

async function reach(call: typeof fetch, url: URL, init: RequestInit): Promise<Response> {
  try {
    return await call(url, init);
  } catch (error) {
    init.signal?.throwIfAborted();
    throw refusalOf(error, url);
  }
}

/** A request that never reached the server may be repeated, whatever it asks for. */
function refusalOf(error: unknown, url: URL): MinnowError {
  for (let at: unknown = error; at instanceof Error; at = at.cause) if (at instanceof MinnowError) return at;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const reason = code || (cause instanceof Error ? cause.message : String(cause));
  const unsent = /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/.test(code);
  return new MinnowError("http_unreachable", { host: url.host, reason }, { cause: error, retryable: true, details: { unsent } });
}

async function whole(response: Response, url: URL): Promise<OutboundResponse> {
  const tooLarge = () => new MinnowError("http_too_large", { host: url.host, limit: `${MAX_BYTES / 2 ** 20} MB` });
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.byteLength;
      if (size > MAX_BYTES) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof MinnowError) throw error;
    if (error instanceof errors.ResponseExceededMaxSizeError) throw tooLarge();
    throw refusalOf(error, url);
  }
  return { status: response.status, headers: Object.fromEntries(response.headers), text: Buffer.concat(chunks).toString("utf8") };
}

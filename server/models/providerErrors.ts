import "server-only";
import { MinnowError } from "@/core/errors";
import { IDLE_MS } from "../outbound/guard";
import type { ServedModel } from "./adapter";
import { connectFailure } from "./connectErrors";
import { proxyOf } from "./key";
import { messageIn } from "./way";

type Connection = ServedModel["connection"];
type About = {
  connection: Pick<Connection, "name" | "baseUrl"> & Partial<Pick<Connection, "sealedProxy">>;
  model: Pick<ServedModel["model"], "name">;
  /** The proxy's address, where it isn't the stored one. */
  proxy?: string | null;
};

/** The error and everything that caused it, outermost first. */
function* chain(error: unknown): Generator<object> {
  for (let at = error, depth = 0; typeof at === "object" && at !== null && depth < 8; depth++) {
    yield at;
    at = "cause" in at ? at.cause : undefined;
  }
}

const field = (error: object, name: string): unknown => (name in error ? (error as Record<string, unknown>)[name] : undefined);

function first<T>(error: unknown, name: string, is: (value: unknown) => value is T): T | undefined {
  for (const part of chain(error)) {
    const value = field(part, name);
    if (is(value)) return value;
  }
  return undefined;
}

const isNumber = (value: unknown): value is number => typeof value === "number";
const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

const MAX_REASON = 300;

/** A provider's failure as what a person is told. `limitMs` is how long it was waited for. */
export function providerError(error: unknown, { connection, model, ...told }: About, limitMs = IDLE_MS): MinnowError {
  for (const part of chain(error)) if (part instanceof MinnowError) return part;
  const about = { connection: connection.name };
  const status = first(error, "status", isNumber);
  const message = (first(error, "message", isText) ?? String(error)).split("\n\nTroubleshooting URL")[0] ?? "";
  const bare = message.replace(/^\d{3} /, "");
  const reason = (bare.startsWith("{") ? messageIn(bare) : bare).slice(0, MAX_REASON);
  const fail = (...[code, params, retryable]: [ConstructorParameters<typeof MinnowError>[0], Record<string, string | number>, boolean]) =>
    new MinnowError(code, { ...about, ...params }, { cause: error, retryable });

  if (status !== undefined) {
    if (status === 401) return fail("provider_unauthorized", {}, false);
    if (status === 403) return fail("provider_forbidden", {}, false);
    if (status === 404) return fail("provider_model_unknown", { model: model.name }, false);
    if (status === 429) return fail("provider_rate_limited", {}, true);
    if (status >= 500) return fail("provider_failed", { status, reason }, true);
    return fail("provider_rejected", { status, reason }, false);
  }
  // An error that came as an event of a stream that had begun well.
  if (first(error, "error", (value): value is object => typeof value === "object" && value !== null) !== undefined)
    return fail("provider_failed", { status: 200, reason }, true);
  const host = connection.baseUrl === null ? "api.openai.com" : new URL(connection.baseUrl).host;
  const code = first(error, "code", isText);
  const { name, sealedProxy = null } = connection;
  const proxy = told.proxy ?? proxyOf({ name, sealedProxy });
  const said = [...chain(error)].map((part) => String(field(part, "message"))).join("\n");
  const unreached = connectFailure(code ?? "", said, host, proxy === null ? null : new URL(proxy).host);
  if (unreached !== null) return fail(unreached.code, unreached.params, unreached.retryable);
  if (code === "UND_ERR_HEADERS_TIMEOUT" || code === "UND_ERR_BODY_TIMEOUT" || /timed? ?out/i.test(message))
    return fail("provider_timeout", { seconds: limitMs / 1_000 }, true);
  if (code === "UND_ERR_RES_EXCEEDED_MAX_SIZE")
    return fail("provider_failed", { status: 200, reason: "its answer is larger than 64 MB" }, false);
  if (code !== undefined && /^(?:ECONNRESET|UND_ERR_SOCKET|EPIPE)$/.test(code)) return fail("provider_stream_cut", {}, true);
  if (/terminated|premature|aborted/i.test(message)) return fail("provider_stream_cut", {}, true);
  if ([...chain(error)].some((part) => part instanceof SyntaxError))
    return fail("provider_failed", { status: 200, reason: `its answer is not valid JSON (${reason})` }, true);
  return fail("provider_unreachable", { host, reason: code ?? reason }, true);
}

/** How long the server asks to wait, in milliseconds. */
export function retryAfter(error: unknown): number | null {
  const headers = first(error, "headers", (value): value is Headers => value instanceof Object && "get" in value);
  // Azure's, and more exact.
  const exact = Number(headers?.get("retry-after-ms") ?? Number.NaN);
  if (Number.isFinite(exact)) return Math.max(0, exact);
  const value = headers?.get("retry-after") ?? null;
  if (value === null) return null;
  const seconds = Number(value);
  const wait = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(value) - Date.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : null;
}

import { MinnowError } from "@/core/errors";
import { Json } from "@/core/graph/json";
import { asText } from "@/core/graph/template";
import type { ExecutionContext, Executor, OutboundResponse } from "../executor";
import { renderWithSecrets } from "../secretText";
import { type HttpConfig, type http, isSafe } from "./definition";

type Values = Record<string, Json>;

export const execute: Executor<typeof http> = async ({ config, inputs, context }) => {
  const safe = isSafe(config.method);
  const [url, headers, body] = await Promise.all([
    addressOf(config.url, inputs, context),
    headersOf(config, inputs, context),
    safe ? undefined : bodyOf(config, inputs, context),
  ]);
  const request = { method: config.method, url, headers: { ...headers, ...(safe ? {} : idempotencyKey(headers, context)) }, body };
  const response = await send(request, safe, context);
  context.log(`${config.method} ${new URL(url).host}: ${response.status}`);
  if (config.failOnError && response.status >= 400) {
    const { host } = new URL(url);
    const reason = response.text.replaceAll(/\s+/g, " ").trim().slice(0, 300);
    // Asked to come again later, or an error on their side: nothing that repeating a request for reading could harm.
    const retryable = response.status === 429 || response.status === 503 || (safe && response.status >= 500);
    throw new MinnowError("http_status", { host, status: response.status, reason }, { retryable });
  }
  return { body: bodyFrom(response, config.reading), status: response.status, headers: response.headers };
};

async function send(request: Parameters<ExecutionContext["send"]>[0], safe: boolean, context: ExecutionContext): Promise<OutboundResponse> {
  try {
    return await context.send(request, context.signal);
  } catch (error) {
    if (safe || !(error instanceof MinnowError) || !error.retryable) throw error;
    const { unsent } = (error.details ?? {}) as { unsent?: boolean };
    // It may have been done although no answer came: only a person can know.
    throw unsent === true ? error : new MinnowError(error.code, error.params, { cause: error });
  }
}

/** Values are escaped as parts of an address; one that begins it is the address. */
async function addressOf(template: string, inputs: Values, context: ExecutionContext): Promise<string> {
  const text = template.trim();
  const first = /^\{\{\s*([\w-]+)/.exec(text)?.[1];
  const escaped = Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [name, name === first ? asText(value) : encodeURIComponent(asText(value))]),
  );
  return renderWithSecrets(text, escaped, context);
}

async function headersOf({ headers, body }: HttpConfig, inputs: Values, context: ExecutionContext): Promise<Record<string, string>> {
  const rendered = await Promise.all(
    headers.map(async ({ name, value }) => [name, (await renderWithSecrets(value, inputs, context)).replaceAll(/[\r\n]+/g, " ")] as const),
  );
  const given = Object.fromEntries(rendered);
  const has = (wanted: string) => Object.keys(given).some((name) => name.toLowerCase() === wanted);
  const mediaType =
    body.type === "text" ? body.mediaType : typeof inputs.body === "string" ? "text/plain; charset=utf-8" : "application/json";
  return { ...(body.type !== "none" && !has("content-type") && { "content-type": mediaType }), ...given };
}

async function bodyOf({ body }: HttpConfig, inputs: Values, context: ExecutionContext): Promise<string | undefined> {
  if (body.type === "none") return undefined;
  if (body.type === "text") return renderWithSecrets(body.text, inputs, context);
  return typeof inputs.body === "string" ? inputs.body : JSON.stringify(inputs.body ?? null);
}

/** The same for every attempt of an activation, so that a server can tell a repetition. */
function idempotencyKey(headers: Record<string, string>, { runId, activation }: ExecutionContext): Record<string, string> {
  const taken = Object.keys(headers).some((name) => name.toLowerCase() === "idempotency-key");
  return taken ? {} : { "idempotency-key": encodeURIComponent(`${runId}/${activation}`) };
}

function bodyFrom({ headers, text }: OutboundResponse, reading: HttpConfig["reading"]): Json {
  const json = reading === "json" || (reading === "auto" && /\bjson\b/i.test(headers["content-type"] ?? ""));
  if (!json) return text;
  if (text.trim() === "") return null;
  try {
    return Json.parse(JSON.parse(text));
  } catch (cause) {
    if (reading === "auto") return text;
    throw new MinnowError("http_not_json", { start: text.slice(0, 120) }, { cause });
  }
}

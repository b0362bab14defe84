import { MinnowError } from "@/core/errors";
import { isOwnHost, isSameOrigin } from "./address";
import { accessOf, isApi, ruleOf } from "./routes";

export type Asked = { method: string; path: string; headers: Headers };

export type Verdict =
  | { type: "pass" }
  | { type: "refuse"; error: MinnowError }
  /** A page for people who are signed in: show them the way. */
  | { type: "sign in" };

const pass: Verdict = { type: "pass" };
const refuse = (...error: ConstructorParameters<typeof MinnowError>): Verdict => ({ type: "refuse", error: new MinnowError(...error) });

/**
 * The one decision about every request, before anything else runs. What has no rule in routes.ts is refused:
 * to everyone under /api, and elsewhere to all who are not signed in.
 * @param isSignedIn asked only where it matters
 */
export async function decide({ method, path, headers }: Asked, isSignedIn: () => Promise<boolean>): Promise<Verdict> {
  if (!isOwnHost(headers.get("host"))) return refuse("host_refused", { host: headers.get("host") ?? "" });
  const rule = ruleOf(path);
  if (rule === undefined) {
    if (isApi(path)) return refuse("not_found", { thing: "address" });
    if (method !== "GET" && method !== "HEAD") return refuse("method_not_allowed", { method });
    // Who is signed in may learn that there is no such page; Next tells them. It is the strictest rule a page can have.
    return (await isSignedIn()) ? pass : { type: "sign in" };
  }
  const access = accessOf(rule, method);
  if (access === undefined) return refuse("method_not_allowed", { method });
  const limit = rule.maxBytes ?? 0;
  if (Number(headers.get("content-length") ?? 0) > limit) return refuse("payload_too_large", { limit: sizeText(limit) });
  if (typeof access === "object" && "key" in access) return keyOf(headers) === null ? refuse("key_missing") : pass;
  if (method !== "GET" && method !== "HEAD" && !isSameOrigin(headers)) return refuse("origin_refused");
  if (access === "public" || access === "procedure" || (await isSignedIn())) return pass;
  return isApi(path) ? refuse("not_signed_in") : { type: "sign in" };
}

/** The API key a request brings, in `Authorization: Bearer` or `X-API-Key`. */
export function keyOf(headers: Headers): string | null {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  const key = bearer ?? headers.get("x-api-key")?.trim() ?? "";
  return key === "" || key.length > 200 ? null : key;
}

export function sizeText(bytes: number): string {
  return bytes >= 1024 ** 2 ? `${bytes / 1024 ** 2} MB` : `${bytes / 1024} KB`;
}

import "server-only";
import type { DatabaseClient } from "@/db/client";
import { authOf } from "./auth";

/**
 * Opens a session for who follows a sign-in link and leads them in; a used, expired or made-up link leads to the page
 * that says so. Only a real visit counts: a browser that merely loads ahead would use the link up.
 */
export async function followLink(database: DatabaseClient, token: string, headers: Headers): Promise<Response> {
  if (/prefetch|prerender/.test(`${headers.get("sec-purpose")} ${headers.get("purpose")}`)) return new Response(null, { status: 503 });
  const verified = await authOf(database).api.magicLinkVerify({ query: { token }, headers: new Headers(), asResponse: true });
  if (verified.status >= 500) throw new Error(`Following a sign-in link failed with status ${verified.status}`);
  if (!verified.ok) return redirect("/sign-in?problem=link");
  const response = redirect("/");
  for (const cookie of verified.headers.getSetCookie()) response.headers.append("Set-Cookie", cookie);
  return response;
}

function redirect(location: string): Response {
  return new Response(null, {
    status: 303,
    headers: { Location: location, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer" },
  });
}

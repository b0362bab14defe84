import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { problemResponse } from "@/server/api/rest/problem";
import { decide } from "@/server/auth/door";
import { processDatabase } from "@/server/auth/process";
import { dataPolicy, pagePolicy, safetyHeaders } from "@/server/auth/responseHeaders";
import { isApi } from "@/server/auth/routes";
import { signedInWorkspace } from "@/server/auth/session";

const development = process.env.NODE_ENV === "development";

/** Every request comes through here first; who may pass is decided in server/auth/door.ts by the rules of routes.ts. */
export async function proxy(request: NextRequest): Promise<Response> {
  const { headers, method } = request;
  const path = request.nextUrl.pathname;
  // Next's own tools of development; in production nothing is there.
  if (development && (path.startsWith("/_next/") || path.startsWith("/__nextjs"))) return NextResponse.next();
  const verdict = await decide({ method, path, headers }, async () => (await signedInWorkspace(processDatabase(), headers)) !== null);
  switch (verdict.type) {
    case "refuse":
      return problemResponse(verdict.error, headers);
    case "sign in":
      return withHeaders(NextResponse.redirect(new URL("/sign-in", addressOf(request)), 303), dataPolicy);
    case "pass":
      return isApi(path) ? withHeaders(NextResponse.next(), dataPolicy) : rendered(request);
  }
}

/** A page, whose scripts get a nonce of their own: Next reads it from the policy in the request. */
function rendered(request: NextRequest): NextResponse {
  const nonce = randomBytes(16).toString("base64");
  const policy = pagePolicy(nonce, development);
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  return withHeaders(NextResponse.next({ request: { headers } }), policy);
}

function withHeaders(response: NextResponse, policy: string): NextResponse {
  for (const [name, value] of Object.entries(safetyHeaders)) response.headers.set(name, value);
  response.headers.set("Content-Security-Policy", policy);
  return response;
}

/** The address as the visitor knows it, so that a redirect stays on the host that has their cookie. */
function addressOf(request: NextRequest): string {
  return `${request.nextUrl.protocol}//${request.headers.get("host")}`;
}

/** Logs of any size don't come through here: see server/api/rest/atTheDoor.ts. */
export const config = { matcher: ["/((?!_next/static/|api/ingest$|api/v1/ingest$).*)"] };

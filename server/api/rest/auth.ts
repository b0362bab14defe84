import "server-only";
import { z } from "zod";
import { MinnowError } from "@/core/errors";
import { authOf } from "../../auth/auth";
import { processDatabase } from "../../auth/process";
import { rateLimit } from "../../auth/rateLimit";
import { ruleOf } from "../../auth/routes";
import { readBody } from "./body";
import { failureResponse } from "./problem";

const attempts = rateLimit({ burst: 5, perMinute: 5 });
const Named = z.object({ email: z.string().max(254) });

/** better-auth's own addresses, as far as the table of routes lets any through: sign in with a password, sign out. */
export async function answerAuth(request: Request): Promise<Response> {
  try {
    const rule = ruleOf(new URL(request.url).pathname);
    if (rule === undefined) throw new MinnowError("not_found", { thing: "address" });
    const body = await readBody(request, rule.maxBytes ?? 0);
    if (rule.path === "/api/auth/sign-in/email") countAttempt(body);
    return await authOf(processDatabase()).handler(new Request(request.url, { method: request.method, headers: request.headers, body }));
  } catch (error) {
    return failureResponse(error, request.headers);
  }
}

/** Guessing is slowed per account, because a caller can make up the address it comes from. */
function countAttempt(body: string): void {
  const named = Named.safeParse(jsonOf(body));
  const seconds = attempts.take(named.success ? named.data.email.trim().toLowerCase() : "");
  if (seconds > 0) throw new MinnowError("too_many_requests", { seconds });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MinnowError("bad_request", { reason: "the body is not JSON" }, { cause });
  }
}

import "server-only";
import { decide } from "../../auth/door";
import { processDatabase } from "../../auth/process";
import { signedInWorkspace } from "../../auth/session";
import { problemResponse } from "./problem";

type Handler<Context> = (request: Request, context: Context) => Promise<Response>;

/**
 * A handler for an address that proxy.ts leaves out, because Next keeps a copy of every body that passes there, up to a limit: the same
 * decision is made here, before anything of the body is read.
 */
export function atTheDoor<Context>(handler: Handler<Context>): Handler<Context> {
  return async (request, context) => {
    const { headers, method, url } = request;
    const verdict = await decide(
      { method, path: new URL(url).pathname, headers },
      async () => (await signedInWorkspace(processDatabase(), headers)) !== null,
    );
    return verdict.type === "refuse" ? problemResponse(verdict.error, headers) : handler(request, context);
  };
}

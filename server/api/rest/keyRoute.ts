import "server-only";
import { MinnowError } from "@/core/errors";
import { may, permissions } from "../../auth/access";
import { keyOf } from "../../auth/door";
import { workspaceOfKey } from "../../auth/keys";
import { accessOf, type Method, type RoutePath, routes } from "../../auth/routes";
import type { WorkspaceContext } from "../../context";
import type { Services } from "../../services";
import { webServices } from "../../web";
import { failureResponse } from "./problem";

export type KeyRequest<Params> = { request: Request; params: Params; ctx: WorkspaceContext; services: Services; maxBytes: number };

/** A route handler for callers with an API key. The permission comes from the one table of routes. */
export function keyRoute<Params>(path: RoutePath, method: Method, answer: (asked: KeyRequest<Params>) => Promise<Response>) {
  return async (request: Request, { params }: { params: Promise<Params> }): Promise<Response> => {
    try {
      const services = await webServices();
      return await answerWithKey({ path, method, request, params: await params, services }, answer);
    } catch (error) {
      return failureResponse(error, request.headers);
    }
  };
}

/** Finds out whose key it is and whether it may do this, then answers. Throws MinnowErrors. */
export async function answerWithKey<Params>(
  { path, method, request, params, services }: { path: RoutePath; method: Method; request: Request; params: Params; services: Services },
  answer: (asked: KeyRequest<Params>) => Promise<Response>,
): Promise<Response> {
  const rule = routes.find((candidate) => candidate.path === path);
  const access = rule && accessOf(rule, method);
  if (rule === undefined || typeof access !== "object" || !("key" in access)) throw new Error(`${method} ${path} has no rule for API keys`);
  const key = keyOf(request.headers);
  if (key === null) throw new MinnowError("key_missing");
  const ctx = await workspaceOfKey(services.database, key);
  if (ctx === null) throw new MinnowError("key_invalid");
  if (!may(ctx.actor, access.key)) {
    const needed: { roles: readonly string[]; scope?: string } = permissions[access.key];
    throw new MinnowError("key_scope", { scope: needed.scope ?? access.key });
  }
  return answer({ request, params, ctx, services, maxBytes: "maxBytes" in rule ? rule.maxBytes : 0 });
}

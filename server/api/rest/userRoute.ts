import "server-only";
import { MinnowError } from "@/core/errors";
import { may } from "../../auth/access";
import { accessOf, type Method, type RoutePath, routes } from "../../auth/routes";
import type { WorkspaceContext } from "../../context";
import { requestContext } from "../../web";
import { failureResponse } from "./problem";

export type UserRequest<Params> = { request: Request; params: Params; ctx: WorkspaceContext; maxBytes: number };

/** A route handler for people who are signed in. The permission comes from the one table of routes. */
export function userRoute<Params>(path: RoutePath, method: Method, answer: (asked: UserRequest<Params>) => Promise<Response>) {
  return async (request: Request, { params }: { params: Promise<Params> }): Promise<Response> => {
    try {
      const { workspace } = await requestContext(request.headers);
      return await answerUser({ path, method, request, params: await params, workspace }, answer);
    } catch (error) {
      return failureResponse(error, request.headers);
    }
  };
}

/** Finds out whether this person may do this, then answers. Throws MinnowErrors. */
export async function answerUser<Params>(
  asked: { path: RoutePath; method: Method; request: Request; params: Params; workspace: WorkspaceContext | null },
  answer: (asked: UserRequest<Params>) => Promise<Response>,
): Promise<Response> {
  const { path, method, request, params, workspace } = asked;
  const rule = routes.find((candidate) => candidate.path === path);
  const access = rule && accessOf(rule, method);
  if (rule === undefined || typeof access !== "object" || !("user" in access)) throw new Error(`${method} ${path} has no rule for people`);
  if (workspace === null || workspace.actor.type !== "user") throw new MinnowError("not_signed_in");
  if (!may(workspace.actor, access.user)) throw new MinnowError("forbidden", { permission: access.user });
  return answer({ request, params, ctx: workspace, maxBytes: "maxBytes" in rule ? rule.maxBytes : 0 });
}

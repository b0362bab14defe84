import "server-only";
import { initTRPC, TRPCError } from "@trpc/server";
import type { TRPC_ERROR_CODES_BY_KEY } from "@trpc/server/rpc";
import superjson from "superjson";
import { ZodError } from "zod";
import { type ErrorCode, type ErrorParams, errorStatus, MinnowError } from "@/core/errors";
import { may, type Permission } from "../auth/access";
import type { WorkspaceContext } from "../context";
import type { Services } from "../services";

/** `workspace` is null until someone has signed in. */
export type RequestContext = { services: Services; workspace: WorkspaceContext | null };

type Meta = { permission: Permission };

/** What a client gets of a MinnowError, in `error.data.minnow`. */
export type ErrorShape = { code: ErrorCode; params: ErrorParams; details: unknown };

const t = initTRPC
  .context<RequestContext>()
  .meta<Meta>()
  .create({
    transformer: superjson,
    sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 40_000 } },
    errorFormatter({ shape, error }) {
      const known = refusalOf(error);
      const minnow: ErrorShape | null = known && { code: known.code, params: known.params, details: known.details ?? null };
      // The message of a bug may quote queries and values: it belongs in the log.
      const message = known === null && error.code === "INTERNAL_SERVER_ERROR" ? "Internal error" : shape.message;
      return { ...shape, message, data: { ...shape.data, stack: undefined, minnow } };
    },
  });

/** The expected refusal behind an error, if it is one. */
function refusalOf({ cause, code }: TRPCError): MinnowError | null {
  if (cause instanceof MinnowError) return cause;
  if (code !== "BAD_REQUEST" || !(cause instanceof ZodError)) return null;
  const issue = cause.issues[0];
  return new MinnowError("bad_request", { reason: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}` }, { cause });
}

/** Logs what is not an expected refusal. */
export function reportBugs({ error, path }: { error: TRPCError; path: string | undefined }): void {
  if (error.code === "INTERNAL_SERVER_ERROR" && refusalOf(error) === null)
    console.error(`Unexpected error in ${path ?? "tRPC"}`, error.cause ?? error);
}

const trpcCode: Partial<Record<number, keyof typeof TRPC_ERROR_CODES_BY_KEY>> = {
  400: "BAD_REQUEST",
  401: "UNAUTHORIZED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  409: "CONFLICT",
  413: "PAYLOAD_TOO_LARGE",
  422: "UNPROCESSABLE_CONTENT",
  429: "TOO_MANY_REQUESTS",
  502: "BAD_GATEWAY",
  503: "SERVICE_UNAVAILABLE",
  504: "GATEWAY_TIMEOUT",
};

/** The one place where permissions are decided for procedures. */
const authorize = t.middleware(async ({ ctx, meta, next }) => {
  if (ctx.workspace === null) throw new TRPCError({ code: "UNAUTHORIZED", cause: new MinnowError("not_signed_in") });
  if (meta === undefined || !may(ctx.workspace.actor, meta.permission)) {
    throw new TRPCError({ code: "FORBIDDEN", cause: new MinnowError("forbidden", { permission: meta?.permission ?? "none" }) });
  }
  const result = await next({ ctx: { ...ctx.workspace, services: ctx.services } });
  if (!result.ok && result.error.cause instanceof MinnowError) {
    throw new TRPCError({ code: trpcCode[errorStatus[result.error.cause.code]] ?? "INTERNAL_SERVER_ERROR", cause: result.error.cause });
  }
  return result;
});

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

/** A procedure that whoever holds the permission may call; `ctx` is then their WorkspaceContext and the services. */
export const procedure = (permission: Permission) => t.procedure.meta({ permission }).use(authorize);

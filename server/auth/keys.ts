import "server-only";
import { desc, eq } from "drizzle-orm";
import { z } from "zod";
import { MinnowError } from "@/core/errors";
import { type KeyScope, keyScopes } from "@/core/settings";
import type { DatabaseClient } from "@/db/client";
import { apikey } from "@/db/schema/auth";
import type { WorkspaceContext } from "../context";
import { within } from "../scope";
import type { Services } from "../services";
import { authOf } from "./auth";
import { rateLimit } from "./rateLimit";

export const NewKey = z.object({
  name: z.string().trim().min(1).max(60),
  scopes: z.array(z.enum(keyScopes)).min(1),
  /** Null for a key that does not expire. */
  expiresInDays: z.number().int().min(1).max(366).nullable(),
});
export type NewKey = z.infer<typeof NewKey>;

/** A key as shown after it was made: everything but the key. Times are ISO 8601. */
export const KeyView = z.object({
  id: z.string(),
  name: z.string(),
  start: z.string(),
  scopes: z.array(z.enum(keyScopes)),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
  expiresAt: z.string().nullable(),
});
export type KeyView = z.infer<typeof KeyView>;

const StoredPermissions = z.record(z.string(), z.array(z.string()));

const keyLimit = rateLimit({ burst: 60, perMinute: 600 });
const ofWorkspace = { workspaceId: apikey.referenceId };

/** Makes a key of the workspace. The answer is the only time the key itself is seen; what is stored is its hash. */
export async function createKey(ctx: WorkspaceContext & { services: Services }, input: NewKey): Promise<{ key: string; view: KeyView }> {
  const made = await authOf(ctx.services.database).api.createApiKey({
    body: {
      name: input.name,
      organizationId: ctx.workspaceId,
      userId: ctx.actor.id,
      permissions: permissionsOf(input.scopes),
      expiresIn: input.expiresInDays === null ? null : input.expiresInDays * 86_400,
    },
  });
  return { key: made.key, view: (await storedKey(ctx, made.id)) ?? missingKey() };
}

export async function listKeys(ctx: WorkspaceContext): Promise<KeyView[]> {
  const rows = await ctx.db.select().from(apikey).where(within(ctx, ofWorkspace)).orderBy(desc(apikey.createdAt), desc(apikey.id));
  return rows.map(viewOf);
}

export async function revokeKey(ctx: WorkspaceContext, keyId: string): Promise<void> {
  const gone = await ctx.db
    .delete(apikey)
    .where(within(ctx, ofWorkspace, eq(apikey.id, keyId)))
    .returning({ id: apikey.id });
  if (gone.length === 0) missingKey();
}

/**
 * The workspace and scopes a key opens, or null when it opens nothing (unknown, revoked, expired).
 * Throws `too_many_requests` beyond 600 calls a minute.
 */
export async function workspaceOfKey(database: DatabaseClient, key: string): Promise<WorkspaceContext | null> {
  const { valid, key: found } = await authOf(database).api.verifyApiKey({ body: { key } });
  if (!valid || found === null) return null;
  const seconds = keyLimit.take(found.id);
  if (seconds > 0) throw new MinnowError("too_many_requests", { seconds });
  const scopes = scopesOf(StoredPermissions.nullish().parse(found.permissions) ?? {});
  return { db: database.db, workspaceId: found.referenceId, actor: { type: "key", id: found.id, scopes } };
}

async function storedKey(ctx: WorkspaceContext, id: string): Promise<KeyView | undefined> {
  const rows = await ctx.db
    .select()
    .from(apikey)
    .where(within(ctx, ofWorkspace, eq(apikey.id, id)));
  return rows.map(viewOf)[0];
}

function viewOf(row: typeof apikey.$inferSelect): KeyView {
  return {
    id: row.id,
    name: row.name ?? "",
    start: row.start ?? "",
    scopes: scopesOf(row.permissions === null ? {} : StoredPermissions.parse(JSON.parse(row.permissions))),
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastRequest?.toISOString() ?? null,
    expiresAt: row.expiresAt?.toISOString() ?? null,
  };
}

function missingKey(): never {
  throw new MinnowError("not_found", { thing: "API key" });
}

/** Scopes as the library stores them: `runs:read` is the action `read` on `runs`. */
function permissionsOf(scopes: readonly KeyScope[]): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(Object.groupBy(scopes, (scope) => scope.split(":")[0] ?? "")).map(([noun, all = []]) => [
      noun,
      all.map((scope) => scope.split(":")[1] ?? ""),
    ]),
  );
}

function scopesOf(permissions: Record<string, string[]>): KeyScope[] {
  return keyScopes.filter((scope) => {
    const [noun = "", action = ""] = scope.split(":");
    return permissions[noun]?.includes(action) ?? false;
  });
}

import "server-only";
import { asc, eq } from "drizzle-orm";
import { z } from "zod";
import { MinnowError } from "@/core/errors";
import { SecretName } from "@/core/graph/names";
import type { Queryable } from "@/db/client";
import { secrets } from "@/db/schema/secrets";
import { seal, unseal } from "../auth/secrets";
import type { WorkspaceContext } from "../context";
import { within } from "../scope";

/** All that anybody sees of a secret once it has been written. */
export const SecretView = z.object({ name: z.string(), updatedAt: z.string() });
export type SecretView = z.infer<typeof SecretView>;

export const NewSecret = z.object({ name: SecretName, value: z.string().min(1).max(10_000) });

export async function listSecrets(ctx: WorkspaceContext): Promise<SecretView[]> {
  const rows = await ctx.db
    .select({ name: secrets.name, updatedAt: secrets.updatedAt })
    .from(secrets)
    .where(within(ctx, secrets))
    .orderBy(asc(secrets.name));
  return rows.map(({ name, updatedAt }) => ({ name, updatedAt: updatedAt.toISOString() }));
}

/** Writes a secret, in place of the one of the same name if there is one. */
export async function putSecret(ctx: WorkspaceContext, { name, value }: z.infer<typeof NewSecret>): Promise<void> {
  const sealed = seal(value);
  await ctx.db
    .insert(secrets)
    .values({ workspaceId: ctx.workspaceId, name, sealed })
    .onConflictDoUpdate({ target: [secrets.workspaceId, secrets.name], set: { sealed, updatedAt: new Date() } });
}

export async function removeSecret(ctx: WorkspaceContext, name: string): Promise<void> {
  const rows = await ctx.db
    .delete(secrets)
    .where(within(ctx, secrets, eq(secrets.name, name)))
    .returning({ id: secrets.id });
  if (rows.length === 0) throw new MinnowError("not_found", { thing: "secret" });
}

/** @throws secret_missing when there is none of this name, or it was sealed under another key */
export async function readSecret(db: Queryable, workspaceId: string, name: string): Promise<string> {
  const [row] = await db
    .select({ sealed: secrets.sealed })
    .from(secrets)
    .where(within({ workspaceId }, secrets, eq(secrets.name, name)));
  if (row === undefined) throw new MinnowError("secret_missing", { name });
  try {
    return unseal(row.sealed);
  } catch (cause) {
    throw new MinnowError("secret_missing", { name }, { cause });
  }
}

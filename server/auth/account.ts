import "server-only";
import { and, eq, ne } from "drizzle-orm";
import { z } from "zod";
import { MinnowError } from "@/core/errors";
import { minPasswordLength } from "@/core/settings";
import { account, session, user } from "@/db/schema/auth";
import type { WorkspaceContext } from "../context";
import type { Services } from "../services";
import { authOf } from "./auth";

type AccountContext = WorkspaceContext & { services: Services };

/** A session so young may replace the password without naming it: that is how a forgotten one is replaced, by a new link. */
const freshMs = 15 * 60_000;

export const AccountView = z.object({
  name: z.string(),
  email: z.string(),
  hasPassword: z.boolean(),
  /** Must the present password be given to change anything? */
  needsPassword: z.boolean(),
});
export type AccountView = z.infer<typeof AccountView>;

export const Credentials = z.object({
  name: z.string().trim().min(1).max(80),
  email: z.email().max(254).toLowerCase(),
  /** Empty to keep what is. */
  newPassword: z.union([z.literal(""), z.string().min(minPasswordLength).max(200)]),
  currentPassword: z.string().max(200),
});
export type Credentials = z.infer<typeof Credentials>;

export async function readAccount(ctx: AccountContext): Promise<AccountView> {
  const [person] = await ctx.db.select({ name: user.name, email: user.email }).from(user).where(eq(user.id, ctx.actor.id));
  if (person === undefined) throw new MinnowError("not_signed_in");
  const hasPassword = (await storedPassword(ctx)) !== undefined;
  return { ...person, hasPassword, needsPassword: hasPassword && !(await isFresh(ctx)) };
}

/** Sets what the person signs in with. A new password ends their sessions elsewhere. */
export async function updateAccount(ctx: AccountContext, wanted: Credentials): Promise<void> {
  const { password } = await authOf(ctx.services.database).$context;
  const stored = await storedPassword(ctx);
  if (stored !== undefined && !(await isFresh(ctx)) && !(await password.verify({ password: wanted.currentPassword, hash: stored.hash }))) {
    throw new MinnowError("password_wrong");
  }
  const hash = wanted.newPassword === "" ? null : await password.hash(wanted.newPassword);
  await ctx.db.transaction(async (transaction) => {
    const [taken] = await transaction
      .select({ id: user.id })
      .from(user)
      .where(and(eq(user.email, wanted.email), ne(user.id, ctx.actor.id)));
    if (taken !== undefined) throw new MinnowError("email_taken", { email: wanted.email });
    await transaction.update(user).set({ name: wanted.name, email: wanted.email, updatedAt: new Date() }).where(eq(user.id, ctx.actor.id));
    if (hash === null) return;
    if (stored === undefined) {
      await transaction.insert(account).values({ userId: ctx.actor.id, accountId: ctx.actor.id, providerId: "credential", password: hash });
    } else {
      await transaction.update(account).set({ password: hash, updatedAt: new Date() }).where(eq(account.id, stored.id));
    }
    await transaction.delete(session).where(and(eq(session.userId, ctx.actor.id), ne(session.id, sessionIdOf(ctx) ?? "")));
  });
}

async function storedPassword(ctx: AccountContext): Promise<{ id: string; hash: string } | undefined> {
  const [row] = await ctx.db
    .select({ id: account.id, hash: account.password })
    .from(account)
    .where(and(eq(account.userId, ctx.actor.id), eq(account.providerId, "credential")));
  return row === undefined || row.hash === null ? undefined : { id: row.id, hash: row.hash };
}

async function isFresh(ctx: AccountContext): Promise<boolean> {
  const [row] = await ctx.db
    .select({ createdAt: session.createdAt })
    .from(session)
    .where(eq(session.id, sessionIdOf(ctx) ?? ""));
  return row !== undefined && Date.now() - row.createdAt.getTime() < freshMs;
}

function sessionIdOf(ctx: AccountContext): string | undefined {
  return ctx.actor.type === "user" ? ctx.actor.sessionId : undefined;
}

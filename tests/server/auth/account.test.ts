import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newId } from "@/db/id";
import { session, user } from "@/db/schema/auth";
import { answerAuth } from "@/server/api/rest/auth";
import { readAccount, updateAccount } from "@/server/auth/account";
import { signedInWorkspace } from "@/server/auth/session";
import type { WorkspaceContext } from "@/server/context";
import type { Services } from "@/server/services";
import { testDatabase } from "../../helpers/database";
import { idleServices } from "../../helpers/services";
import { testWorkspace } from "../../helpers/workspace";

process.env.MINNOW_SECRET = "a secret of a test, long enough to be one";
process.env.MINNOW_URL = "http://localhost:3000";
const database = await testDatabase();
process.env.DATABASE_URL = database.url;

let ctx: WorkspaceContext & { services: Services };
let email: string;
beforeAll(() => {
  Object.assign(globalThis, { minnowDatabase: database });
});
beforeEach(async () => {
  const made = await testWorkspace(database.db);
  email = `${made.actor.id}@example.test`;
  ctx = {
    ...made,
    services: idleServices(database),
    actor: { type: "user", id: made.actor.id, role: "owner", sessionId: await openSession(made.actor.id) },
  };
});

async function openSession(userId: string, minutesAgo = 0): Promise<string> {
  const id = newId();
  const createdAt = new Date(Date.now() - minutesAgo * 60_000);
  await database.db.insert(session).values({ id, userId, token: newId(), createdAt, expiresAt: new Date(Date.now() + 3_600_000) });
  return id;
}

const older = async (minutes: number): Promise<typeof ctx> => ({
  ...ctx,
  actor: { type: "user", id: ctx.actor.id, role: "owner", sessionId: await openSession(ctx.actor.id, minutes) },
});

const signIn = (password: string, headers: Record<string, string> = {}) =>
  answerAuth(
    new Request("http://localhost:3000/api/auth/sign-in/email", {
      method: "POST",
      headers: { "content-type": "application/json", origin: "http://localhost:3000", ...headers },
      body: JSON.stringify({ email, password }),
    }),
  );

describe("an account", () => {
  it("can be signed in to with the e-mail and password that were set", async () => {
    expect(await readAccount(ctx)).toMatchObject({ hasPassword: false, needsPassword: false });
    await updateAccount(ctx, { name: "Ada", email, newPassword: "correct horse", currentPassword: "" });
    expect(await readAccount(ctx)).toMatchObject({ name: "Ada", hasPassword: true });
    expect((await signIn("wrong horse")).status).toBe(401);
    const response = await signIn("correct horse");
    expect(response.status).toBe(200);
    const cookie = response.headers.getSetCookie().map((line) => line.split(";")[0]);
    expect((await signedInWorkspace(database, new Headers({ cookie: cookie.join("; ") })))?.actor).toMatchObject({
      id: ctx.actor.id,
      role: "owner",
    });
  });

  it("asks for the present password, unless one has just come in", async () => {
    await updateAccount(ctx, { name: "Ada", email, newPassword: "correct horse", currentPassword: "" });
    const earlier = await older(16);
    expect(await readAccount(earlier)).toMatchObject({ needsPassword: true });
    const change = { name: "Ada", email, newPassword: "another horse" };
    await expect(updateAccount(earlier, { ...change, currentPassword: "" })).rejects.toMatchObject({ code: "password_wrong" });
    await expect(updateAccount(earlier, { ...change, currentPassword: "wrong horse" })).rejects.toMatchObject({ code: "password_wrong" });
    await updateAccount(earlier, { ...change, currentPassword: "correct horse" });
    expect((await signIn("another horse")).status).toBe(200);
  });

  it("is signed out everywhere else by a new password", async () => {
    await older(60);
    await updateAccount(ctx, { name: "Ada", email, newPassword: "correct horse", currentPassword: "" });
    const left = await database.db.select({ id: session.id }).from(session).where(eq(session.userId, ctx.actor.id));
    expect(left).toEqual([{ id: ctx.actor.type === "user" ? ctx.actor.sessionId : "" }]);
  });

  it("does not take an e-mail that is someone else's", async () => {
    const other = await testWorkspace(database.db);
    const theirs = `${other.actor.id}@example.test`;
    await expect(updateAccount(ctx, { name: "Ada", email: theirs, newPassword: "", currentPassword: "" })).rejects.toMatchObject({
      code: "email_taken",
    });
    expect(await database.db.select({ id: user.id }).from(user).where(eq(user.email, theirs))).toEqual([{ id: other.actor.id }]);
  });

  it("is slow to guess", async () => {
    const tries = await Promise.all(Array.from({ length: 8 }, () => signIn("guess", { "x-forwarded-for": crypto.randomUUID() })));
    expect(tries.filter(({ status }) => status === 429).length).toBe(3);
    expect(tries.find(({ status }) => status === 429)?.headers.get("retry-after")).toBe("12");
  });

  it("refuses a sign-in that another site sends", async () => {
    const response = await signIn("correct horse", { origin: "https://evil.example", cookie: "a=b" });
    expect(response.status).toBe(403);
  });
});

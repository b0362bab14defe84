import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { member, session, user, verification, workspace } from "@/db/schema/auth";
import { graphs } from "@/db/schema/graphs";
import { authOf } from "@/server/auth/auth";
import { followLink } from "@/server/auth/followLink";
import { signedInWorkspace } from "@/server/auth/session";
import { createSignInLink } from "@/server/auth/signInLink";
import { testDatabase } from "../../helpers/database";

process.env.MINNOW_SECRET = "a secret of a test, long enough to be one";
const database = await testDatabase();
const address = "http://localhost:3000";

const tokenOf = (link: string) => link.slice(link.lastIndexOf("/") + 1);
const follow = (link: string, headers: Record<string, string> = {}) => followLink(database, tokenOf(link), new Headers(headers));
const cookiesOf = (response: Response) =>
  new Headers({
    cookie: response.headers
      .getSetCookie()
      .map((line) => line.split(";")[0])
      .join("; "),
  });

describe("a sign-in link", () => {
  it("makes the owner with a workspace and its contents, once, however many are made at the same moment", async () => {
    await Promise.all(Array.from({ length: 8 }, () => createSignInLink(database, address)));
    expect(await database.db.select({ email: user.email }).from(user)).toEqual([{ email: "owner@minnow.localhost" }]);
    expect(await database.db.select({ name: workspace.name }).from(workspace)).toEqual([{ name: "My workspace" }]);
    expect(await database.db.select({ role: member.role }).from(member)).toEqual([{ role: "owner" }]);
    expect(await database.db.select({ slug: graphs.slug }).from(graphs)).toEqual([{ slug: "support-triage" }]);
  });

  it("leads to the first page, signed in as the owner of the workspace", async () => {
    const response = await follow(await createSignInLink(database, address));
    expect([response.status, response.headers.get("location")]).toEqual([303, "/"]);
    const context = await signedInWorkspace(database, cookiesOf(response));
    expect(context?.actor).toMatchObject({ type: "user", role: "owner" });
    const [stored] = await database.db.select({ id: workspace.id }).from(workspace);
    expect(context?.workspaceId).toBe(stored?.id);
  });

  it("gives a cookie that scripts cannot read and other sites cannot send", async () => {
    const [cookie] = (await follow(await createSignInLink(database, address))).headers.getSetCookie();
    expect(cookie).toMatch(/^minnow-3000\.session_token=/);
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
    expect(cookie).not.toMatch(/Secure/i);
  });

  it("works once, also when it is followed twice at the same moment", async () => {
    const link = await createSignInLink(database, address);
    const locations = await Promise.all([follow(link), follow(link), follow(link)]);
    expect(locations.map((response) => response.headers.get("location")).sort()).toEqual([
      "/",
      "/sign-in?problem=link",
      "/sign-in?problem=link",
    ]);
    const late = await follow(link);
    expect(late.headers.get("location")).toBe("/sign-in?problem=link");
    expect(late.headers.getSetCookie()).toEqual([]);
  });

  it("expires", async () => {
    const link = await createSignInLink(database, address);
    await database.db.update(verification).set({ expiresAt: new Date(Date.now() - 1000) });
    expect((await follow(link)).headers.get("location")).toBe("/sign-in?problem=link");
  });

  it("is refused when it is made up", async () => {
    expect((await follow("/sign-in/abcdefghijklmnopqrstuvwxyzABCDEF")).headers.get("location")).toBe("/sign-in?problem=link");
  });

  it("is not used up by a browser that loads ahead", async () => {
    const link = await createSignInLink(database, address);
    expect((await follow(link, { "sec-purpose": "prefetch;prerender" })).status).toBe(503);
    expect((await follow(link)).headers.get("location")).toBe("/");
  });

  it("is stored only as a hash", async () => {
    const token = tokenOf(await createSignInLink(database, address));
    expect(JSON.stringify(await database.db.select().from(verification))).not.toContain(token);
  });

  it("opens the same account later, also after its e-mail changed", async () => {
    await database.db.update(user).set({ email: "ada@example.test" });
    expect((await follow(await createSignInLink(database, address))).headers.get("location")).toBe("/");
    expect(await database.db.select({ email: user.email }).from(user)).toEqual([{ email: "ada@example.test" }]);
  });

  it("cannot be asked for over the network", async () => {
    const request = new Request(`${address}/api/auth/sign-in/magic-link`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: address },
      body: JSON.stringify({ email: "ada@example.test" }),
    });
    expect((await authOf(database).handler(request)).ok).toBe(false);
  });
});

describe("an account", () => {
  it("cannot be made by signing up", async () => {
    const request = new Request(`${address}/api/auth/sign-up/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: address },
      body: JSON.stringify({ email: "eve@example.test", name: "Eve", password: "a long password" }),
    });
    expect((await authOf(database).handler(request)).status).toBe(400);
    expect(await database.db.select().from(user).where(eq(user.email, "eve@example.test"))).toEqual([]);
  });

  it("is nobody's without a session, with an altered cookie, and after the session ended", async () => {
    const headers = cookiesOf(await follow(await createSignInLink(database, address)));
    const cookie = headers.get("cookie") ?? "";
    expect(await signedInWorkspace(database, new Headers())).toBeNull();
    expect(
      await signedInWorkspace(database, new Headers({ cookie: cookie.replace(/=(.)/, (_, first) => `=${first === "a" ? "b" : "a"}`) })),
    ).toBeNull();
    expect(await signedInWorkspace(database, new Headers({ cookie: cookie.split(".").slice(0, 2).join(".") }))).toBeNull();
    expect(await signedInWorkspace(database, headers)).not.toBeNull();
    await database.db.delete(session);
    expect(await signedInWorkspace(database, headers)).toBeNull();
  });
});

import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { apikey } from "@/db/schema/auth";
import { createKey, listKeys, revokeKey, workspaceOfKey } from "@/server/auth/keys";
import type { WorkspaceContext } from "@/server/context";
import type { Services } from "@/server/services";
import { testDatabase } from "../../helpers/database";
import { idleServices } from "../../helpers/services";
import { testWorkspace } from "../../helpers/workspace";

process.env.MINNOW_SECRET = "a secret of a test, long enough to be one";
const database = await testDatabase();

let ctx: WorkspaceContext & { services: Services };
let other: WorkspaceContext & { services: Services };
beforeAll(async () => {
  const services = idleServices(database);
  ctx = { ...(await testWorkspace(database.db)), services };
  other = { ...(await testWorkspace(database.db)), services };
});

const reading = { name: "Reader", scopes: ["runs:read" as const], expiresInDays: 30 };

describe("an API key", () => {
  it("opens its own workspace with the scopes it was made with, and nothing else", async () => {
    const { key, view } = await createKey(ctx, reading);
    expect(view).toMatchObject({ name: "Reader", scopes: ["runs:read"], lastUsedAt: null });
    const opened = await workspaceOfKey(database, key);
    expect(opened?.workspaceId).toBe(ctx.workspaceId);
    expect(opened?.actor).toEqual({ type: "key", id: view.id, scopes: ["runs:read"] });
  });

  it("is stored as a hash and shown by its first characters", async () => {
    const { key, view } = await createKey(ctx, reading);
    const [row] = await database.db.select().from(apikey).where(eq(apikey.id, view.id));
    expect(JSON.stringify(row)).not.toContain(key);
    expect(key.startsWith(view.start)).toBe(true);
    expect(view.start.length).toBeLessThan(10);
    expect(JSON.stringify(await listKeys(ctx))).not.toContain(key);
  });

  it("tells when it was last used", async () => {
    const { key, view } = await createKey(ctx, reading);
    await workspaceOfKey(database, key);
    expect((await listKeys(ctx)).find(({ id }) => id === view.id)?.lastUsedAt).not.toBeNull();
  });

  it("opens nothing once it is revoked, expired or altered", async () => {
    const revoked = await createKey(ctx, reading);
    await revokeKey(ctx, revoked.view.id);
    expect(await workspaceOfKey(database, revoked.key)).toBeNull();
    const expired = await createKey(ctx, reading);
    await database.db
      .update(apikey)
      .set({ expiresAt: new Date(Date.now() - 1000) })
      .where(eq(apikey.id, expired.view.id));
    expect(await workspaceOfKey(database, expired.key)).toBeNull();
    const { key } = await createKey(ctx, reading);
    expect(await workspaceOfKey(database, `${key}x`)).toBeNull();
    expect(await workspaceOfKey(database, "")).toBeNull();
  });

  it("is neither listed nor revoked from another workspace", async () => {
    const { key, view } = await createKey(ctx, reading);
    expect(await listKeys(other)).toEqual([]);
    await expect(revokeKey(other, view.id)).rejects.toMatchObject({ code: "not_found" });
    expect(await workspaceOfKey(database, key)).not.toBeNull();
  });

  it("is not made for a workspace its maker is not in", async () => {
    await expect(createKey({ ...ctx, workspaceId: other.workspaceId }, reading)).rejects.toThrow();
    expect(await listKeys(other)).toEqual([]);
  });

  it("is slowed down when it asks too often", async () => {
    const { key } = await createKey(ctx, reading);
    const calls = await Promise.allSettled(Array.from({ length: 80 }, () => workspaceOfKey(database, key)));
    const refused = calls.flatMap((call) => (call.status === "rejected" ? [call.reason] : []));
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]).toMatchObject({ code: "too_many_requests", params: { seconds: 1 } });
  });
});

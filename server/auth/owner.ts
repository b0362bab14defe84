import "server-only";
import { asc, eq, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { newId } from "@/db/id";
import { member, user, workspace } from "@/db/schema/auth";
import { seedWorkspace } from "../workspaces/seed";

const firstOwner = { name: "Owner", email: "owner@minnow.localhost" };
const firstWorkspace = { name: "My workspace", slug: "my-workspace" };

/**
 * The account that sign-in links open. The first time it is made, with a workspace and what a new workspace holds,
 * all in one transaction; processes that start at the same moment wait for each other.
 */
export async function ensureOwner(db: Database): Promise<{ userId: string; email: string }> {
  return db.transaction(async (transaction) => {
    await transaction.execute(sql`select pg_advisory_xact_lock(hashtext('minnow:first owner'))`);
    const [known] = await transaction
      .select({ userId: user.id, email: user.email })
      .from(member)
      .innerJoin(user, eq(user.id, member.userId))
      .where(eq(member.role, "owner"))
      .orderBy(asc(member.createdAt), asc(member.id))
      .limit(1);
    if (known !== undefined) return known;
    const [userId, workspaceId] = [newId(), newId()];
    await transaction.insert(user).values({ id: userId, ...firstOwner, emailVerified: true });
    await transaction.insert(workspace).values({ id: workspaceId, ...firstWorkspace });
    await transaction.insert(member).values({ id: newId(), workspaceId, userId, role: "owner" });
    await seedWorkspace(transaction, workspaceId, userId);
    return { userId, email: firstOwner.email };
  });
}

import type { Database } from "@/db/client";
import { newId } from "@/db/id";
import { member, user, workspace } from "@/db/schema/auth";
import type { Role, WorkspaceContext } from "@/server/context";
import { seedWorkspace } from "@/server/workspaces/seed";

/** A workspace of its own with one member, seeded as a new one is, and that member's context. */
export async function testWorkspace(db: Database, role: Role = "owner"): Promise<WorkspaceContext> {
  const [workspaceId, userId] = [newId(), newId()];
  await db.insert(user).values({ id: userId, name: "Ada", email: `${userId}@example.test` });
  await db.insert(workspace).values({ id: workspaceId, name: "Test", slug: workspaceId });
  await db.insert(member).values({ workspaceId, userId, role });
  await seedWorkspace(db, workspaceId, userId);
  return { db, workspaceId, actor: { type: "user", id: userId, role } };
}

import "server-only";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Database, openDatabase } from "@/db/client";
import { startEmbeddedPostgres } from "@/db/embedded";
import { newId } from "@/db/id";
import { migrate } from "@/db/migrate";
import { user, workspace } from "@/db/schema/auth";
import type { WorkspaceContext } from "@/server/context";
import { seedWorkspace } from "@/server/workspaces/seed";

/** A database of its own with a workspace in it, gone when the work is done. */
export async function withBenchDatabase(work: (db: Database, context: WorkspaceContext) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "minnow-bench-"));
  const postgres = await startEmbeddedPostgres(folder);
  try {
    await migrate(postgres.url);
    const database = openDatabase(postgres.url, { name: "minnow-bench" });
    const { db } = database;
    const [workspaceId, userId] = [newId(), newId()];
    await db.insert(user).values({ id: userId, name: "Bench", email: "bench@example.test" });
    await db.insert(workspace).values({ id: workspaceId, name: "Bench", slug: workspaceId });
    await seedWorkspace(db, workspaceId, userId);
    await work(db, { db, workspaceId, actor: { type: "user", id: userId, role: "owner" } });
    await database.close();
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

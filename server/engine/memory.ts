import "server-only";
import { desc, eq } from "drizzle-orm";
import { Remembered } from "@/core/memory";
import type { Database } from "@/db/client";
import { memories } from "@/db/schema/memory";
import type { MemoryPlace } from "@/nodes/executor";
import { within } from "../scope";

const at = (workspaceId: string, { store, key }: MemoryPlace) =>
  within({ workspaceId }, memories, eq(memories.store, store), eq(memories.key, key));

/** The latest messages under a key, oldest first. */
export async function recall(db: Database, workspaceId: string, place: MemoryPlace & { limit: number }): Promise<Remembered[]> {
  const rows = await db
    .select({ message: memories.message })
    .from(memories)
    .where(at(workspaceId, place))
    .orderBy(desc(memories.id))
    .limit(place.limit);
  return rows.map(({ message }) => Remembered.parse(message)).toReversed();
}

/** Adds a message; one that came from the same place already is left as it is. */
export async function remember(
  db: Database,
  workspaceId: string,
  { store, key, message, origin }: MemoryPlace & { message: Remembered; origin: string },
): Promise<void> {
  await db.insert(memories).values({ workspaceId, store, key, message, origin }).onConflictDoNothing();
}

export async function forget(db: Database, workspaceId: string, place: MemoryPlace): Promise<void> {
  await db.delete(memories).where(at(workspaceId, place));
}

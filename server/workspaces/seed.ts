import "server-only";
import type { Queryable } from "@/db/client";
import { graphs } from "@/db/schema/graphs";
import { workspaceSettings } from "@/db/schema/settings";
import { supportTriage } from "../graphs/templates/supportTriage";
import { seedSimulatedConnection } from "../models/seed";

/** Model servers on this machine may be called from the start; every other private host needs an owner's word. */
const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/** What a new workspace begins with: policies, the simulated models and the sample graph. Safe to call again. */
export async function seedWorkspace(db: Queryable, workspaceId: string, userId: string): Promise<void> {
  await db.insert(workspaceSettings).values({ workspaceId, allowedHosts: LOOPBACK }).onConflictDoNothing();
  await seedSimulatedConnection(db, workspaceId);
  await db
    .insert(graphs)
    .values({
      workspaceId,
      slug: "support-triage",
      name: "Support triage",
      description: "Classify a ticket, extract its facts, route it, draft a reply and check it. Runs on simulated models.",
      draft: supportTriage(),
      createdBy: userId,
    })
    .onConflictDoNothing();
}

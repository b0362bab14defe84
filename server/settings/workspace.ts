import "server-only";
import { eq } from "drizzle-orm";
import { MinnowError } from "@/core/errors";
import type { WorkspaceSettings } from "@/core/settings";
import { SlmPolicy } from "@/core/slmPolicy";
import { workspace } from "@/db/schema/auth";
import { workspaceSettings } from "@/db/schema/settings";
import type { WorkspaceContext } from "../context";
import { within } from "../scope";

export async function readSettings(ctx: WorkspaceContext): Promise<WorkspaceSettings> {
  const [row] = await ctx.db
    .select({ name: workspace.name, slmPolicy: workspaceSettings.slmPolicy, allowedHosts: workspaceSettings.allowedHosts })
    .from(workspaceSettings)
    .innerJoin(workspace, eq(workspace.id, workspaceSettings.workspaceId))
    .where(within(ctx, workspaceSettings));
  if (row === undefined) throw new MinnowError("not_found", { thing: "workspace" });
  return { name: row.name, slmPolicy: SlmPolicy.parse(row.slmPolicy), allowedHosts: row.allowedHosts };
}

export async function updateSettings(ctx: WorkspaceContext, { name, slmPolicy, allowedHosts }: WorkspaceSettings): Promise<void> {
  await ctx.db.transaction(async (transaction) => {
    await transaction
      .update(workspaceSettings)
      .set({ slmPolicy, allowedHosts, updatedAt: new Date() })
      .where(within(ctx, workspaceSettings));
    await transaction
      .update(workspace)
      .set({ name })
      .where(within(ctx, { workspaceId: workspace.id }));
  });
}

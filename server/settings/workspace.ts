import "server-only";
import { eq } from "drizzle-orm";
import { MinnowError } from "@/core/errors";
import type { WorkspaceSettings } from "@/core/settings";
import { workspace } from "@/db/schema/auth";
import { workspaceSettings } from "@/db/schema/settings";
import type { WorkspaceContext } from "../context";
import { within } from "../scope";

export async function readSettings(ctx: WorkspaceContext): Promise<WorkspaceSettings> {
  const [row] = await ctx.db
    .select({ name: workspace.name, maxParameters: workspaceSettings.slmMaxParameters, allowedHosts: workspaceSettings.allowedHosts })
    .from(workspaceSettings)
    .innerJoin(workspace, eq(workspace.id, workspaceSettings.workspaceId))
    .where(within(ctx, workspaceSettings));
  if (row === undefined) throw new MinnowError("not_found", { thing: "workspace" });
  return { name: row.name, slmPolicy: { maxParameters: row.maxParameters }, allowedHosts: row.allowedHosts };
}

export async function updateSettings(ctx: WorkspaceContext, { name, slmPolicy, allowedHosts }: WorkspaceSettings): Promise<void> {
  await ctx.db.transaction(async (transaction) => {
    await transaction
      .update(workspaceSettings)
      .set({ slmMaxParameters: slmPolicy.maxParameters, allowedHosts, updatedAt: new Date() })
      .where(within(ctx, workspaceSettings));
    await transaction
      .update(workspace)
      .set({ name })
      .where(within(ctx, { workspaceId: workspace.id }));
  });
}

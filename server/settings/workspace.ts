import "server-only";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { MinnowError } from "@/core/errors";
import { SlmPolicy } from "@/core/models";
import { workspace } from "@/db/schema/auth";
import { workspaceSettings } from "@/db/schema/settings";
import type { WorkspaceContext } from "../context";
import { within } from "../scope";

/** A host name, an IPv4 address or an IPv6 address in brackets, with or without a port. */
const hostPattern = /^(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:\d{1,5})?$/;

export const AllowedHost = z.string().trim().toLowerCase().max(255).regex(hostPattern);

export const WorkspaceSettings = z.object({
  name: z.string().trim().min(1).max(80),
  slmPolicy: SlmPolicy,
  /** Private hosts the outbound guard lets through, such as `localhost` or `10.0.0.5:8000`. */
  allowedHosts: z
    .array(AllowedHost)
    .max(100)
    .transform((hosts) => [...new Set(hosts)]),
});
export type WorkspaceSettings = z.infer<typeof WorkspaceSettings>;

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

import "server-only";
import { and, inArray, isNotNull } from "drizzle-orm";
import { clusterCalls } from "@/db/schema/clusters";
import type { WorkspaceContext } from "../../context";
import { within } from "../../scope";

/** The clusters that calls are in, by the calls' ids; those that are like none, or that nobody has looked at yet, are left out. */
export async function clusterOfCalls(context: WorkspaceContext, callIds: readonly string[]): Promise<Map<string, string>> {
  if (callIds.length === 0) return new Map();
  const rows = await context.db
    .select({ id: clusterCalls.callId, cluster: clusterCalls.cluster })
    .from(clusterCalls)
    .where(within(context, clusterCalls, and(inArray(clusterCalls.callId, [...callIds]), isNotNull(clusterCalls.cluster))));
  return new Map(rows.map(({ id, cluster }) => [id, cluster ?? ""]));
}

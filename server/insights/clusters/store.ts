import "server-only";
import { and, eq, sql } from "drizzle-orm";
import type { Assignment } from "@/core/clustering/assign";
import { ClusterModel } from "@/core/clustering/model";
import { MinnowError } from "@/core/errors";
import type { Database, Queryable } from "@/db/client";
import { clusterCalls, clusterings } from "@/db/schema/clusters";
import type { WorkspaceContext } from "../../context";
import { within } from "../../scope";
import type { NodePlace, StoredCall } from "./calls";

export type ClusteringRow = typeof clusterings.$inferSelect;

export async function findClustering(context: WorkspaceContext, graphId: string, nodeId: string): Promise<ClusteringRow | null> {
  const [row] = await context.db
    .select()
    .from(clusterings)
    .where(within(context, clusterings, eq(clusterings.graphId, graphId), eq(clusterings.nodeId, nodeId)));
  return row ?? null;
}

const parsed = new Map<string, { revision: number; model: ClusterModel }>();
const MOST_PARSED = 32;

/** The fitted model of a row; null before the first fit. What it says is read once for each of its revisions. */
export function modelOf({ id, revision, model }: Pick<ClusteringRow, "id" | "revision" | "model">): ClusterModel | null {
  if (model === null) return null;
  const known = parsed.get(id);
  if (known?.revision === revision) return known.model;
  const read = ClusterModel.parse(model);
  parsed.delete(id);
  if (parsed.size >= MOST_PARSED) parsed.delete(parsed.keys().next().value ?? "");
  parsed.set(id, { revision, model: read });
  return read;
}

/** Writes a changed model, unless it has been changed by somebody else meanwhile. @throws MinnowError `clusters_changed` */
export async function writeModel(
  db: Queryable,
  row: Pick<ClusteringRow, "id" | "workspaceId" | "revision">,
  model: ClusterModel,
  more: Partial<typeof clusterings.$inferInsert> = {},
): Promise<number> {
  const written = await db
    .update(clusterings)
    .set({ ...more, model, revision: row.revision + 1 })
    .where(within(row, clusterings, and(eq(clusterings.id, row.id), eq(clusterings.revision, row.revision))))
    .returning({ revision: clusterings.revision });
  if (written[0] === undefined) throw new MinnowError("clusters_changed");
  return written[0].revision;
}

/** Stores where calls belong, over what was known of them. */
export async function writeAssignments(
  db: Database,
  { workspaceId, graphId, nodeId }: NodePlace,
  calls: readonly Pick<StoredCall, "id" | "runId" | "startedAt" | "cost">[],
  assignments: readonly Assignment[],
): Promise<void> {
  if (calls.length === 0) return;
  // Runs that were deleted since their calls were read take these with them.
  await db.execute(sql`
    insert into ${clusterCalls} (call_id, workspace_id, graph_id, node_id, run_id, cluster, part, closeness, x, y, cost, started_at)
    select told.id, ${workspaceId}, ${graphId}, ${nodeId}, told.run, told.cluster, told.part, told.closeness, told.x, told.y, told.cost, told.at
    from jsonb_to_recordset(${JSON.stringify(
      calls.map(({ id, runId, startedAt, cost }, index) => ({ id, run: runId, at: startedAt.toISOString(), cost, ...assignments[index] })),
    )}::jsonb) as told(id text, run text, cluster text, part text, closeness real, x real, y real, cost double precision, at timestamptz)
    where exists (select from runs where runs.id = told.run)
    on conflict (call_id) do update
      set cluster = excluded.cluster, part = excluded.part, closeness = excluded.closeness, x = excluded.x, y = excluded.y`);
}

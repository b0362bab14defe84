import "server-only";
import { and, eq, isNotNull, min, sql } from "drizzle-orm";
import { describe } from "@/core/clustering/assign";
import { mergeClusters, renameCluster, splitCluster } from "@/core/clustering/edits";
import type { FitCall } from "@/core/clustering/fit";
import { type ClusterModel, ClusterName } from "@/core/clustering/model";
import { MinnowError } from "@/core/errors";
import type { Queryable } from "@/db/client";
import { clusterCalls } from "@/db/schema/clusters";
import type { WorkspaceContext } from "../../context";
import type { Embedder } from "../../models/gateway";
import { within } from "../../scope";
import { readCalls } from "./calls";
import { type ClusteringRow, findClustering, modelOf, writeModel } from "./store";
import { withVectors } from "./vectors";

/** Calls of each cluster that terms are told from, and of a cluster that is split. */
const [SAMPLE, SPLIT_SAMPLE] = [40, 400];

type Place = { graphId: string; nodeId: string };
type Fitted = { row: ClusteringRow; model: ClusterModel };

async function fittedAt(context: WorkspaceContext, { graphId, nodeId }: Place, ids: readonly string[]): Promise<Fitted> {
  const row = await findClustering(context, graphId, nodeId);
  const model = row === null ? null : modelOf(row);
  if (row === null || model === null) throw new MinnowError("not_found", { thing: "cluster" });
  if (row.progress !== null) throw new MinnowError("clusters_busy");
  for (const id of ids) if (!model.clusters.some((cluster) => cluster.id === id)) throw new MinnowError("not_found", { thing: "cluster" });
  return { row, model };
}

const ofNode = (row: ClusteringRow) =>
  within(row, clusterCalls, eq(clusterCalls.graphId, row.graphId), eq(clusterCalls.nodeId, row.nodeId));

/** Some calls of each cluster, and more of one. */
async function sampleCalls(
  context: WorkspaceContext,
  { row, model }: Fitted,
  embedder: Embedder,
  mostOf: string | null,
): Promise<FitCall[]> {
  const { db } = context;
  const numbered = db
    .select({
      id: clusterCalls.callId,
      cluster: clusterCalls.cluster,
      place: sql<number>`row_number() over (partition by ${clusterCalls.cluster} order by md5(${clusterCalls.callId}))`.as("place"),
    })
    .from(clusterCalls)
    .where(and(ofNode(row), isNotNull(clusterCalls.cluster)))
    .as("numbered");
  const chosen = await db
    .select({ id: numbered.id })
    .from(numbered)
    .where(sql`${numbered.place} <= case when ${numbered.cluster} = ${mostOf ?? ""} then ${SPLIT_SAMPLE}::int else ${SAMPLE}::int end`);
  const calls = await readCalls(
    db,
    row,
    chosen.map(({ id }) => id),
  );
  const told = await withVectors(embedder, row.workspaceId, model.space.embeddedBy, calls, AbortSignal.timeout(60_000));
  return told.map(({ call, embedding }) => ({ id: call.id, ...describe(call, embedding) }));
}

/** @param name empty to be told by its terms again. @throws MinnowError `not_found`, `clusters_busy`, `clusters_changed` */
export async function rename(context: WorkspaceContext, place: Place, id: string, name: string): Promise<void> {
  const { row, model } = await fittedAt(context, place, [id]);
  const named = name.trim() === "" ? null : ClusterName.parse({ name, by: "person" });
  await writeModel(context.db, row, renameCluster(model, id, named));
}

/** Puts clusters together, with their calls. The first keeps its id and name. */
export async function merge(context: WorkspaceContext, place: Place, ids: readonly string[], embedder: Embedder): Promise<void> {
  const fitted = await fittedAt(context, place, ids);
  const merged = mergeClusters(fitted.model, ids, await sampleCalls(context, fitted, embedder, null));
  await write(context, fitted.row, merged);
}

/** Splits a cluster; a worker then tells which of its calls are in which piece. @throws MinnowError `clusters_small` */
export async function split(context: WorkspaceContext, place: Place, id: string, embedder: Embedder): Promise<void> {
  const fitted = await fittedAt(context, place, [id]);
  const calls = await sampleCalls(context, fitted, embedder, id);
  await write(context, fitted.row, splitOrRefuse(fitted.model, id, calls), id);
}

function splitOrRefuse(model: ClusterModel, id: string, calls: readonly FitCall[]): ClusterModel {
  try {
    return splitCluster(model, id, calls);
  } catch (error) {
    if (error instanceof RangeError) throw new MinnowError("clusters_small", {}, { cause: error });
    throw error;
  }
}

/** When the first of a node's assigned calls began. */
async function firstOf(db: Queryable, row: ClusteringRow): Promise<Date | null> {
  const [found] = await db
    .select({ first: min(clusterCalls.startedAt) })
    .from(clusterCalls)
    .where(ofNode(row));
  return found?.first ?? null;
}

/** The model, and calls under the cluster that their part belongs to now. @param asunder a cluster whose calls are to be looked at again */
async function write({ db }: WorkspaceContext, row: ClusteringRow, model: ClusterModel, asunder: string | null = null): Promise<void> {
  await db.transaction(async (transaction) => {
    await writeModel(
      transaction,
      row,
      model,
      asunder === null ? {} : { assignedUntil: await firstOf(transaction, row), assignDue: new Date() },
    );
    if (asunder !== null) await transaction.delete(clusterCalls).where(and(ofNode(row), eq(clusterCalls.cluster, asunder)));
    await transaction.execute(sql`
      update ${clusterCalls} set cluster = told.cluster
      from jsonb_to_recordset(${JSON.stringify(model.parts.map(({ id, cluster }) => ({ id, cluster })))}::jsonb) as told(id text, cluster text)
      where ${ofNode(row)} and ${clusterCalls.part} = told.id and ${clusterCalls.cluster} is distinct from told.cluster`);
  });
}

import "server-only";
import { eq, inArray, sql } from "drizzle-orm";
import { FEWEST_CALLS } from "@/core/clustering/model";
import { MinnowError } from "@/core/errors";
import { clusterings } from "@/db/schema/clusters";
import { models } from "@/db/schema/models";
import type { WorkspaceContext } from "../../context";
import { findGraph } from "../../graphs/read";
import { within } from "../../scope";
import { latestIds } from "./calls";
import { findClustering } from "./store";

/** By which models a node's calls are compared and their clusters named; null: by words. */
export type ClusteringChoice = { embeddingModel: string | null; namingModel: string | null };

/**
 * Wants the clusters of a node's calls to be fitted; a worker does it.
 * @throws MinnowError `not_found`; `clusters_few` when too few calls are recorded
 */
export async function requestFit(context: WorkspaceContext, graphId: string, nodeId: string): Promise<void> {
  const { db, workspaceId } = context;
  await findGraph(context, graphId);
  const calls = await latestIds(db, { workspaceId, graphId, nodeId }, FEWEST_CALLS);
  if (calls.length < FEWEST_CALLS) throw new MinnowError("clusters_few", { calls: calls.length, needed: FEWEST_CALLS });
  await db
    .insert(clusterings)
    .values({ workspaceId, graphId, nodeId, fitDue: sql`now()` })
    .onConflictDoUpdate({
      target: [clusterings.graphId, clusterings.nodeId],
      // One that is under way goes on.
      set: { fitDue: sql`case when ${clusterings.progress} is null then now() else ${clusterings.fitDue} end`, error: null },
    });
}

/** Chooses by which models a node's calls are compared and its clusters named. What is there is made anew. @throws MinnowError `not_found`, `not_embeddings`, `model_missing`, `clusters_busy` */
export async function chooseModels(context: WorkspaceContext, graphId: string, nodeId: string, choice: ClusteringChoice): Promise<void> {
  const { db, workspaceId } = context;
  const { embeddingModel, namingModel } = choice;
  await findGraph(context, graphId);
  const wanted = [embeddingModel, namingModel].filter((key) => key !== null);
  const known = await db
    .select({ key: models.key, embeds: sql<boolean>`${models.capabilities}->>'embeddings' = 'true'` })
    .from(models)
    .where(within(context, models, inArray(models.key, wanted), eq(models.enabled, true)));
  for (const key of wanted) {
    const model = known.find((one) => one.key === key);
    if (model === undefined) throw new MinnowError("model_missing", { model: key });
    if (key === embeddingModel && !model.embeds) throw new MinnowError("not_embeddings", { model: key });
  }
  const before = await findClustering(context, graphId, nodeId);
  if (before?.embeddingModel === embeddingModel && before.namingModel === namingModel) return;
  if (before !== null && before.progress !== null) throw new MinnowError("clusters_busy");
  await db
    .insert(clusterings)
    .values({ workspaceId, graphId, nodeId, ...choice })
    .onConflictDoUpdate({
      target: [clusterings.graphId, clusterings.nodeId],
      set: { ...choice, error: null, fitDue: sql`case when ${clusterings.model} is null then ${clusterings.fitDue} else now() end` },
    });
}

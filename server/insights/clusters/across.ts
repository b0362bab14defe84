import "server-only";
import { eq, isNotNull, sql } from "drizzle-orm";
import { type Job, sameJobs } from "@/core/clustering/acrossNodes";
import { describe } from "@/core/clustering/assign";
import { clusterLabel } from "@/core/clustering/model";
import type { SameJobReport } from "@/core/clustering/report";
import { clusterCalls, clusterings } from "@/db/schema/clusters";
import type { WorkspaceContext } from "../../context";
import { findGraph, parseDocument } from "../../graphs/read";
import { within } from "../../scope";
import { readCalls } from "./calls";
import { modelOf } from "./store";

/** Calls of each cluster that are compared: enough for its middle. */
const EACH = 40;

/** Which nodes of a graph do the same job: clusters of different nodes that are asked the same, by their words. @throws MinnowError `not_found` */
export async function sameJobsOf(context: WorkspaceContext, graphId: string): Promise<SameJobReport[]> {
  const { db, workspaceId } = context;
  const draft = parseDocument((await findGraph(context, graphId)).draft);
  const fitted = (
    await db
      .select()
      .from(clusterings)
      .where(within(context, clusterings, eq(clusterings.graphId, graphId)))
  ).flatMap((row) => {
    const model = modelOf(row);
    return model === null ? [] : [{ nodeId: row.nodeId, model }];
  });
  if (fitted.length < 2) return [];
  const numbered = db
    .select({
      ...{ id: clusterCalls.callId, nodeId: clusterCalls.nodeId, cluster: clusterCalls.cluster },
      place:
        sql<number>`row_number() over (partition by ${clusterCalls.nodeId}, ${clusterCalls.cluster} order by md5(${clusterCalls.callId}))`.as(
          "place",
        ),
    })
    .from(clusterCalls)
    .where(within(context, clusterCalls, eq(clusterCalls.graphId, graphId), isNotNull(clusterCalls.cluster)))
    .as("numbered");
  const chosen = await db
    .select({ id: numbered.id, nodeId: numbered.nodeId, cluster: numbered.cluster })
    .from(numbered)
    .where(sql`${numbered.place} <= ${EACH}`);
  const jobs: Job[] = [];
  for (const { nodeId, model } of fitted) {
    const own = chosen.filter((one) => one.nodeId === nodeId);
    const calls = new Map(
      (
        await readCalls(
          db,
          { workspaceId, graphId, nodeId },
          own.map(({ id }) => id),
        )
      ).map((call) => [call.id, call]),
    );
    for (const { id: cluster } of model.clusters)
      jobs.push({
        ...{ node: nodeId, cluster },
        calls: own.flatMap(({ id, cluster: at }) => {
          const call = at === cluster ? calls.get(id) : undefined;
          return call === undefined ? [] : [{ id, ...describe(call) }];
        }),
      });
  }
  const placeOf = ({ node, cluster }: Pick<Job, "node" | "cluster">) => {
    const found = fitted.find(({ nodeId }) => nodeId === node)?.model.clusters.find(({ id }) => id === cluster);
    return {
      ...{ nodeId: node, node: draft.nodes.find(({ id }) => id === node)?.name ?? node },
      ...{ clusterId: cluster, cluster: found === undefined ? cluster : clusterLabel(found) },
    };
  };
  return sameJobs(jobs).map(({ first, second, alike }) => ({ first: placeOf(first), second: placeOf(second), alike }));
}

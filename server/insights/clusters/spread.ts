import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { effectiveClusters, OUTLIERS } from "@/core/clustering/drift";
import type { Findings } from "@/core/replacement/series";
import { clusterCalls, clusterings } from "@/db/schema/clusters";
import type { WorkspaceContext } from "../../context";
import { within } from "../../scope";

const Size = z.object({ graphId: z.string(), nodeId: z.string(), cluster: z.string().nullable(), calls: z.number().int() });

export const nodeKey = ({ graphId, nodeId }: { graphId: string; nodeId: string }): string => JSON.stringify([graphId, nodeId]);

/** A node's latest calls that are looked at: enough for its shares, and no more to read of a million calls than of a thousand. */
const LATEST = 500;

/**
 * How many equally large clusters a node's latest calls amount to, and which share of them is like none, by `nodeKey`: what a score card
 * says of how narrow its work is. Nodes whose calls have not been clustered are left out.
 * @param graphId null for the whole workspace
 */
export async function effectiveClustersByNode(
  context: WorkspaceContext,
  graphId: string | null,
): Promise<Map<string, NonNullable<Findings["clusters"]>>> {
  const ofGraph = graphId === null ? undefined : sql`${clusterings.graphId} = ${graphId}`;
  const ofNode = sql`${clusterCalls.graphId} = ${clusterings.graphId} and ${clusterCalls.nodeId} = ${clusterings.nodeId}`;
  // From one cluster to the next by the index, and the latest calls of each, among which are the latest of all.
  const rows = await context.db.execute(sql`
    select ${clusterings.graphId} as "graphId", ${clusterings.nodeId} as "nodeId", size.cluster, size.calls
    from ${clusterings} cross join lateral (
      with recursive found(cluster) as (
        (select cluster from ${clusterCalls} where ${ofNode} and cluster is not null order by cluster limit 1)
        union all
        select (select cluster from ${clusterCalls} where ${ofNode} and cluster > found.cluster order by cluster limit 1)
        from found where found.cluster is not null
      )
      select cluster, count(*)::int as calls from (
        select cluster from (
          select found.cluster, one.started_at from found cross join lateral (
            select started_at from ${clusterCalls} where ${ofNode} and cluster = found.cluster order by started_at desc limit ${LATEST}
          ) as one
          union all
          (select null, started_at from ${clusterCalls} where ${ofNode} and cluster is null order by started_at desc limit ${LATEST})
        ) as of_each
        order by started_at desc limit ${LATEST}
      ) as latest
      group by cluster
    ) as size
    where ${within(context, clusterings, ofGraph)}`);
  const sizes = new Map<string, Map<string, number>>();
  for (const { cluster, calls, ...place } of z.array(Size).parse([...rows])) {
    const key = nodeKey(place);
    sizes.set(key, (sizes.get(key) ?? new Map<string, number>()).set(cluster ?? OUTLIERS, calls));
  }
  return new Map([...sizes].map(([key, own]) => [key, spreadOf(own)]));
}

function spreadOf(sizes: ReadonlyMap<string, number>): NonNullable<Findings["clusters"]> {
  const all = [...sizes.values()].reduce((sum, calls) => sum + calls, 0);
  const clusters = [...sizes].flatMap(([cluster, calls]) => (cluster === OUTLIERS ? [] : [calls]));
  return { effective: effectiveClusters(clusters), outliers: (sizes.get(OUTLIERS) ?? 0) / all };
}

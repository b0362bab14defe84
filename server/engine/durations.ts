import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { PlannedNode } from "@/core/engine/level";
import type { Database } from "@/db/client";
import { kinds } from "@/nodes/definitions";

/** Runs that are looked at: what a graph did lately says how long its nodes take now. */
const RUNS = 50;
/** Until anything is recorded. Milliseconds. */
const USUAL_MODEL_MS = 1_000;
const USUAL_MS = 1;

const Row = z.object({ graphId: z.string(), nodeId: z.string(), ms: z.number() });

/** How long each node of a graph takes as a rule: the median of what its last runs recorded. Milliseconds. */
export async function readDurations(db: Database, graphId: string): Promise<(planned: PlannedNode) => number | undefined> {
  const rows = await db.execute(sql`
    select a.graph_id as "graphId", a.node_id as "nodeId",
      percentile_cont(0.5) within group (order by extract(epoch from a.finished_at - a.started_at) * 1000)::float8 as ms
    from (
      select id from runs where graph_id = ${graphId} and status = 'succeeded' order by created_at desc limit ${RUNS}
    ) as lately
    join activations a on a.run_id = lately.id
    where a.status = 'succeeded' and a.taken_from is null and a.started_at is not null
    group by a.graph_id, a.node_id`);
  const medians = new Map(
    z
      .array(Row)
      .parse([...rows])
      .map(({ graphId: graph, nodeId, ms }) => [`${graph} ${nodeId}`, ms]),
  );
  return ({ graphId: own, node, container }) => {
    const known = medians.get(`${own ?? graphId} ${node.id}`);
    // A container takes as long as what is inside it.
    if (known !== undefined || container !== null) return known;
    return kinds(node.kind)?.asksModels === true ? USUAL_MODEL_MS : USUAL_MS;
  };
}

import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Findings, Series } from "@/core/replacement/series";
import { spansOf } from "@/core/tallies/spans";
import { activations, feedback, modelCalls, runs } from "@/db/schema/runs";
import type { WorkspaceContext } from "../context";
import { within } from "../scope";
import type { Range } from "./rollups/read";

export type Satisfaction = Pick<Findings, "judged" | "satisfied">;

type Place = Pick<Series, "graphId" | "nodeId" | "fingerprint" | "model">;

const Row = z.object({
  ...{ graphId: z.string(), nodeId: z.string(), fingerprint: z.string(), model: z.string() },
  ...{ judged: z.number().int(), satisfied: z.number().int() },
});

export const placeKey = ({ graphId, nodeId, fingerprint, model }: Place): string => JSON.stringify([graphId, nodeId, fingerprint, model]);

/**
 * What was said of firings of each node, by `placeKey` of the task and model that answered in them: mending a task or changing its model
 * leaves what was said of the one before behind. What is said of a whole run is about no node in particular and doesn't count. A
 * firing is good when nobody found it bad: a verdict says so itself, else a score does, and a correction alone says that it was not.
 * @param graphId null for the whole workspace
 */
export async function readSatisfaction(
  context: WorkspaceContext,
  graphId: string | null,
  range: Range,
): Promise<Map<string, Satisfaction>> {
  const begun = begunWithin(range);
  const rows = await context.db.execute(sql`
    with said as (
      select ${feedback.runId} as run, ${feedback.path} as path, bool_and(
        case when ${feedback.verdict} is not null then ${feedback.verdict} = 'good' else coalesce(${feedback.score} >= 0.5, false) end
      ) as well
      from ${feedback}
      where ${within(context, feedback)} and ${feedback.path} <> ''
        and (${feedback.verdict} is not null or ${feedback.score} is not null or ${feedback.correction} is not null)
      group by ${feedback.runId}, ${feedback.path}
    )
    select firing.graph_id as "graphId", firing.node_id as "nodeId", answered.fingerprint, answered.model,
      count(*)::int as judged, (count(*) filter (where said.well))::int as satisfied
    from said
    -- "offset 0" sees to it that a firing and a run's few calls are found by the run, and not among all of the graph's.
    cross join lateral (
      select graph_id, node_id from ${activations}
      where ${within(context, activations)} and ${activations.runId} = said.run and ${activations.path} = said.path offset 0
    ) as firing
    cross join lateral (
      select distinct fingerprint, model from (
        select graph_id, node_id, activation, fingerprint, model from ${modelCalls} where ${modelCalls.runId} = said.run offset 0
      ) as call
      where call.graph_id = firing.graph_id and call.node_id = firing.node_id
        -- An agent's calls are made in its moves.
        and (call.activation = said.path or starts_with(call.activation, said.path || '#'))
    ) as answered
    where ${graphId === null ? sql`true` : sql`firing.graph_id = ${graphId}`}
      ${begun === null ? sql`` : sql`and exists (select from ${runs} where ${runs.id} = said.run and ${begun})`}
    group by firing.graph_id, firing.node_id, answered.fingerprint, answered.model`);
  return new Map(
    z
      .array(Row)
      .parse([...rows])
      .map(({ judged, satisfied, ...place }) => [placeKey(place), { judged, satisfied }]),
  );
}

/** A condition on runs, for the same hours whose runs are counted; null for all of them. */
function begunWithin({ from, to }: Range) {
  if (from === undefined && to === undefined) return null;
  const spans = spansOf(from?.getTime() ?? null, to?.getTime() ?? null);
  const [first, last] = [spans[0]?.from ?? 0, spans.at(-1)?.to ?? 0];
  return sql`${runs.createdAt} >= ${new Date(first).toISOString()}::timestamptz and ${runs.createdAt} < ${new Date(last).toISOString()}::timestamptz`;
}

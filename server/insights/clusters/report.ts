import "server-only";
import { and, asc, desc, eq, isNull, sql } from "drizzle-orm";
import { driftOf, effectiveClusters, OUTLIERS } from "@/core/clustering/drift";
import { clusterLabel } from "@/core/clustering/model";
import { unpackFloats } from "@/core/clustering/packed";
import type { ClusterExample, ClusteringReport, ClusterReport, DriftWindow } from "@/core/clustering/report";
import { textOf } from "@/core/clustering/terms";
import { isJsonObject, Json } from "@/core/graph/json";
import { dot } from "@/core/statistics/points";
import { countIn } from "@/core/tallies/tally";
import { clusterCalls } from "@/db/schema/clusters";
import { modelCalls } from "@/db/schema/runs";
import type { WorkspaceContext } from "../../context";
import { findGraph } from "../../graphs/read";
import { within } from "../../scope";
import { readCounted } from "../rollups/read";
import { findClustering, modelOf } from "./store";

const [WINDOWS, POINTS, EXAMPLES] = [12, 600, 6];
/** Of an example's text and answer. Characters. */
const EXCERPT = 600;

const ofNode = (context: WorkspaceContext, graphId: string, nodeId: string) =>
  within(context, clusterCalls, eq(clusterCalls.graphId, graphId), eq(clusterCalls.nodeId, nodeId));

/** What was found in a node's calls; null before the first fit. Costs are in US dollars. @throws MinnowError `not_found` */
export async function clusteringReport(context: WorkspaceContext, graphId: string, nodeId: string): Promise<ClusteringReport | null> {
  const { db } = context;
  await findGraph(context, graphId);
  const row = await findClustering(context, graphId, nodeId);
  const model = row === null ? null : modelOf(row);
  if (row === null || model === null) return null;
  const own = ofNode(context, graphId, nodeId);
  const [sizes, windows, points, counted] = await Promise.all([
    db
      .select({
        cluster: clusterCalls.cluster,
        calls: sql<number>`count(*)::int`,
        cost: sql<number | null>`sum(${clusterCalls.cost})`,
        x: sql<number>`avg(${clusterCalls.x})`,
        y: sql<number>`avg(${clusterCalls.y})`,
        lastAt: sql<Date | null>`max(${clusterCalls.startedAt})`.mapWith(clusterCalls.startedAt),
      })
      .from(clusterCalls)
      .where(own)
      .groupBy(clusterCalls.cluster),
    readWindows(context, graphId, nodeId),
    db
      .select({ x: clusterCalls.x, y: clusterCalls.y, cluster: clusterCalls.cluster })
      .from(clusterCalls)
      .where(own)
      .orderBy(sql`md5(${clusterCalls.callId})`)
      .limit(POINTS),
    readCounted(context, { graphId, subjects: ["call"], shapes: false }, {}),
  ]);
  const calls = sizes.reduce((sum, one) => sum + one.calls, 0);
  const [x, y] = [unpackFloats(model.axes.x), unpackFloats(model.axes.y)];
  const clusters = model.clusters.map((cluster): ClusterReport => {
    const found = sizes.find((one) => one.cluster === cluster.id);
    const parts = model.parts.filter((part) => part.cluster === cluster.id);
    const centre = unpackFloats(parts[0]?.centre ?? "");
    return {
      ...{ id: cluster.id, label: clusterLabel(cluster), terms: cluster.terms, namedBy: cluster.named?.by ?? null, parts: parts.length },
      ...{ calls: found?.calls ?? 0, share: calls === 0 ? 0 : (found?.calls ?? 0) / calls, cost: found?.cost ?? null },
      x: found?.x ?? dot(centre, 0, x, 0, x.length),
      y: found?.y ?? dot(centre, 0, y, 0, y.length),
      lastAt: found?.lastAt?.toISOString() ?? null,
    };
  });
  const priced = sizes.filter(({ cost }) => cost !== null);
  return {
    ...{ nodeId, revision: row.revision, calls },
    outliers: sizes.find(({ cluster }) => cluster === null)?.calls ?? 0,
    cost: priced.length === 0 ? null : priced.reduce((sum, { cost }) => sum + (cost ?? 0), 0),
    simulated: counted.some((one) => one.nodeId === nodeId && countIn(one.tally, "simulatedCalls") > 0),
    effective: effectiveClusters(clusters.map((cluster) => cluster.calls)),
    clusters: clusters.toSorted((a, b) => b.calls - a.calls || Number(a.id) - Number(b.id)),
    windows,
    points,
  };
}

/** Equal stretches of time from the first call to the last. */
async function readWindows(context: WorkspaceContext, graphId: string, nodeId: string): Promise<DriftWindow[]> {
  const rows = await context.db.execute<{ from: number; until: number; window: number; cluster: string | null; calls: number }>(sql`
    with own as (
      select cluster, extract(epoch from started_at) * 1000 as at,
        min(extract(epoch from started_at) * 1000) over () as first, max(extract(epoch from started_at) * 1000) over () as last
      from ${clusterCalls} where ${ofNode(context, graphId, nodeId)}
    )
    select min(first)::float8 as "from", max(last)::float8 as until, cluster, count(*)::int as calls,
      case when first = last then 0 else least(${WINDOWS}::int - 1, floor((at - first) / (last - first) * ${WINDOWS}::int)::int) end as "window"
    from own group by "window", cluster`);
  const [some] = rows;
  if (some === undefined) return [];
  const width = (some.until - some.from) / WINDOWS;
  const number = width === 0 ? 1 : WINDOWS;
  const counts = Array.from({ length: number }, () => new Map<string, number>());
  for (const { window, cluster, calls } of rows) counts[window]?.set(cluster ?? OUTLIERS, calls);
  const moment = (index: number) => some.from + index * width;
  const drift = driftOf(counts.map((one, index) => ({ from: moment(index), counts: one })));
  return counts.map((one, index) => ({
    from: new Date(moment(index)).toISOString(),
    to: new Date(moment(index + 1)).toISOString(),
    calls: [...one.values()].reduce((sum, count) => sum + count, 0),
    counts: Object.fromEntries(one),
    drift: drift[index] ?? null,
  }));
}

/** Calls that show what a cluster is: those nearest to its centre. @param cluster null for those that are like none, latest first */
export async function clusterExamples(
  context: WorkspaceContext,
  { graphId, nodeId, cluster }: { graphId: string; nodeId: string; cluster: string | null },
): Promise<ClusterExample[]> {
  const { db } = context;
  const rows = await db
    .select({
      ...{ callId: clusterCalls.callId, runId: clusterCalls.runId, closeness: clusterCalls.closeness, startedAt: clusterCalls.startedAt },
      ...{ cost: modelCalls.cost, variables: modelCalls.variables, answer: modelCalls.outputText, response: modelCalls.response },
      ...{ model: modelCalls.model, simulated: modelCalls.simulated },
    })
    .from(clusterCalls)
    .innerJoin(modelCalls, and(eq(modelCalls.id, clusterCalls.callId), within(context, modelCalls)))
    .where(and(ofNode(context, graphId, nodeId), cluster === null ? isNull(clusterCalls.cluster) : eq(clusterCalls.cluster, cluster)))
    .orderBy(...(cluster === null ? [] : [desc(clusterCalls.closeness)]), desc(clusterCalls.startedAt), asc(clusterCalls.callId))
    .limit(EXAMPLES);
  return rows.map(({ variables, answer, response, startedAt, ...row }) => {
    const given = Json.parse(variables ?? null);
    const text = isJsonObject(given) ? textOf(given).trim() : "";
    const said = answer === null || answer === "" ? JSON.stringify(response ?? "") : answer;
    return { ...row, startedAt: startedAt.toISOString(), text: text.slice(0, EXCERPT), answer: said.slice(0, EXCERPT) };
  });
}

import "server-only";
import { partFingerprint, taskParts } from "@/core/graph/fingerprint";
import type { Findings, Series } from "@/core/replacement/series";
import type { WorkspaceContext } from "../context";
import { effectiveClustersByNode, nodeKey } from "./clusters/spread";
import type { Range } from "./rollups/read";
import { placeKey, readSatisfaction } from "./satisfaction";
import { seriesKey } from "./tasks";

/**
 * What else bears on the scores of series. Clusters are those of the latest calls, whatever the range: they tell what a node is for.
 * Neither they nor what people say are about the calls of a verifier or judge, so nothing is known of those.
 * @param graphId null for the whole workspace
 * @param series all of them in the range
 */
export async function readFindings(
  context: WorkspaceContext,
  graphId: string | null,
  series: readonly Series[],
  range: Range,
): Promise<(one: Series) => Findings> {
  const [clusters, satisfaction] = await Promise.all([
    effectiveClustersByNode(context, graphId),
    readSatisfaction(context, graphId, range),
  ]);
  const tasks = [...new Map(series.map((one) => [seriesKey(one), one])).values()];
  const ofParts = new Set(
    tasks.flatMap((one) => taskParts.map((part) => seriesKey({ ...one, fingerprint: partFingerprint(one.fingerprint, part) }))),
  );
  return (one) =>
    ofParts.has(seriesKey(one))
      ? { clusters: null, judged: 0, satisfied: 0 }
      : { clusters: clusters.get(nodeKey(one)) ?? null, ...(satisfaction.get(placeKey(one)) ?? { judged: 0, satisfied: 0 }) };
}

import "server-only";
import type { GraphDocument, GraphNode } from "@/core/graph/document";
import { nodeFingerprint, partFingerprint, taskParts } from "@/core/graph/fingerprint";
import type { JsonObject } from "@/core/graph/json";
import { modelsOf } from "@/core/graph/kind";
import { answering } from "@/core/models";
import type { GraphReport, NodeReport, SeriesReport } from "@/core/replacement/report";
import type { Series } from "@/core/replacement/series";
import { proportion } from "@/core/statistics/proportion";
import { kinds } from "@/nodes/definitions";
import type { WorkspaceContext } from "../context";
import { findGraph, loadDocument, parseDocument } from "../graphs/read";
import { listModels } from "../models/registry";
import { type NodeActivity, readActivity, readRunTotals } from "./activations";
import { readFindings } from "./findings";
import { reportSeries, totalCost } from "./report";
import type { Range } from "./rollups/read";
import { readSeries } from "./series";
import { documentsOfRuns, readTasks } from "./tasks";

const sum = <T>(items: readonly T[], value: (item: T) => number): number => items.reduce((total, item) => total + value(item), 0);

function totalsOf(series: readonly SeriesReport[]) {
  const calls = sum(series, (one) => one.calls);
  const small = series.filter(({ modelClass }) => modelClass === "slm");
  const cost = totalCost(series);
  return {
    calls,
    simulatedCalls: sum(series, (one) => one.simulatedCalls),
    cost,
    unpricedCalls: sum(series, (one) => Math.max(0, one.calls - one.errors - one.pricedCalls)),
    slmCalls: proportion(
      sum(small, (one) => one.calls),
      calls,
    ),
    slmCost: cost === null || cost === 0 ? null : (totalCost(small) ?? 0) / cost,
  };
}

/** The node as a document has it: the draft first, else how it was at its last run. */
function nodeIn(documents: readonly (GraphDocument | undefined)[], nodeId: string): GraphNode | undefined {
  for (const document of documents) {
    const node = document?.nodes.find(({ id }) => id === nodeId);
    if (node !== undefined) return node;
  }
  return undefined;
}

const silent = { fired: 0, failed: 0, skipped: 0, p50: null, p95: null };

function reportNode(
  nodeId: string,
  node: GraphNode | undefined,
  inDraft: boolean,
  currentTasks: ReadonlySet<string>,
  activity: NodeActivity | undefined,
  series: readonly SeriesReport[],
): NodeReport {
  const { fired, failed, skipped, p50, p95 } = activity ?? silent;
  const assigned = node === undefined ? [] : modelsOf(node, kinds);
  const place = ({ model }: SeriesReport) => (assigned.includes(model) ? assigned.indexOf(model) : assigned.length);
  return {
    nodeId,
    name: node?.name ?? null,
    kind: node?.kind ?? activity?.kind ?? "model",
    deleted: !inDraft,
    activations: { fired, failed, skipped, timing: { p50, p95 } },
    errorShare: proportion(failed, fired),
    current: series.filter(({ fingerprint }) => currentTasks.has(fingerprint)).toSorted((a, b) => place(a) - place(b)),
    older: series.filter(({ fingerprint }) => !currentTasks.has(fingerprint)),
  };
}

/**
 * What was recorded of a graph's nodes by task and model, with score cards. A node's task counts as current when the draft
 * or the live version has it.
 * @param now milliseconds since 1970
 * @throws MinnowError `not_found`
 */
export async function nodeStatistics(
  context: WorkspaceContext,
  graphId: string,
  range: Range = {},
  now = Date.now(),
): Promise<GraphReport> {
  const graph = await findGraph(context, graphId);
  const draft = parseDocument(graph.draft);
  const [series, activity, runTotals, models, live] = await Promise.all([
    readSeries(context, graphId, range),
    readActivity(context, graphId, range),
    readRunTotals(context, graphId, range),
    listModels(context).then(answering),
    graph.liveVersion === null ? null : loadDocument(context, graphId, graph.liveVersion),
  ]);
  const [past, findingsOf] = await Promise.all([
    documentsOfRuns(context, runsToLookUp(draft, series, activity)),
    readFindings(context, graphId, series, range),
  ]);
  const tasks = await readTasks(context, series, new Map([[graphId, draft]]), past);
  const surroundings = { tasks, findingsOf, models, series, until: Math.min(now, range.to?.getTime() ?? now) };
  const reports = series.map((one) => reportSeries(one, surroundings));
  const { runs, failed, p50, p95, calls: runCalls, cost: runCost } = runTotals;

  const gone = [...series, ...activity].map(({ nodeId }) => nodeId).filter((id) => !draft.nodes.some((node) => node.id === id));
  const nodes = [...draft.nodes.map(({ id }) => id), ...new Set(gone)].map((id) => {
    const own = reports.filter(({ nodeId }) => nodeId === id);
    const activityOf = activity.find(({ nodeId }) => nodeId === id);
    const drawn = nodeIn([draft], id);
    const inLive = live === null ? undefined : nodeIn([live.document], id);
    const last = past.get(own[0]?.lastRunId ?? activityOf?.lastRunId ?? "");
    const current = new Set([drawn, inLive].filter((node) => node !== undefined).flatMap(({ config }) => tasksOf(config)));
    return reportNode(id, drawn ?? inLive ?? nodeIn([last], id), drawn !== undefined, current, activityOf, own);
  });
  return {
    graphId,
    graphName: graph.name,
    totals: { runs, failedRuns: proportion(failed, runs), runTiming: { p50, p95 }, runCalls, runCost, ...totalsOf(reports) },
    nodes,
  };
}

/** Fingerprints of all that a node asks of models: its own task, and the parts of its work that are tasks of their own. */
function tasksOf(config: JsonObject): string[] {
  const own = nodeFingerprint(config);
  return [own, ...taskParts.map((part) => partFingerprint(own, part))];
}

/** Runs whose documents tell what the draft no longer does: nodes that are gone and tasks that were edited. */
function runsToLookUp(draft: GraphDocument, series: readonly Series[], activity: readonly NodeActivity[]): string[] {
  const drawn = new Map(draft.nodes.map(({ id, config }) => [id, nodeFingerprint(config)]));
  return [
    ...series.filter(({ nodeId, fingerprint }) => drawn.get(nodeId) !== fingerprint).map(({ lastRunId }) => lastRunId),
    ...activity.filter(({ nodeId }) => !drawn.has(nodeId)).map(({ lastRunId }) => lastRunId),
  ];
}

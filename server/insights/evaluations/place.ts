import "server-only";
import { MinnowError } from "@/core/errors";
import type { GraphNode } from "@/core/graph/document";
import { nodeFingerprint } from "@/core/graph/fingerprint";
import { modelsOf } from "@/core/graph/kind";
import { answering, type ModelInfo } from "@/core/models";
import { candidatesFor, type Needs, obstaclesOf } from "@/core/replacement/candidates";
import { needsOf } from "@/core/replacement/savings";
import type { Series } from "@/core/replacement/series";
import { kinds } from "@/nodes/definitions";
import type { WorkspaceContext } from "../../context";
import { findGraph, parseDocument } from "../../graphs/read";
import { listModels } from "../../models/registry";
import { readSeries } from "../series";
import { readTasks, seriesKey } from "../tasks";

/** A node with the series of the model that serves its current task, and the models that might serve it instead. */
export type EvaluatedNode = {
  node: GraphNode;
  /** What was recorded of the model that serves it. */
  series: Series;
  /** Of the same task, by any model. */
  others: Series[];
  needs: Needs;
  models: ModelInfo[];
  /** Cheapest first. */
  candidates: ModelInfo[];
};

/**
 * Looks up what an evaluation of a node is about: its task as the draft has it, served by the first large model it is assigned to, or the first
 * of any size.
 * @throws MinnowError `not_found`; `evaluation_no_calls` when nothing was recorded of that
 */
export async function evaluatedNode(context: WorkspaceContext, graphId: string, nodeId: string): Promise<EvaluatedNode> {
  const graph = await findGraph(context, graphId);
  const draft = parseDocument(graph.draft);
  const node = draft.nodes.find(({ id }) => id === nodeId);
  if (node === undefined) throw new MinnowError("not_found", { thing: "node" });
  const [all, models] = await Promise.all([readSeries(context, graphId, {}), listModels(context).then(answering)]);
  const fingerprint = nodeFingerprint(node.config);
  const others = all.filter((one) => one.nodeId === nodeId && one.fingerprint === fingerprint);
  const assigned = modelsOf(node, kinds).flatMap((key) => others.filter(({ model }) => model === key));
  const series = assigned.find(({ modelClass }) => modelClass !== "slm") ?? assigned[0];
  if (series === undefined) throw new MinnowError("evaluation_no_calls", { node: node.name });
  const tasks = await readTasks(context, [series], new Map([[graphId, draft]]), new Map());
  const needs = needsOf(series, tasks.get(seriesKey(series)) ?? null);
  return { node, series, others, needs, models, candidates: candidatesFor(needs, models) };
}

/** Small models that may not serve it, and why. */
export const ruledOut = ({ models, needs }: EvaluatedNode) =>
  models
    .filter(({ class: size, key }) => size === "slm" && key !== needs.model)
    .map((model) => ({ key: model.key, label: model.label, obstacles: obstaclesOf(model, needs) }))
    .filter(({ obstacles }) => obstacles.length > 0);

import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import { type EvaluationProposal, MOST_ITEMS, type PlannedModel, type ProposedModel } from "@/core/evaluation/plan";
import type { ModelInfo } from "@/core/models";
import { callCost } from "@/core/prices";
import { evaluations } from "@/db/schema/evaluations";
import type { WorkspaceContext } from "../../context";
import { within } from "../../scope";
import { type EvaluatedNode, evaluatedNode, ruledOut } from "./place";
import { countRecorded } from "./recorded";

/** Which models could be tried for a node, what a call of each is expected to cost and take, and how many calls there are to replay. @throws MinnowError `not_found`, `evaluation_no_calls` */
export async function proposeEvaluation(context: WorkspaceContext, graphId: string, nodeId: string): Promise<EvaluationProposal> {
  const { db, workspaceId } = context;
  const evaluated = await evaluatedNode(context, graphId, nodeId);
  const { node, series, models, candidates } = evaluated;
  const { fingerprint, model } = series;
  const [recorded, underway] = await Promise.all([
    countRecorded(db, { workspaceId, graphId, nodeId, fingerprint, model }, MOST_ITEMS),
    underwayOf(context, graphId, nodeId),
  ]);
  const incumbent = models.find(({ key }) => key === model);
  return {
    graphId,
    nodeId,
    nodeName: node.name,
    incumbent: incumbent === undefined ? gone(evaluated) : proposed(incumbent, evaluated),
    candidates: candidates.map((candidate) => proposed(candidate, evaluated)),
    ruledOut: ruledOut(evaluated),
    recorded: recorded.calls,
    underway,
  };
}

/** Id of the evaluation of a node that hasn't ended. */
export async function underwayOf(context: WorkspaceContext, graphId: string, nodeId: string): Promise<string | null> {
  const [row] = await context.db
    .select({ id: evaluations.id })
    .from(evaluations)
    .where(
      within(
        context,
        evaluations,
        and(eq(evaluations.graphId, graphId), eq(evaluations.nodeId, nodeId), inArray(evaluations.status, ["queued", "running", "paused"])),
      ),
    );
  return row?.id ?? null;
}

export const planned = ({ key, label, parameters, connectionKind }: ModelInfo): PlannedModel => ({
  model: key,
  label,
  parameters,
  simulated: connectionKind === "simulated",
});

function proposed(model: ModelInfo, { others, needs, series }: EvaluatedNode): ProposedModel {
  const { inputPrice, outputPrice, contextTokens, simulation } = model;
  const own = others.find((one) => one.model === model.key && one.countedCalls > 0);
  const tokens =
    own === undefined ? needs.tokens : { input: own.inputTokens / own.countedCalls, output: own.outputTokens / own.countedCalls };
  const made =
    simulation === null || tokens === null ? null : simulation.firstTokenMs + (1_000 * tokens.output) / simulation.tokensPerSecond;
  return {
    ...planned(model),
    ...{ inputPrice, outputPrice, contextTokens },
    cost: tokens === null ? null : callCost(model, tokens),
    // What is not known yet is taken to be as slow as what is there.
    latency: own?.latency.p50 ?? made ?? series.latency.p50,
    measured: own !== undefined,
  };
}

/** The model has left the registry: its calls can't be asked for again. */
const gone = ({ series }: EvaluatedNode): ProposedModel => ({
  ...{ model: series.model, label: series.model, parameters: null, simulated: series.simulatedCalls > 0 },
  ...{ inputPrice: null, outputPrice: null, contextTokens: null, cost: null, latency: series.latency.p50, measured: true },
});

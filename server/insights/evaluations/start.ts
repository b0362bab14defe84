import "server-only";
import { randomInt } from "node:crypto";
import { MinnowError } from "@/core/errors";
import { itemsFor } from "@/core/evaluation/expected";
import { ALPHA, type EvaluationAsked, type EvaluationPlan, FEWEST_ITEMS, versions } from "@/core/evaluation/plan";
import type { ModelInfo } from "@/core/models";
import { newId } from "@/db/id";
import { evaluationCandidates, evaluations } from "@/db/schema/evaluations";
import type { WorkspaceContext } from "../../context";
import { userOf } from "../../graphs/write";
import type { Services } from "../../services";
import { type EvaluatedNode, evaluatedNode } from "./place";
import { planned, underwayOf } from "./propose";
import { callsToChooseFrom, someRecorded } from "./recorded";

/** Of the latest calls so many are looked at, to see whether they can be sent again. */
const LOOKED_AT = 20;

/**
 * Wants a node to be evaluated; a worker does it.
 * @throws MinnowError `not_found`, `model_missing`, and `evaluation_` with what is in the way
 */
export async function startEvaluation(
  services: Pick<Services, "evaluationQueue">,
  context: WorkspaceContext,
  asked: EvaluationAsked,
): Promise<{ id: string }> {
  const { db, workspaceId } = context;
  const { graphId, nodeId } = asked;
  const evaluated = await evaluatedNode(context, graphId, nodeId);
  const { node, series } = evaluated;
  const { fingerprint, model: incumbent } = series;
  const plan = planOf(evaluated, asked);
  const place = { workspaceId, graphId, nodeId, fingerprint, model: incumbent };
  const [calls, some] = await Promise.all([callsToChooseFrom(db, place), someRecorded(db, place, LOOKED_AT)]);
  if (calls.length === 0) throw new MinnowError("evaluation_no_calls", { node: node.name });
  if (some.length === 0) throw new MinnowError("evaluation_unreplayable", { node: node.name });
  const items = itemsFor(calls.length, asked.mostCalls);
  if (items < FEWEST_ITEMS) {
    if (calls.length < FEWEST_ITEMS) throw new MinnowError("evaluation_few_calls", { calls: calls.length, needed: FEWEST_ITEMS });
    throw new MinnowError("evaluation_budget_calls", { needed: 2 * FEWEST_ITEMS });
  }
  const simulated = series.simulatedCalls > 0 || [plan.incumbent, ...plan.candidates].some((model) => model.simulated);
  const id = newId();
  await db.transaction(async (transaction) => {
    const row = {
      id,
      workspaceId,
      graphId,
      nodeId,
      nodeName: node.name,
      fingerprint,
      incumbent,
      plan,
      simulated,
      createdBy: userOf(context),
    };
    const inserted = await transaction.insert(evaluations).values(row).onConflictDoNothing().returning({ id: evaluations.id });
    if (inserted.length === 0)
      throw new MinnowError("evaluation_underway", {}, { details: { id: await underwayOf(context, graphId, nodeId) } });
    await transaction
      .insert(evaluationCandidates)
      .values(plan.candidates.map(({ model }, position) => ({ evaluationId: id, workspaceId, model, position })));
    await services.evaluationQueue.enqueueEvaluation(transaction, id);
  });
  return { id };
}

/** The plan of what was asked for, once nothing is in its way that can be told beforehand. */
function planOf(
  { series, models, candidates }: EvaluatedNode,
  { models: keys, tolerance, mostCalls, mostMoney }: EvaluationAsked,
): EvaluationPlan {
  const incumbent = models.find(({ key, enabled }) => key === series.model && enabled);
  if (incumbent === undefined) throw new MinnowError("model_missing", { model: series.model });
  if (candidates.length === 0) throw new MinnowError("evaluation_no_candidate");
  const known = new Set(models.map(({ key }) => key));
  const missing = keys.find((key) => !known.has(key));
  if (missing !== undefined) throw new MinnowError("model_missing", { model: missing });
  const unfit = keys.find((key) => !candidates.some((candidate) => candidate.key === key));
  if (unfit !== undefined) throw new MinnowError("evaluation_unfit", { model: unfit });
  // They are in the order of price.
  const chosen = candidates.filter(({ key }) => keys.includes(key));
  if (mostCalls === 0) throw new MinnowError("evaluation_budget_calls", { needed: 2 * FEWEST_ITEMS });
  const unpriced = [incumbent, ...chosen].find((model) => !isPriced(model));
  if (unpriced !== undefined) throw new MinnowError("evaluation_unpriced", { model: unpriced.label });
  if (mostMoney === 0 && [incumbent, ...chosen].some((model) => !isFree(model))) throw new MinnowError("evaluation_budget_money");
  return {
    incumbent: planned(incumbent),
    candidates: chosen.map(planned),
    ...{ tolerance, alpha: ALPHA, mostCalls, mostMoney },
    seed: randomInt(2 ** 31 - 1),
    versions,
  };
}

/** A limit in money holds only where every call's cost is known. */
const isPriced = ({ inputPrice, outputPrice }: ModelInfo): boolean => inputPrice !== null && outputPrice !== null;
const isFree = ({ inputPrice, outputPrice }: ModelInfo): boolean => inputPrice === 0 && outputPrice === 0;

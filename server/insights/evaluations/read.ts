import "server-only";
import { and, asc, eq } from "drizzle-orm";
import { z } from "zod";
import { MinnowError } from "@/core/errors";
import type { MeasuredLatency } from "@/core/evaluation/latency";
import { noiseCeiling } from "@/core/evaluation/loss";
import { EvaluationPlan } from "@/core/evaluation/plan";
import { AnswerError, type CandidateReport, type EvaluationReport, HistoryPoint, isUnderway, Verdict } from "@/core/evaluation/report";
import type { MeasuredSaving } from "@/core/evaluation/saving";
import { evaluationCandidates, evaluations } from "@/db/schema/evaluations";
import { graphs } from "@/db/schema/graphs";
import type { WorkspaceContext } from "../../context";
import { within } from "../../scope";
import { servingIn } from "./apply";
import { worstOf } from "./disagreements";
import { noFigures, readFigures, selfAgreement } from "./figures";
import { readLatencies } from "./latency";
import { readSavings } from "./savings";

/** An evaluation as far as it has come. @throws MinnowError `not_found` */
export async function readEvaluation(context: WorkspaceContext, id: string): Promise<EvaluationReport> {
  const { db } = context;
  const [found] = await db
    .select({ row: evaluations, graphName: graphs.name, draft: graphs.draft })
    .from(evaluations)
    .innerJoin(graphs, and(eq(graphs.id, evaluations.graphId), eq(graphs.workspaceId, evaluations.workspaceId)))
    .where(within(context, evaluations, eq(evaluations.id, id)));
  if (found === undefined) throw new MinnowError("not_found", { thing: "evaluation" });
  const { row, graphName, draft } = found;
  const verdict = Verdict.nullable().parse(row.verdict);
  const plan = EvaluationPlan.parse(row.plan);
  const [candidates, figures, scores, savings, latencies] = await Promise.all([
    db
      .select()
      .from(evaluationCandidates)
      .where(within(context, evaluationCandidates, eq(evaluationCandidates.evaluationId, id)))
      .orderBy(asc(evaluationCandidates.position)),
    readFigures(context, id),
    selfAgreement(context, id, row.incumbent),
    isUnderway(row.status) ? new Map<string, MeasuredSaving>() : readSavings(context, row),
    isUnderway(row.status) ? new Map<string, MeasuredLatency>() : readLatencies(context, row),
  ]);
  const tried = candidates.filter(({ pairs }) => pairs > 0);
  const disagreements = await Promise.all(tried.map(({ model }) => worstOf(context, id, row.incumbent, model)));
  const { graphId, nodeId, nodeName, status, simulated, spent, calls, reserved, createdAt, startedAt, finishedAt } = row;
  return {
    ...{ id, graphId, graphName, nodeId, nodeName, status, simulated, spent, calls, reserved, createdAt, startedAt, finishedAt, plan },
    verdict,
    error: AnswerError.nullable().parse(row.error),
    items: row.sample?.length ?? null,
    candidates: candidates.flatMap((one) => candidateReport(one, plan, { figures: figures.of, savings, latencies })),
    incumbent: figures.of.get(row.incumbent) ?? noFigures,
    ceiling: noiseCeiling(scores),
    weak: figures.weak,
    disagreements: disagreements.flat(),
    serving: verdict?.type === "replace" ? servingIn(draft, row, verdict.model) : null,
  };
}

/** What was measured of the models, by their keys. */
type Measured = {
  figures: ReadonlyMap<string, CandidateReport["figures"]>;
  savings: ReadonlyMap<string, MeasuredSaving>;
  latencies: ReadonlyMap<string, MeasuredLatency>;
};

function candidateReport(
  { model, state, pairs, more, history: stored }: typeof evaluationCandidates.$inferSelect,
  { candidates }: EvaluationPlan,
  { figures, savings, latencies }: Measured,
): CandidateReport[] {
  const planned = candidates.find((one) => one.model === model);
  if (planned === undefined) return [];
  const history = z.array(HistoryPoint).parse(stored);
  const [saving, latency] = [savings.get(model) ?? null, latencies.get(model) ?? null];
  return [{ ...planned, state, pairs, history, more, figures: figures.get(model) ?? noFigures, saving, latency }];
}

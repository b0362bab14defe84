import "server-only";
import { and, desc, eq } from "drizzle-orm";
import { EvaluationPlan } from "@/core/evaluation/plan";
import { type EvaluationLine, Verdict } from "@/core/evaluation/report";
import { evaluations } from "@/db/schema/evaluations";
import { graphs } from "@/db/schema/graphs";
import type { WorkspaceContext } from "../../context";
import { within } from "../../scope";

/** Evaluations that are listed at most. */
const MOST = 100;

/** Evaluations of the workspace or of one graph, the latest first. */
export async function listEvaluations(
  context: WorkspaceContext,
  about: { graphId?: string | undefined; nodeId?: string | undefined },
): Promise<EvaluationLine[]> {
  const { graphId, nodeId } = about;
  const rows = await context.db
    .select({ row: evaluations, graphName: graphs.name })
    .from(evaluations)
    .innerJoin(graphs, and(eq(graphs.id, evaluations.graphId), eq(graphs.workspaceId, evaluations.workspaceId)))
    .where(
      within(
        context,
        evaluations,
        graphId === undefined ? undefined : eq(evaluations.graphId, graphId),
        nodeId === undefined ? undefined : eq(evaluations.nodeId, nodeId),
      ),
    )
    .orderBy(desc(evaluations.createdAt))
    .limit(MOST);
  return rows.map(({ row, graphName }) => {
    const { id, graphId: graph, nodeId: node, nodeName, status, simulated, spent, calls, createdAt, finishedAt } = row;
    const plan = EvaluationPlan.parse(row.plan);
    const verdict = Verdict.nullable().parse(row.verdict);
    const accepted = plan.candidates.find(({ model }) => verdict?.type === "replace" && model === verdict.model);
    return {
      ...{ id, graphId: graph, graphName, nodeId: node, nodeName, status, simulated, spent, calls, createdAt, finishedAt },
      verdict,
      accepted: accepted?.label ?? null,
      incumbent: plan.incumbent.label,
      candidates: plan.candidates.map(({ label }) => label),
    };
  });
}

import "server-only";
import { eq, sql } from "drizzle-orm";
import type { ModelFigures } from "@/core/evaluation/report";
import { evaluationItems } from "@/db/schema/evaluations";
import type { WorkspaceContext } from "../../context";
import { within } from "../../scope";

export const noFigures: ModelFigures = {
  ...{ answers: 0, sent: 0, failed: 0, cost: null, latencyP50: null, latencyP95: null, agreement: null, exact: 0 },
};

const { model, reused, error, cost, latencyMs, score, agreement } = evaluationItems;
const latency = (share: number) =>
  sql<number | null>`percentile_cont(${share}::float8) within group (order by ${latencyMs}) filter (where not ${reused})`;

/** What each model's answers in an evaluation came to, by its key; and whether any of them was only compared by likeness. */
export async function readFigures(
  context: WorkspaceContext,
  id: string,
): Promise<{ of: ReadonlyMap<string, ModelFigures>; weak: boolean }> {
  const rows = await context.db
    .select({
      model,
      answers: sql<number>`count(*)::int`,
      sent: sql<number>`(count(*) filter (where not ${reused}))::int`,
      failed: sql<number>`(count(*) filter (where ${error} is not null and ${error}::text <> 'null'))::int`,
      cost: sql<number | null>`sum(${cost})`,
      latencyP50: latency(0.5),
      latencyP95: latency(0.95),
      agreement: sql<number | null>`avg(${score})`,
      exact: sql<number>`(count(*) filter (where ${agreement} ->> 'exact' = 'true'))::int`,
      weak: sql<boolean>`coalesce(bool_or(${agreement} ->> 'weak' = 'true'), false)`,
    })
    .from(evaluationItems)
    .where(within(context, evaluationItems, eq(evaluationItems.evaluationId, id)))
    .groupBy(model);
  const of = new Map(rows.map(({ model: key, weak: _, ...figures }) => [key, figures]));
  return { of, weak: rows.some(({ weak }) => weak) };
}

/** How well the incumbent, asked again, agrees with each of its recorded answers. */
export async function selfAgreement(
  context: WorkspaceContext,
  id: string,
  incumbent: string,
): Promise<{ score: number; exact: boolean }[]> {
  return context.db
    .select({ score, exact: sql<boolean>`coalesce(${agreement} ->> 'exact' = 'true', false)` })
    .from(evaluationItems)
    .where(within(context, evaluationItems, eq(evaluationItems.evaluationId, id), eq(model, incumbent)));
}

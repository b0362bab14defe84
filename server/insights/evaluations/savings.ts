import "server-only";
import { and, eq, isNotNull, ne } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { type MeasuredSaving, measuredSaving, type PricedPair } from "@/core/evaluation/saving";
import { callRate } from "@/core/replacement/rate";
import { evaluationItems, type evaluations } from "@/db/schema/evaluations";
import type { WorkspaceContext } from "../../context";
import { within } from "../../scope";
import { readSeries } from "../series";

type Evaluated = Pick<typeof evaluations.$inferSelect, "id" | "graphId" | "nodeId" | "fingerprint" | "incumbent" | "spent">;

/**
 * What each candidate of an evaluation saves, by its key, at the rate at which the node is called now.
 * @param now milliseconds since 1970
 */
export async function readSavings(
  context: WorkspaceContext,
  { id, graphId, nodeId, fingerprint, incumbent, spent }: Evaluated,
  now = Date.now(),
): Promise<ReadonlyMap<string, MeasuredSaving>> {
  const [series, pairs] = await Promise.all([readSeries(context, graphId, {}), readPairs(context, id, incumbent)]);
  const own = series.find((one) => one.nodeId === nodeId && one.fingerprint === fingerprint && one.model === incumbent);
  if (own === undefined) return new Map();
  const rate = callRate(own.calls, own.firstAt, now);
  return new Map(
    [...pairs].flatMap(([model, costs]) => {
      const saving = measuredSaving(costs, { rate, calls: own.calls, spent });
      return saving === null ? [] : [[model, saving] as const];
    }),
  );
}

/** What both models' answers to the same calls cost. What was answered from the record cost nothing, which says nothing of the next such call. */
async function readPairs(context: WorkspaceContext, id: string, incumbent: string): Promise<Map<string, PricedPair[]>> {
  const own = alias(evaluationItems, "own");
  const rows = await context.db
    .select({ model: evaluationItems.model, candidate: evaluationItems.cost, incumbent: own.cost })
    .from(evaluationItems)
    .innerJoin(
      own,
      and(eq(own.evaluationId, evaluationItems.evaluationId), eq(own.callId, evaluationItems.callId), eq(own.model, incumbent)),
    )
    .where(
      within(
        context,
        evaluationItems,
        eq(evaluationItems.evaluationId, id),
        ne(evaluationItems.model, incumbent),
        eq(evaluationItems.reused, false),
        eq(own.reused, false),
        isNotNull(evaluationItems.cost),
        isNotNull(own.cost),
      ),
    );
  const pairs = new Map<string, PricedPair[]>();
  for (const { model, candidate, incumbent: present } of rows) {
    if (candidate === null || present === null) continue;
    const known = pairs.get(model) ?? [];
    known.push({ incumbent: present, candidate });
    pairs.set(model, known);
  }
  return pairs;
}

import "server-only";
import { eq } from "drizzle-orm";
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

/**
 * What both models' answers to the same calls cost. What was answered from the record is taken to cost what the equal request did: the next
 * such call is paid for.
 */
async function readPairs(context: WorkspaceContext, id: string, incumbent: string): Promise<Map<string, PricedPair[]>> {
  const { model, callId, cost, reused, requestHash } = evaluationItems;
  const rows = await context.db
    .select({ model, callId, cost, reused, requestHash })
    .from(evaluationItems)
    .where(within(context, evaluationItems, eq(evaluationItems.evaluationId, id)));
  const known = rows.filter((row) => !row.reused && row.requestHash !== null);
  const paid = new Map(known.map((row) => [`${row.model} ${row.requestHash}`, row.cost]));
  const priced = rows.flatMap((row) => {
    const price = row.reused ? paid.get(`${row.model} ${row.requestHash}`) : row.cost;
    return price == null ? [] : [{ ...row, price }];
  });
  const present = new Map(priced.filter((row) => row.model === incumbent).map((row) => [row.callId, row.price]));
  const pairs = new Map<string, PricedPair[]>();
  for (const { model: candidate, callId: call, price } of priced) {
    const now = present.get(call);
    if (candidate === incumbent || now === undefined) continue;
    const costs = pairs.get(candidate) ?? [];
    costs.push({ incumbent: now, candidate: price });
    pairs.set(candidate, costs);
  }
  return pairs;
}

import "server-only";
import { and, asc, eq, isNull, lte, notExists, sql } from "drizzle-orm";
import type { Database, Transaction } from "@/db/client";
import { runs } from "@/db/schema/runs";
import { testResults } from "@/db/schema/testing";
import { isTransient } from "@/db/transient";
import { type Curation, openCuration } from "./policy";
import { takeOutOfRun } from "./takeOut";

/** A run that can't be rewritten is tried again after this. */
const RESTED = "10 minutes";

/**
 * Takes personal data out of what runs took and gave that ended long enough ago: one run a transaction, in which the run's row says so
 * from then on. What is due stands in the run's own row, so nothing is forgotten when a worker dies; several may do this at once.
 */
export async function takeOutDueValues(db: Database, signal: AbortSignal): Promise<void> {
  const policies = new Map<string, Promise<Curation>>();
  const curationOf = (workspaceId: string) => {
    const known = policies.get(workspaceId) ?? openCuration({ db, workspaceId });
    policies.set(workspaceId, known);
    return known;
  };
  for (;;) {
    if (signal.aborted) return;
    let at: string | null = null;
    try {
      const found = await db.transaction(async (transaction) => {
        const run = await claim(transaction);
        at = run?.id ?? null;
        if (run !== null) await takeOut(transaction, run, await curationOf(run.workspaceId));
        return run !== null;
      });
      if (!found) return;
    } catch (error) {
      if (at === null || isTransient(error)) throw error;
      console.error(`values of run ${at}:`, error);
      await db
        .update(runs)
        .set({ valuesDue: sql`now() + ${RESTED}::interval` })
        .where(eq(runs.id, at));
    }
  }
}

/** The run that has been due longest; one of a test only when it has been judged, which is done by what it gave. */
async function claim(transaction: Transaction): Promise<typeof runs.$inferSelect | null> {
  const unjudged = transaction
    .select({ one: sql`1` })
    .from(testResults)
    .where(and(eq(testResults.runId, runs.id), isNull(testResults.judgedAt)));
  const [run] = await transaction
    .select()
    .from(runs)
    .where(and(lte(runs.valuesDue, sql`now()`), notExists(unjudged)))
    .orderBy(asc(runs.valuesDue))
    .limit(1)
    .for("update", { skipLocked: true });
  return run ?? null;
}

async function takeOut(transaction: Transaction, run: typeof runs.$inferSelect, { policy, redaction }: Curation): Promise<void> {
  const context = { db: transaction, workspaceId: run.workspaceId };
  // What was corrected while the run was under way counts for its calls too.
  const changed = policy.values && (await takeOutOfRun(context, run, redaction, { values: true, calls: policy.calls })).values;
  await transaction
    .update(runs)
    .set({ valuesDue: null, ...(changed && { valuesTakenOut: new Date() }) })
    .where(eq(runs.id, run.id));
}

import "server-only";
import { setImmediate as nextTurn } from "node:timers/promises";
import { and, asc, eq, isNotNull, lte, sql } from "drizzle-orm";
import { type Assignment, assign, describe } from "@/core/clustering/assign";
import { fitIsDue } from "@/core/clustering/due";
import { MinnowError } from "@/core/errors";
import type { Database } from "@/db/client";
import { clusterings } from "@/db/schema/clusters";
import type { Embedder } from "../../models/gateway";
import { unassignedCalls } from "./calls";
import { type ClusteringRow, modelOf, writeAssignments } from "./store";
import { withVectors } from "./vectors";

/** Calls looked at in one go, and assigned before others get their turn: some milliseconds. */
const [BATCH, TURN] = [400, 25];
/** Between two looks for calls of a node; while there are more, none. */
const PAUSE = sql`interval '5 seconds'`;
/** A call is written when it is over, which may be long after it began. Milliseconds. */
const LONGEST_CALL = 15 * 60_000;
/** Logs bring in calls of long ago: all are looked at when the last time is so long ago, unless each costs a call of a model. */
const WHOLE_EVERY = 10 * 60_000;
const wholeAt = new Map<string, number>();
const leased = sql`now() + interval '2 minutes'`;

/** Assigns calls that came since, in the background: nothing that records a call waits for this. Wants a fit where what came no longer fits the last one. */
export async function assignNewCalls(db: Database, embedder: Embedder, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const [row] = await db
      .update(clusterings)
      .set({ assignDue: leased })
      .where(
        eq(
          clusterings.id,
          db
            .select({ id: clusterings.id })
            .from(clusterings)
            .where(and(lte(clusterings.assignDue, sql`now()`), isNotNull(clusterings.model)))
            .orderBy(asc(clusterings.assignDue))
            .limit(1)
            .for("update", { skipLocked: true }),
        ),
      )
      .returning();
    if (row === undefined) return;
    let more = false;
    try {
      more = await assignSome(db, embedder, row, signal);
    } catch (error) {
      if (signal.aborted || !(error instanceof MinnowError)) throw error;
      await db
        .update(clusterings)
        .set({ error: { code: error.code, params: error.params } })
        .where(eq(clusterings.id, row.id));
    }
    await db
      .update(clusterings)
      .set({ assignDue: more ? sql`now()` : sql`now() + ${PAUSE}` })
      .where(eq(clusterings.id, row.id));
  }
}

/** @returns whether there are more */
async function assignSome(db: Database, embedder: Embedder, row: ClusteringRow, signal: AbortSignal): Promise<boolean> {
  const model = modelOf(row);
  if (model === null || row.progress !== null) return false;
  const began = Date.now();
  const isWhole = model.space.embeddedBy === null && began - (wholeAt.get(row.id) ?? 0) > WHOLE_EVERY;
  const since = isWhole || row.assignedUntil === null ? null : new Date(row.assignedUntil.getTime() - LONGEST_CALL);
  const calls = await unassignedCalls(db, row, since, BATCH);
  const told = await withVectors(embedder, row.workspaceId, model.space.embeddedBy, calls, signal);
  const assignments: Assignment[] = [];
  for (const [index, { call, embedding }] of told.entries()) {
    if (index > 0 && index % TURN === 0) await nextTurn();
    assignments.push(assign(model, describe(call, embedding)));
  }
  await writeAssignments(db, row, calls, assignments);
  const more = calls.length === BATCH;
  if (isWhole && !more) wholeAt.set(row.id, began);
  const newCalls = row.newCalls + calls.length;
  const newOutliers = row.newOutliers + assignments.filter(({ cluster }) => cluster === null).length;
  const outlierShare = model.fit.outliers / Math.max(1, model.fit.calls);
  const isDue = row.fitDue === null && fitIsDue({ fittedCalls: row.fittedCalls, outlierShare, newCalls, newOutliers });
  await db
    .update(clusterings)
    .set({
      ...{ newCalls, newOutliers },
      ...(!more && { assignedUntil: new Date(began) }),
      ...(isDue && { fitDue: sql`now()` }),
    })
    .where(and(eq(clusterings.id, row.id), eq(clusterings.revision, row.revision)));
  return more;
}

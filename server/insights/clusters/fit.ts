import "server-only";
import { and, asc, eq, inArray, lte, sql } from "drizzle-orm";
import { fittedOf } from "@/core/clustering/fit";
import { type ClusterModel, FEWEST_CALLS } from "@/core/clustering/model";
import type { FitProgress } from "@/core/clustering/report";
import { MinnowError } from "@/core/errors";
import type { Database } from "@/db/client";
import { clusterCalls, clusterings } from "@/db/schema/clusters";
import type { Embedder, ModelGateway } from "../../models/gateway";
import { within } from "../../scope";
import { latestIds, readCalls } from "./calls";
import { openFitter } from "./fitter";
import { nameClusters } from "./naming";
import { type ClusteringRow, modelOf, writeAssignments, writeModel } from "./store";
import { withVectors } from "./vectors";

/** Of a node's calls, the latest that are assigned when a fit is made; where each costs a call of a model, fewer. */
const [MOST_ASSIGNED, MOST_EMBEDDED] = [50_000, 5_000];
/** Calls read in one turn: runs are waiting for theirs. */
const BATCH = 100;
/** In whole milliseconds, as the driver reads times back. */
const now = sql`date_trunc('milliseconds', now())`;
/** A worker that says nothing for so long has died, and another may begin anew. */
const leased = sql`${now} + interval '5 minutes'`;
/** When to try again after a failure. */
const rested = sql`${now} + interval '1 minute'`;

/** Makes the fits that are wanted, one after the other. Two workers are never at the same one unless one has stalled; the later to finish is then refused. */
export async function fitDueClusters(db: Database, gateway: Embedder & ModelGateway, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const [row] = await db
      .update(clusterings)
      .set({ fitDue: leased, progress: { step: "reading", done: 0, of: 0 } satisfies FitProgress })
      .where(
        eq(
          clusterings.id,
          db
            .select({ id: clusterings.id })
            .from(clusterings)
            .where(lte(clusterings.fitDue, sql`now()`))
            .orderBy(asc(clusterings.fitDue))
            .limit(1)
            .for("update", { skipLocked: true }),
        ),
      )
      .returning();
    if (row === undefined) return;
    try {
      await fitOne(db, gateway, row, signal);
    } catch (error) {
      // Whoever comes next begins at once.
      if (signal.aborted) await db.update(clusterings).set({ fitDue: now, progress: null }).where(eq(clusterings.id, row.id));
      else if (error instanceof MinnowError) {
        const isFinal = error.code === "clusters_few";
        // Another worker was at it too, and was faster.
        const isDone = error.code === "clusters_changed";
        const refusal = isDone ? null : { code: error.code, params: error.params };
        await db
          .update(clusterings)
          .set({ error: refusal, fitDue: isFinal || isDone ? null : rested, progress: null })
          .where(eq(clusterings.id, row.id));
      } else {
        await db.update(clusterings).set({ fitDue: rested, progress: null }).where(eq(clusterings.id, row.id));
        throw error;
      }
    }
  }
}

async function fitOne(db: Database, gateway: Embedder & ModelGateway, row: ClusteringRow, signal: AbortSignal): Promise<void> {
  const { workspaceId, embeddingModel } = row;
  const tell = async (step: FitProgress["step"], done: number, of: number) => {
    const progress: FitProgress = { step, done, of };
    await db.update(clusterings).set({ progress, fitDue: leased }).where(eq(clusterings.id, row.id));
  };
  const ids = await latestIds(db, row, embeddingModel === null ? MOST_ASSIGNED : MOST_EMBEDDED);
  if (ids.length < FEWEST_CALLS) throw new MinnowError("clusters_few", { calls: ids.length, needed: FEWEST_CALLS });
  const chosen = fittedOf(ids.map((id) => ({ id }))).map(({ id }) => id);
  const before = modelOf(row);
  // Places told by words say nothing of places told by vectors.
  const previous = before?.space.embeddedBy === embeddingModel ? before : null;

  const read = [];
  for (let from = 0; from < chosen.length; from += BATCH) {
    read.push(...(await readCalls(db, row, chosen.slice(from, from + BATCH))));
    await tell("reading", read.length, chosen.length);
  }
  const calls = await withVectors(gateway, workspaceId, embeddingModel, read, signal, (done) => tell("embedding", done, read.length));
  await tell("fitting", 0, read.length);
  const fitter = openFitter(signal);
  try {
    const fitted = await fitter.fit(calls, { previous, embeddedBy: embeddingModel });
    const continued = previous === null && before !== null ? withNewIds(fitted, before.nextId) : fitted;
    const assigned = row.namingModel === null ? [] : await fitter.assign(calls, continued);
    const model = await nameClusters(gateway, row, continued, calls, assigned, signal, (done, of) => tell("naming", done, of));
    const until = new Date(Math.max(...read.map(({ startedAt }) => startedAt.getTime())));
    const revision = await writeModel(db, row, model);
    for (let from = 0; from < ids.length; from += BATCH) {
      const some = await readCalls(db, row, ids.slice(from, from + BATCH));
      const told = await withVectors(gateway, workspaceId, embeddingModel, some, signal);
      const assignments = await fitter.assign(told, model);
      await writeAssignments(db, row, some, assignments);
      await tell("assigning", Math.min(ids.length, from + BATCH), ids.length);
    }
    await forgetOthers(db, row, ids);
    await db
      .update(clusterings)
      .set({
        ...{ fitDue: null, progress: null, error: null, fittedAt: now, newCalls: 0, newOutliers: 0 },
        ...{ fittedCalls: ids.length, assignedUntil: until },
      })
      .where(and(eq(clusterings.id, row.id), eq(clusterings.revision, revision)));
  } finally {
    fitter.close();
  }
}

/** A space of another kind is a new beginning: no id means in it what it meant before. */
function withNewIds(model: ClusterModel, from: number): ClusterModel {
  const moved = (id: string) => String(Number(id) + from - 1);
  return {
    ...model,
    parts: model.parts.map((part) => ({ ...part, id: moved(part.id), cluster: moved(part.cluster) })),
    clusters: model.clusters.map((cluster) => ({ ...cluster, id: moved(cluster.id) })),
    nextId: model.nextId + from - 1,
  };
}

/** Calls that were assigned by an earlier fit and are too old for this one: their clusters may be gone. */
async function forgetOthers(db: Database, row: ClusteringRow, ids: readonly string[]): Promise<void> {
  const own = within(row, clusterCalls, eq(clusterCalls.graphId, row.graphId), eq(clusterCalls.nodeId, row.nodeId));
  const stored = await db.select({ id: clusterCalls.callId }).from(clusterCalls).where(own);
  const kept = new Set(ids);
  const gone = stored.map(({ id }) => id).filter((id) => !kept.has(id));
  for (let from = 0; from < gone.length; from += BATCH)
    await db.delete(clusterCalls).where(and(own, inArray(clusterCalls.callId, gone.slice(from, from + BATCH))));
}

import "server-only";
import { eq, inArray, isNotNull, sql } from "drizzle-orm";
import { z } from "zod";
import { RunError, TakenFrom } from "@/core/engine/events";
import type { Level } from "@/core/engine/level";
import { compile } from "@/core/engine/plan";
import type { GraphDocument } from "@/core/graph/document";
import { readDocument } from "@/core/graph/formats";
import { JsonObject } from "@/core/graph/json";
import { retimedActivation } from "@/core/replacement/activationTime";
import { type RecordedFiring, replayable } from "@/core/replacement/runTime";
import { documents } from "@/db/schema/graphs";
import { activations, modelCalls, runs } from "@/db/schema/runs";
import { kinds } from "@/nodes/definitions";
import type { WorkspaceContext } from "../../context";
import { subgraphsOf } from "../../graphs/subgraphs";
import { within } from "../../scope";

/** Runs that are read at once, and activations that are looked at in all: what they gave has to be read, too. */
const AT_ONCE = 20;
const MOST_ACTIVATIONS = 50_000;

type Place = { graphId: string; nodeId: string };

/** A call that took time. */
export type TimedCall = Awaited<ReturnType<typeof readCalls>>[number];

export type TimedRun = {
  /** As recorded. */
  ms: number;
  /** How long it would have taken with other durations of its calls, null where one stays as it is; null when that can't be told. */
  retimed(durationOf: (call: TimedCall) => number | null): number | null;
};

/**
 * Reads runs for replaying their timings with another model at a node, in the order given, as far as there is room; null is one that can't be
 * replayed.
 */
export async function* readTimedRuns(
  context: WorkspaceContext,
  ids: readonly string[],
  node: Place,
): AsyncGenerator<{ id: string; run: TimedRun | null }> {
  const wanted = await withRoom(context, ids);
  const plans = new Map<string, Level | null>();
  for (let from = 0; from < wanted.length; from += AT_ONCE) {
    const some = wanted.slice(from, from + AT_ONCE);
    const [heads, rows, calls] = await Promise.all([readHeads(context, some), readRows(context, some), readCalls(context, some)]);
    await addPlans(
      context,
      heads.map(({ documentHash }) => documentHash),
      plans,
    );
    const [rowsOf, callsOf] = [Map.groupBy(rows, ({ runId }) => runId), Map.groupBy(calls, ({ runId }) => runId)];
    for (const id of some) {
      const head = heads.find((one) => one.id === id);
      const plan = plans.get(head?.documentHash ?? "") ?? null;
      const firings = rowsOf.get(id) ?? [];
      const isTold = head !== undefined && plan !== null && !firings.some((row) => isCutShort(row, node));
      yield { id, run: isTold ? timedRun(plan, head, firings, callsOf.get(id) ?? []) : null };
    }
  }
}

/** Was the node stopped while it ran? Nobody knows how far another model would have come by then. */
const isCutShort = ({ status, startedAt, ...row }: Row, { graphId, nodeId }: Place): boolean =>
  status === "cancelled" && startedAt !== null && row.graphId === graphId && row.nodeId === nodeId;

/** An activation as it is journaled; of runs that came from elsewhere it may be otherwise. */
const Recorded = z.object({
  path: z.string(),
  status: z.enum(["succeeded", "failed", "skipped", "cancelled"]),
  startedAt: z.date().transform(Number).nullable(),
  finishedAt: z.date().transform(Number),
  outputs: JsonObject.nullable(),
  error: RunError.nullable(),
  takenFrom: TakenFrom.nullable(),
}) satisfies z.ZodType<RecordedFiring>;

function timedRun(plan: Level, { startedAt, finishedAt }: Head, rows: readonly Row[], calls: readonly TimedCall[]): TimedRun | null {
  const read = z.array(Recorded).safeParse(rows);
  if (!read.success || startedAt === null || finishedAt === null) return null;
  const replay = replayable(plan, { startedAt: startedAt.getTime(), finishedAt: finishedAt.getTime(), firings: read.data });
  if (replay === null) return null;
  const firings = new Map(read.data.map((firing) => [firing.path, firing]));
  const callsIn = Map.groupBy(calls, ({ activation }) => activation);
  return {
    ms: finishedAt.getTime() - startedAt.getTime(),
    retimed: (durationOf) => {
      const durations = new Map<string, number>();
      for (const [path, inside] of callsIn) {
        const firing = firings.get(path);
        if (firing === undefined || firing.startedAt === null) continue;
        const timed = inside.flatMap((call) => {
          const { startedAt: began, latencyMs } = call;
          return latencyMs === null ? [] : [{ startedAt: began.getTime(), took: latencyMs, would: durationOf(call) ?? latencyMs }];
        });
        durations.set(path, retimedActivation(firing.finishedAt - firing.startedAt, timed));
      }
      return replay(durations);
    },
  };
}

/** The first of them that have no more activations all together than are looked at. */
async function withRoom(context: WorkspaceContext, ids: readonly string[]): Promise<string[]> {
  const counted = await context.db
    .select({ runId: activations.runId, count: sql<number>`count(*)::int` })
    .from(activations)
    .where(within(context, activations, inArray(activations.runId, [...ids])))
    .groupBy(activations.runId);
  const counts = new Map(counted.map(({ runId, count }) => [runId, count]));
  let room = MOST_ACTIVATIONS;
  return ids.filter((id) => {
    room -= counts.get(id) ?? 0;
    return room >= 0;
  });
}

type Head = Awaited<ReturnType<typeof readHeads>>[number];
async function readHeads(context: WorkspaceContext, ids: readonly string[]) {
  const { id, documentHash, startedAt, finishedAt } = runs;
  return context.db
    .select({ id, documentHash, startedAt, finishedAt })
    .from(runs)
    .where(within(context, runs, inArray(id, [...ids])));
}

type Row = Awaited<ReturnType<typeof readRows>>[number];
async function readRows(context: WorkspaceContext, ids: readonly string[]) {
  const { runId, path, graphId, nodeId, status, startedAt, finishedAt, outputs, error, takenFrom } = activations;
  return context.db
    .select({ runId, path, graphId, nodeId, status, startedAt, finishedAt, outputs, error, takenFrom })
    .from(activations)
    .where(within(context, activations, inArray(runId, [...ids])));
}

async function readCalls(context: WorkspaceContext, ids: readonly string[]) {
  const { id, runId, activation, graphId, nodeId, fingerprint, model, latencyMs, startedAt, error, cached } = modelCalls;
  return context.db
    .select({
      ...{ id, runId, activation, graphId, nodeId, fingerprint, model, latencyMs, startedAt },
      failed: sql<boolean>`${error} is not null`,
    })
    .from(modelCalls)
    .where(within(context, modelCalls, inArray(runId, [...ids]), eq(cached, false), isNotNull(latencyMs)));
}

/** Adds the plans of documents that aren't known yet, by their hashes; null is one that can't be read any more. */
async function addPlans(context: WorkspaceContext, hashes: readonly string[], plans: Map<string, Level | null>): Promise<void> {
  const { db, workspaceId } = context;
  const unknown = [...new Set(hashes)].filter((hash) => !plans.has(hash));
  if (unknown.length === 0) return;
  const rows = await db
    .select({ hash: documents.hash, body: documents.body })
    .from(documents)
    .where(within(context, documents, inArray(documents.hash, unknown)));
  const planOf = async (document: GraphDocument) => {
    const inside = await subgraphsOf(db, workspaceId, document);
    return compile(document, kinds, { documentOf: (inner) => inside.get(inner) });
  };
  for (const { hash, body } of rows) {
    const read = readDocument(body);
    plans.set(hash, read.ok ? await planOf(read.document) : null);
  }
}

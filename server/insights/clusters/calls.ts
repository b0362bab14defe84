import "server-only";
import { and, desc, eq, gt, inArray, isNull, notInArray, type SQL, sql } from "drizzle-orm";
import type { ClusterCall } from "@/core/clustering/call";
import { partFingerprint, taskParts } from "@/core/graph/fingerprint";
import { isJsonObject, Json } from "@/core/graph/json";
import type { Database } from "@/db/client";
import { clusterCalls } from "@/db/schema/clusters";
import { modelCalls } from "@/db/schema/runs";
import { within } from "../../scope";

/** A node of a graph of a workspace. */
export type NodePlace = { workspaceId: string; graphId: string; nodeId: string };

/** What is read of a call, beside what is compared of it. */
export type StoredCall = ClusterCall & { runId: string; startedAt: Date; cost: number | null };

const columns = {
  id: modelCalls.id,
  runId: modelCalls.runId,
  startedAt: modelCalls.startedAt,
  cost: modelCalls.cost,
  variables: modelCalls.variables,
  response: modelCalls.response,
  outputText: modelCalls.outputText,
};

type Row = { [K in keyof typeof columns]: (typeof modelCalls.$inferSelect)[K] };

function storedCall({ variables, response, ...row }: Row): StoredCall {
  const given = Json.parse(variables ?? null);
  return { ...row, variables: isJsonObject(given) ? given : null, response: Json.parse(response ?? null) };
}

/** Calls of a node that did its own task: those of its verifier or judge are other tasks. */
export async function callsOfNode(db: Database, place: NodePlace): Promise<SQL> {
  const { graphId, nodeId } = place;
  const own = within(place, modelCalls, eq(modelCalls.graphId, graphId), eq(modelCalls.nodeId, nodeId));
  // From one to the next by the index, instead of looking at all calls.
  const next = (after: SQL) => sql`(select ${modelCalls.fingerprint} from ${modelCalls} where ${own} ${after} order by 1 limit 1)`;
  const rows = await db.execute<{ fingerprint: string }>(sql`
    with recursive found(fingerprint) as (
      ${next(sql``)} union all select ${next(sql`and ${modelCalls.fingerprint} > found.fingerprint`)} from found where found.fingerprint is not null
    )
    select fingerprint from found where fingerprint is not null`);
  const parts = [...rows].flatMap(({ fingerprint }) => taskParts.map((part) => partFingerprint(fingerprint, part)));
  return and(own, parts.length === 0 ? undefined : notInArray(modelCalls.fingerprint, parts)) as SQL;
}

/** Ids of a node's latest answered calls. */
export async function latestIds(db: Database, place: NodePlace, limit: number): Promise<string[]> {
  const rows = await db
    .select({ id: modelCalls.id })
    .from(modelCalls)
    .where(and(await callsOfNode(db, place), isNull(modelCalls.error)))
    .orderBy(desc(modelCalls.startedAt))
    .limit(limit);
  return rows.map(({ id }) => id);
}

export async function readCalls(db: Database, place: NodePlace, ids: readonly string[]): Promise<StoredCall[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .select(columns)
    .from(modelCalls)
    .where(within(place, modelCalls, inArray(modelCalls.id, [...ids])));
  return rows.map(storedCall);
}

/** Answered calls of a node that are in no cluster and not known to be like none. @param since null for all */
export async function unassignedCalls(db: Database, place: NodePlace, since: Date | null, limit: number): Promise<StoredCall[]> {
  const rows = await db
    .select(columns)
    .from(modelCalls)
    .where(
      and(
        await callsOfNode(db, place),
        isNull(modelCalls.error),
        since === null ? undefined : gt(modelCalls.startedAt, since),
        sql`not exists (select from ${clusterCalls} where ${clusterCalls.callId} = ${modelCalls.id})`,
      ),
    )
    .limit(limit);
  return rows.map(storedCall);
}

import "server-only";
import { and, desc, eq, inArray, isNull, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Answer, recordedAnswer } from "@/core/evaluation/answer";
import { Json, JsonSchema } from "@/core/graph/json";
import { Sampling, ToolOffer } from "@/core/graph/task";
import type { Queryable } from "@/db/client";
import { clusterCalls } from "@/db/schema/clusters";
import { modelCalls } from "@/db/schema/runs";
import { ChatMessage } from "@/nodes/executor";
import { wholeRequest } from "../../runs/requests";
import { within } from "../../scope";

/** Of a node's calls, the latest that a sample is taken from. */
const MOST_LOOKED_AT = 20_000;

/** The calls of one task of a node that one model has answered. */
export type RecordedPlace = { workspaceId: string; graphId: string; nodeId: string; fingerprint: string; model: string };

/** A request as the gateway recorded it, so far as it can be sent again. */
const RecordedRequest = Sampling.extend({
  messages: z.array(ChatMessage).min(1),
  schema: JsonSchema.optional(),
  tools: z.array(ToolOffer).optional(),
});
export type RecordedRequest = z.infer<typeof RecordedRequest>;

export type RecordedCall = { id: string; runId: string; request: RecordedRequest; answer: Answer };

const answered = (place: RecordedPlace): SQL =>
  within(
    place,
    modelCalls,
    eq(modelCalls.graphId, place.graphId),
    eq(modelCalls.nodeId, place.nodeId),
    eq(modelCalls.fingerprint, place.fingerprint),
    eq(modelCalls.model, place.model),
    isNull(modelCalls.error),
  );

/** The latest answered calls, with the clusters they are in. */
export async function callsToChooseFrom(db: Queryable, place: RecordedPlace): Promise<{ id: string; cluster: string | null }[]> {
  return db
    .select({ id: modelCalls.id, cluster: clusterCalls.cluster })
    .from(modelCalls)
    .leftJoin(clusterCalls, and(eq(clusterCalls.callId, modelCalls.id), eq(clusterCalls.workspaceId, place.workspaceId)))
    .where(answered(place))
    .orderBy(desc(modelCalls.startedAt), desc(modelCalls.id))
    .limit(MOST_LOOKED_AT);
}

/** How many there are, counted up to `most`, and the longest of the latest answers in tokens. */
export async function countRecorded(db: Queryable, place: RecordedPlace, most: number): Promise<{ calls: number; longest: number }> {
  const latest = db
    .select({ output: modelCalls.outputTokens })
    .from(modelCalls)
    .where(answered(place))
    .orderBy(desc(modelCalls.startedAt))
    .limit(most)
    .as("latest");
  const [row] = await db
    .select({ calls: sql<number>`count(*)::int`, longest: sql<number>`coalesce(max(${latest.output}), 0)::int` })
    .from(latest);
  return row ?? { calls: 0, longest: 0 };
}

/** Calls with their requests as they were sent, by id and in the order of the ids. Those that have been deleted meanwhile, or can't be sent again, are left out. */
export async function readRecorded(db: Queryable, workspaceId: string, ids: readonly string[]): Promise<Map<string, RecordedCall>> {
  if (ids.length === 0) return new Map();
  const { id, runId, outputText, response } = modelCalls;
  const rows = await db
    .select({ id, runId, outputText, response, request: wholeRequest })
    .from(modelCalls)
    .where(within({ workspaceId }, modelCalls, inArray(id, [...ids])));
  const found = new Map(rows.map((row) => [row.id, row]));
  return new Map(
    ids.flatMap((one) => {
      const row = found.get(one);
      if (row === undefined) return [];
      const request = RecordedRequest.safeParse(row.request);
      const answer = recordedAnswer({ outputText: row.outputText, response: Json.parse(row.response ?? null) });
      if (!request.success || answer === null) return [];
      return [[row.id, { id: row.id, runId: row.runId, request: request.data, answer }] as const];
    }),
  );
}

/** Ids of some of the latest calls, to see what they are like. */
export async function someRecorded(db: Queryable, place: RecordedPlace, most: number): Promise<RecordedCall[]> {
  const rows = await db
    .select({ id: modelCalls.id })
    .from(modelCalls)
    .where(answered(place))
    .orderBy(desc(modelCalls.startedAt))
    .limit(most);
  const ids = rows.map(({ id }) => id);
  return [...(await readRecorded(db, place.workspaceId, ids)).values()];
}

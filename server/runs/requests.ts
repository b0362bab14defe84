import "server-only";
import { createHash } from "node:crypto";
import { eq, getTableColumns, type SQL, sql } from "drizzle-orm";
import type { Database, Queryable } from "@/db/client";
import { callParts, callPartsLeft, modelCalls, runs } from "@/db/schema/runs";
import { JsonText, rowWriter, type Send, type TextRow } from "../engine/insertRows";

/**
 * How requests of model calls are stored and read. Most of a request is often what other requests of the same graph say, too: the fixed
 * text of its prompt, its tools, what was said before in a conversation. A part that is large and has been seen before is stored once
 * per graph, under its hash; the request holds `{"$part":"…"}` in its place. The database puts it together again, to the letter.
 */

/** Characters of JSON from which a part is worth a row of its own. */
const LARGE = 256;
/** Parts that are remembered by a process as seen. */
const MOST_SEEN = 20_000;

const seen = new Set<string>();
/** Has this process met the part in this graph before? */
function isKnown(key: string): boolean {
  const known = seen.delete(key);
  // The set keeps the order in which keys were added: the first is what was met longest ago.
  seen.add(key);
  const [oldest] = seen.size > MOST_SEEN ? seen : [];
  if (oldest !== undefined) seen.delete(oldest);
  return known;
}

const placeOf = (hash: string): string => `{"$part":"${hash}"}`;

export type StoredRequest = { request: JsonText; parts: Map<string, string> };

/** The request as it is stored in a call's row, and the parts that are stored beside it, by their hashes. */
export function storedRequest(graphId: string, request: unknown): StoredRequest {
  const parts = new Map<string, string>();
  const share = (json: string): string => {
    if (json.length < LARGE) return json;
    const hash = createHash("sha256").update(json).digest("base64url").slice(0, 27);
    if (!isKnown(`${graphId} ${hash}`)) return json;
    parts.set(hash, json);
    return placeOf(hash);
  };
  const whole = JSON.stringify(request);
  // What only looks like such a place must never be taken for one.
  const splits = whole.length >= LARGE && typeof request === "object" && request !== null && !Array.isArray(request);
  if (!splits || whole.includes('{"$part":')) return { request: new JsonText(whole), parts };
  const fields = Object.entries(request).flatMap(([key, value]) => {
    const elements = Array.isArray(value) ? value : null;
    const json = elements === null ? JSON.stringify(value) : `[${elements.map((one) => share(JSON.stringify(one) ?? "null")).join()}]`;
    return json === undefined ? [] : [`${JSON.stringify(key)}:${elements === null ? share(json) : json}`];
  });
  return { request: new JsonText(`{${fields.join()}}`), parts };
}

const inRow = rowWriter(modelCalls, [
  "id",
  "workspaceId",
  "graphId",
  "runId",
  "activation",
  "attempt",
  "nodeId",
  "fingerprint",
  "model",
  "modelClass",
  "simulated",
  "request",
  "parts",
  "requestHash",
  "cached",
  "variables",
  "response",
  "error",
  "outputText",
  "outputHash",
  "schemaValid",
  "toolCalls",
  "inputTokens",
  "outputTokens",
  "cachedTokens",
  "reasoningTokens",
  "tokensEstimated",
  "prices",
  "cost",
  "latencyMs",
  "firstTokenMs",
  "retries",
  "startedAt",
]);

/** A call as it will be sent to the database: its row, and parts as rows of `callParts`. */
export type CallText = { row: TextRow; parts: TextRow[] };

export function callText(call: typeof modelCalls.$inferInsert): CallText {
  const { request, parts } = storedRequest(call.graphId, call.request);
  return {
    row: inRow.textOf({ ...call, request, parts: parts.size === 0 ? null : [...parts.keys()] }),
    parts: [...parts].map(([hash, body]) => [call.graphId, hash, call.workspaceId, body]),
  };
}

// A part that was used within the hour is only looked at: nothing is written, and nobody waits for its lock.
const partsText = `insert into call_parts (graph_id, hash, workspace_id, body, used_at)
  select graph_id, hash, workspace_id, body, now()
  from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as rows (graph_id, hash, workspace_id, body)
  where not exists (
    select from call_parts as there
    where there.graph_id = rows.graph_id and there.hash = rows.hash and there.used_at > now() - interval '1 hour'
  )
  order by graph_id, hash
  on conflict (graph_id, hash) do update set used_at = excluded.used_at`;

/** Stores calls with their parts; those that are there already are left as they are. */
export async function insertCalls(send: Send, calls: readonly CallText[]): Promise<void> {
  if (calls.length === 0) return;
  const parts = new Map(calls.flatMap((call) => call.parts.map((part) => [`${part[0]} ${part[1]}`, part] as const)));
  const rows = [...parts.values()];
  await Promise.all([
    rows.length === 0
      ? null
      : send(
          partsText,
          [0, 1, 2, 3].map((index) => rows.map((row) => row[index] ?? null)),
        ),
    inRow.insert(
      send,
      calls.map(({ row }) => row),
    ),
  ]);
}

/** The request of a call as it was sent. */
export const wholeRequest: SQL<unknown> =
  sql<unknown>`whole_request(${modelCalls.graphId}, ${modelCalls.request}, ${modelCalls.parts})`.mapWith(modelCalls.request);

const { parts: _parts, ...columns } = getTableColumns(modelCalls);
/** All of a call, its request whole. */
export const wholeCall = { ...columns, request: wholeRequest };

/** Does the request hold a text? @param like pattern of `ilike` for JSON as it is written */
export const requestMentions = (like: string): SQL => sql`(${modelCalls.request}::text ilike ${like} or exists (
  select from ${callParts} where ${callParts.graphId} = ${modelCalls.graphId} and ${callParts.hash} = any(${modelCalls.parts})
    and ${callParts.body} ilike ${like}
))`;

/** Until a part can be told to be left over: longer than it may be used without its row telling so. */
const REST = sql.raw("interval '2 hours'");

/**
 * Says that calls of these runs are deleted or rewritten, so that parts of the graphs in which they were made are looked through; to be
 * said before they are gone.
 */
export async function partsMayBeLeft(db: Queryable, those: SQL | undefined): Promise<void> {
  await db.execute(sql`
    insert into ${callPartsLeft} (graph_id, told_at, due_at)
    select distinct ${modelCalls.graphId}, now(), now() + ${REST} from ${modelCalls}
    where ${modelCalls.parts} is not null and ${modelCalls.runId} in (select ${runs.id} from ${runs} where ${those})
    order by 1
    on conflict (graph_id) do update set told_at = excluded.told_at`);
}

/** Deletes the parts of a graph that no call has any more, when there is a graph where some may be left. @returns was there one? */
export async function dropPartsLeft(db: Database): Promise<boolean> {
  return db.transaction(async (transaction) => {
    const [due] = await transaction.execute<{ graph: string; again: boolean }>(sql`
      select graph_id as graph, told_at > now() - ${REST} as again from ${callPartsLeft}
      where due_at <= now() order by due_at limit 1 for update skip locked`);
    if (due === undefined) return false;
    const left = eq(callPartsLeft.graphId, due.graph);
    if (due.again)
      await transaction
        .update(callPartsLeft)
        .set({ dueAt: sql`told_at + ${REST}` })
        .where(left);
    else await transaction.delete(callPartsLeft).where(left);
    await transaction.execute(sql`
      with used as materialized (
        select distinct unnest(${modelCalls.parts}) as hash from ${modelCalls}
        where ${modelCalls.graphId} = ${due.graph} and ${modelCalls.parts} is not null
      )
      delete from ${callParts} where ${callParts.graphId} = ${due.graph} and ${callParts.usedAt} < now() - ${REST}
        and not exists (select from used where used.hash = ${callParts.hash})`);
    return true;
  });
}

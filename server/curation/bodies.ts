import "server-only";
import { and, asc, count, desc, eq, gte, inArray, lt, type SQL, sql } from "drizzle-orm";
import { isJsonObject, Json } from "@/core/graph/json";
import { placeholdersIn } from "@/core/privacy/placeholders";
import { type Redaction, redactJson, redactText } from "@/core/privacy/redact";
import { recordFound } from "@/core/privacy/together";
import type { Queryable } from "@/db/client";
import { activations, feedback, modelCalls, runs } from "@/db/schema/runs";
import { partsMayBeLeft, wholeCall, wholeRequest } from "../runs/requests";
import { within } from "../scope";

/** What people and models said in a call, and what identifies it. */
export type CallBody = Partial<
  Pick<typeof modelCalls.$inferInsert, "request" | "variables" | "response" | "error" | "outputText" | "outputHash" | "requestHash">
>;

const clean = (value: unknown, redaction: Redaction): Json => redactJson(Json.parse(value ?? null), redaction);

/** A call without what is to be taken out of it. */
export function curateBody<T extends CallBody>(row: T, redaction: Redaction): T {
  const { recording, elsewhere } = recordFound(redaction);
  const curated = curateOnce(row, recording);
  const rest = elsewhere();
  return rest === null ? curated : curateOnce(curated, rest);
}

function curateOnce<T extends CallBody>(row: T, redaction: Redaction): T {
  const { request, response, variables, error, outputText, outputHash } = row;
  const text = typeof outputText === "string" ? redactText(outputText, redaction) : outputText;
  return {
    ...row,
    request: clean(request, redaction),
    response: clean(response, redaction),
    variables: isJsonObject(Json.parse(variables ?? null)) ? clean(variables, redaction) : variables,
    error: clean(error, redaction),
    outputText: text,
    outputHash: typeof outputHash === "string" && text !== outputText ? hashOf(outputHash, redaction) : outputHash,
    // What has holes answers nobody.
    requestHash: null,
  };
}

/** The hash of a short answer tells the answer; under the workspace's key it tells only which are equal. Once is enough. */
const hashOf = (outputHash: string, redaction: Redaction): string =>
  placeholdersIn(outputHash).length > 0 ? outputHash : redaction.pseudonym("own", outputHash);

/** Which recorded calls are meant: from `from` up to but without `to`. */
export type CallsAsked = { graphId?: string | undefined; nodeId?: string | undefined; from?: Date | undefined; to?: Date | undefined };
/** The last call of the page before. */
export type CallCursor = { at: Date; id: string };

const asked = ({ graphId, nodeId, from, to }: CallsAsked): (SQL | undefined)[] => [
  graphId === undefined ? undefined : eq(modelCalls.graphId, graphId),
  nodeId === undefined ? undefined : eq(modelCalls.nodeId, nodeId),
  from === undefined ? undefined : gte(modelCalls.startedAt, from),
  to === undefined ? undefined : lt(modelCalls.startedAt, to),
];

type Scope = { db: Queryable; workspaceId: string };

const before = ({ at, id }: CallCursor): SQL =>
  sql`(${modelCalls.startedAt}, ${modelCalls.id}) < (${at.toISOString()}::timestamptz, ${id})`;

/** Recorded calls with what was said in them, newest first. */
export async function pageOfBodies(context: Scope, about: CallsAsked, after: CallCursor | null, limit: number) {
  const { id, runId, activation, graphId, nodeId, startedAt, response, outputText } = modelCalls;
  return context.db
    .select({ id, runId, activation, graphId, nodeId, startedAt, request: wholeRequest, response, outputText })
    .from(modelCalls)
    .where(within(context, modelCalls, ...asked(about), after === null ? undefined : before(after)))
    .orderBy(desc(modelCalls.startedAt), desc(modelCalls.id))
    .limit(limit);
}

/** How many there are; no more than `most` are counted. */
export async function countCalls(context: Scope, about: CallsAsked, most: number): Promise<number> {
  const some = context.db
    .select({ one: sql`1`.as("one") })
    .from(modelCalls)
    .where(within(context, modelCalls, ...asked(about)))
    .limit(most)
    .as("some");
  const [row] = await context.db.select({ count: count() }).from(some);
  return row?.count ?? 0;
}

/** What was said in the calls of a run, as one text. */
export async function textOfCalls(context: Scope, runId: string): Promise<string> {
  const { outputText } = modelCalls;
  const rows = await context.db
    .select({ request: wholeRequest, outputText })
    .from(modelCalls)
    .where(within(context, modelCalls, eq(modelCalls.runId, runId)))
    .limit(PAGE);
  return JSON.stringify(rows);
}

/** Calls of a run that are rewritten at once. */
const PAGE = 200;

/** Takes out of the calls of a run what is to be taken out. @returns how many that changed */
export async function rewriteCalls(context: Scope, runId: string, redaction: Redaction): Promise<number> {
  let changed = 0;
  for (let after: CallCursor | null = null; ; ) {
    const rows: (CallBody & { id: string; startedAt: Date })[] = await context.db
      .select({
        ...{ id: modelCalls.id, startedAt: modelCalls.startedAt, request: wholeRequest, variables: modelCalls.variables },
        ...{ response: modelCalls.response, error: modelCalls.error, outputText: modelCalls.outputText, outputHash: modelCalls.outputHash },
      })
      .from(modelCalls)
      .where(
        within(
          context,
          modelCalls,
          eq(modelCalls.runId, runId),
          after === null
            ? undefined
            : sql`(${modelCalls.startedAt}, ${modelCalls.id}) > (${after.at.toISOString()}::timestamptz, ${after.id})`,
        ),
      )
      .orderBy(asc(modelCalls.startedAt), asc(modelCalls.id))
      .limit(PAGE);
    for (const row of rows) {
      const { id, startedAt, ...body } = row;
      const { requestHash, ...curated } = curateBody(body, redaction);
      if (JSON.stringify(curated) === JSON.stringify(withNulls(body))) continue;
      if (changed === 0) await partsMayBeLeft(context.db, eq(runs.id, runId));
      changed += 1;
      await context.db
        .update(modelCalls)
        .set({ ...curated, parts: null, requestHash })
        .where(within(context, modelCalls, and(eq(modelCalls.id, id), eq(modelCalls.startedAt, startedAt))));
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return changed;
    after = { at: last.startedAt, id: last.id };
  }
}

const withNulls = (body: CallBody): CallBody =>
  Object.fromEntries(Object.entries(body).map(([name, value]) => [name, value === undefined ? null : value]));

/** Calls that are read at once when many are. */
const MANY = 1_000;

/** What a call is chosen by; see core/curation/select.ts. */
export type CandidateRow = {
  id: string;
  startedAt: Date;
  request: unknown;
  variables: unknown;
  outputHash: string | null;
  simulated: boolean;
  endedWell: boolean;
  verdict: "good" | "bad" | null;
};

/** Recorded calls of a task with how their runs and nodes went and what was said of them, newest first, some at a time. */
export async function* candidatesOf(
  context: Scope,
  about: CallsAsked & { fingerprint?: string | undefined; model?: string | undefined },
): AsyncGenerator<CandidateRow[]> {
  const { fingerprint, model } = about;
  for (let after: CallCursor | null = null; ; ) {
    const { id, runId, activation, startedAt, variables, outputHash, simulated } = modelCalls;
    const request = wholeRequest.as("request");
    const answered = sql<boolean>`${modelCalls.error} is null`.as("answered");
    // The part first: joined with all calls it would have to be sorted with them each time.
    const part = context.db
      .select({ id, runId, activation, startedAt, request, variables, outputHash, simulated, answered })
      .from(modelCalls)
      .where(
        within(
          context,
          modelCalls,
          ...asked(about),
          fingerprint === undefined ? undefined : eq(modelCalls.fingerprint, fingerprint),
          model === undefined ? undefined : eq(modelCalls.model, model),
          after === null ? undefined : before(after),
        ),
      )
      .orderBy(desc(startedAt), desc(id))
      .limit(MANY)
      .as("part");
    const rows: CandidateRow[] = await context.db
      .select({
        ...{ id: part.id, startedAt: part.startedAt, request: part.request, variables: part.variables },
        ...{ outputHash: part.outputHash, simulated: part.simulated },
        endedWell: sql<boolean>`(${part.answered} and ${runs.status} = 'succeeded' and coalesce(${activations.status} = 'succeeded', false))`,
        verdict: sql<"good" | "bad" | null>`(
          select min(${feedback.verdict}) from ${feedback}
          where ${feedback.runId} = ${part.runId} and ${feedback.path} in ('', ${part.activation}) and ${feedback.verdict} is not null
        )`,
      })
      .from(part)
      .innerJoin(runs, eq(runs.id, part.runId))
      .leftJoin(activations, and(eq(activations.runId, part.runId), eq(activations.path, part.activation)))
      .orderBy(desc(part.startedAt), desc(part.id));
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < MANY) return;
    after = { at: last.startedAt, id: last.id };
  }
}

/** Calls whole, with what was said of them and of their runs, in the order of the ids; those that are gone meanwhile are left out. */
export async function callsByIds(context: Scope, ids: readonly string[]) {
  const rows = await context.db
    .select(wholeCall)
    .from(modelCalls)
    .where(within(context, modelCalls, inArray(modelCalls.id, [...ids])));
  const said = await context.db
    .select()
    .from(feedback)
    .where(
      within(
        context,
        feedback,
        inArray(
          feedback.runId,
          rows.map(({ runId }) => runId),
        ),
      ),
    )
    .orderBy(asc(feedback.createdAt));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const call = byId.get(id);
    const ofCall = said.filter(({ runId, path }) => runId === call?.runId && (path === "" || path === call.activation));
    return call === undefined ? [] : [{ call, said: ofCall }];
  });
}

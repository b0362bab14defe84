import "server-only";
import { and, eq, exists, gte, isNotNull, isNull, lt, not, or, type SQL, sql } from "drizzle-orm";
import { MinnowError } from "@/core/errors";
import type { RunFilter } from "@/core/runs/filter";
import type { Queryable } from "@/db/client";
import { evaluationItems } from "@/db/schema/evaluations";
import { activations, feedback, modelCalls, runs } from "@/db/schema/runs";
import { within } from "../scope";
import { costOfCalls } from "./read";
import { requestMentions } from "./requests";

type Scope = { db: Queryable; workspaceId: string };

/** The runs that a filter means, of this workspace. */
export function matching(context: Scope, filter: RunFilter): SQL {
  const { graphId, version, status, trigger, model, nodeId, from, to, minCost, maxCost, text, feedback: said } = filter;
  const hasCall = (condition: SQL | undefined): SQL =>
    exists(
      context.db
        .select({ id: modelCalls.id })
        .from(modelCalls)
        .where(and(eq(modelCalls.runId, runs.id), condition)),
    );
  const cost = sql`(select ${costOfCalls} from ${modelCalls} where ${modelCalls.runId} = ${runs.id})`;
  return within(
    context,
    runs,
    graphId === undefined ? undefined : eq(runs.graphId, graphId),
    version === undefined ? undefined : version === "draft" ? isNull(runs.version) : eq(runs.version, version),
    status === undefined ? undefined : eq(runs.status, status),
    trigger === undefined ? undefined : eq(runs.trigger, trigger),
    from === undefined ? undefined : gte(runs.createdAt, new Date(from)),
    to === undefined ? undefined : lt(runs.createdAt, new Date(to)),
    model === undefined && nodeId === undefined
      ? undefined
      : hasCall(
          and(
            model === undefined ? undefined : eq(modelCalls.model, model),
            nodeId === undefined ? undefined : eq(modelCalls.nodeId, nodeId),
          ),
        ),
    minCost === undefined ? undefined : sql`${cost} >= ${minCost}`,
    maxCost === undefined ? undefined : sql`${cost} <= ${maxCost}`,
    said === undefined ? undefined : whatWasSaid(context, said),
    text === undefined ? undefined : mentioning(text, hasCall),
  );
}

function whatWasSaid(context: Scope, said: NonNullable<RunFilter["feedback"]>): SQL {
  const of = (condition?: SQL) =>
    exists(
      context.db
        .select({ id: feedback.id })
        .from(feedback)
        .where(and(eq(feedback.runId, runs.id), condition)),
    );
  if (said === "any") return of();
  if (said === "none") return not(of());
  return of(said === "corrected" ? isNotNull(feedback.correction) : eq(feedback.verdict, said));
}

const likeOf = (term: string): string => `%${term.replaceAll(/[\\%_]/g, (character) => `\\${character}`)}%`;

/** Texts lie in JSON as JSON writes them; in an answer as they are. */
function mentioning(text: string, hasCall: (condition: SQL | undefined) => SQL): SQL {
  const [plain, json] = [likeOf(text), likeOf(JSON.stringify(text).slice(1, -1))];
  const inCalls = or(sql`${modelCalls.outputText} ilike ${plain}`, requestMentions(json));
  return sql`(${runs.input}::text ilike ${json} or ${runs.output}::text ilike ${json} or ${hasCall(inCalls)})`;
}

/** The runs that hold a word anywhere in what is recorded of them: values of their activations and feedback as well. */
export function mentioningAnywhere(context: Scope, text: string): SQL {
  const like = likeOf(text);
  const json = likeOf(JSON.stringify(text).slice(1, -1));
  const has = (table: typeof activations | typeof evaluationItems | typeof feedback | typeof modelCalls, condition: SQL | undefined): SQL =>
    exists(
      context.db
        .select({ one: sql`1` })
        .from(table)
        .where(and(eq(table.runId, runs.id), condition)),
    );
  const any = or(
    sql`${runs.input}::text ilike ${json}`,
    sql`${runs.output}::text ilike ${json}`,
    sql`${runs.error}::text ilike ${json}`,
    has(
      activations,
      or(
        ...[activations.inputs, activations.outputs, activations.error, activations.logs].map(
          (column) => sql`${column}::text ilike ${json}`,
        ),
      ),
    ),
    has(
      modelCalls,
      or(
        sql`${modelCalls.outputText} ilike ${like}`,
        requestMentions(json),
        ...[modelCalls.response, modelCalls.variables, modelCalls.error].map((column) => sql`${column}::text ilike ${json}`),
      ),
    ),
    has(
      evaluationItems,
      or(...[evaluationItems.answer, evaluationItems.agreement, evaluationItems.error].map((column) => sql`${column}::text ilike ${json}`)),
    ),
    has(feedback, or(sql`${feedback.comment} ilike ${like}`, sql`${feedback.correction}::text ilike ${json}`)),
  );
  return within(context, runs, any);
}

/** What a search may take: it looks through everything that its other conditions leave. Milliseconds. */
const LONGEST = 15_000;

/** Runs a query that may have to look through much. @throws MinnowError `search_slow` */
export async function searching<T>(db: Queryable, query: (db: Queryable) => Promise<T>, longestMs = LONGEST): Promise<T> {
  try {
    return await db.transaction(
      async (transaction) => {
        await transaction.execute(sql.raw(`set local statement_timeout = ${longestMs}`));
        return query(transaction);
      },
      { accessMode: "read only" },
    );
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    if (typeof cause === "object" && cause !== null && "code" in cause && cause.code === "57014")
      throw new MinnowError("search_slow", { seconds: longestMs / 1_000 }, { cause: error });
    throw error;
  }
}

import "server-only";
import { and, asc, eq, lt, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { Answer } from "@/core/evaluation/answer";
import { AnswerError, type Disagreement } from "@/core/evaluation/report";
import { evaluationItems } from "@/db/schema/evaluations";
import type { WorkspaceContext } from "../../context";
import { within } from "../../scope";
import { readRecorded } from "./recorded";

/** Of each model so many are shown. */
const SHOWN = 5;

const own = alias(evaluationItems, "own");

/** The calls in which a candidate fell behind the incumbent the most, the worst first. */
export async function worstOf(
  context: WorkspaceContext,
  evaluationId: string,
  incumbent: string,
  candidate: string,
): Promise<Disagreement[]> {
  const { callId, runId, model, score, answer, error } = evaluationItems;
  const rows = await context.db
    .select({ callId, runId, model, score, answer, error, incumbentScore: own.score })
    .from(evaluationItems)
    .innerJoin(
      own,
      and(eq(own.evaluationId, evaluationItems.evaluationId), eq(own.callId, evaluationItems.callId), eq(own.model, incumbent)),
    )
    .where(within(context, evaluationItems, eq(evaluationItems.evaluationId, evaluationId), eq(model, candidate), lt(score, 1)))
    .orderBy(sql`${evaluationItems.score} - ${own.score}`, asc(score), asc(callId))
    .limit(SHOWN);
  const calls = await readRecorded(
    context.db,
    context.workspaceId,
    rows.map((row) => row.callId),
  );
  return rows.flatMap((row) => {
    const call = calls.get(row.callId);
    if (call === undefined) return [];
    const given = Answer.nullable().parse(row.answer);
    return {
      ...row,
      question: call.request.messages.findLast(({ role }) => role !== "system")?.content ?? "",
      recorded: spoken(call.answer),
      answer: given === null ? "" : spoken(given),
      error: AnswerError.nullable().parse(row.error),
    };
  });
}

/** An answer as text, with the tools it calls. */
const spoken = ({ text, toolCalls }: Answer): string =>
  [...(text === "" ? [] : [text]), ...toolCalls.map(({ name, arguments: given }) => `${name}(${JSON.stringify(given)})`)].join("\n");

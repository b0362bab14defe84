import "server-only";
import { eq } from "drizzle-orm";
import { Json } from "@/core/graph/json";
import { type Redaction, redactJson } from "@/core/privacy/redact";
import type { Queryable } from "@/db/client";
import { evaluationItems } from "@/db/schema/evaluations";
import { within } from "../scope";

type Scope = { db: Queryable; workspaceId: string };

/** What a model said in an evaluation, and what identifies the request. */
export type AnswerBody = Pick<typeof evaluationItems.$inferInsert, "answer" | "agreement" | "error" | "requestHash">;

const clean = (value: unknown, redaction: Redaction): Json => redactJson(Json.parse(value ?? null), redaction);

/** An answer without what is to be taken out of it. What has holes answers nobody: it loses its request's identity. */
export const curateAnswer = <T extends AnswerBody>(body: T, redaction: Redaction): T => ({
  ...body,
  answer: clean(body.answer, redaction),
  agreement: clean(body.agreement, redaction),
  error: clean(body.error, redaction),
  requestHash: null,
});

/** Takes out of what models answered to the calls of a run what is to be taken out. @returns how many that changed */
export async function rewriteAnswers(context: Scope, runId: string, redaction: Redaction): Promise<number> {
  const { evaluationId, callId, model, answer, agreement, error, requestHash } = evaluationItems;
  const rows = await context.db
    .select({ evaluationId, callId, model, answer, agreement, error, requestHash })
    .from(evaluationItems)
    .where(within(context, evaluationItems, eq(evaluationItems.runId, runId)));
  let changed = 0;
  for (const row of rows) {
    const { evaluationId: _, callId: __, model: ___, ...body } = row;
    const { requestHash: hash, ...curated } = curateAnswer(body, redaction);
    const before = { answer: body.answer, agreement: body.agreement, error: body.error };
    if (JSON.stringify(curated) === JSON.stringify(before)) continue;
    changed += 1;
    await context.db
      .update(evaluationItems)
      .set({ ...curated, requestHash: hash })
      .where(
        within(
          context,
          evaluationItems,
          eq(evaluationItems.evaluationId, row.evaluationId),
          eq(evaluationItems.callId, row.callId),
          eq(evaluationItems.model, row.model),
        ),
      );
  }
  return changed;
}

import "server-only";
import { eq, sql } from "drizzle-orm";
import { MinnowError } from "@/core/errors";
import { type EvaluationStatus, isUnderway } from "@/core/evaluation/report";
import type { Queryable, Transaction } from "@/db/client";
import { evaluations } from "@/db/schema/evaluations";
import type { WorkspaceContext } from "../../context";
import { channels } from "../../engine/channels";
import { within } from "../../scope";
import type { Services } from "../../services";
import { tell } from "./held";

/** Lets an evaluation rest: what is under way is answered, nothing more is asked. @throws MinnowError `not_found`, `evaluation_finished` */
export const pauseEvaluation = (context: WorkspaceContext, id: string): Promise<void> =>
  change(context, id, (db) => set(db, context, id, { status: "paused" }));

/** Goes on with one that rests, from what is stored. @throws MinnowError `not_found`, `evaluation_finished` */
export const resumeEvaluation = (services: Pick<Services, "evaluationQueue">, context: WorkspaceContext, id: string): Promise<void> =>
  change(context, id, async (db, status) => {
    if (status !== "paused") return;
    await set(db, context, id, { status: "queued", error: null });
    await services.evaluationQueue.enqueueEvaluationAgain(db, id);
  });

/** Ends an evaluation without a verdict; what is under way is hung up on. @throws MinnowError `not_found`, `evaluation_finished` */
export const cancelEvaluation = (context: WorkspaceContext, id: string): Promise<void> =>
  change(context, id, async (db) => {
    await set(db, context, id, { status: "cancelled", finishedAt: new Date() });
    await db.execute(sql`select pg_notify(${channels.cancel}, ${id})`);
  });

const set = (db: Queryable, context: WorkspaceContext, id: string, values: Partial<typeof evaluations.$inferInsert>) =>
  db
    .update(evaluations)
    .set(values)
    .where(within(context, evaluations, eq(evaluations.id, id)));

async function change(
  context: WorkspaceContext,
  id: string,
  work: (db: Transaction, status: EvaluationStatus) => Promise<unknown>,
): Promise<void> {
  await context.db.transaction(async (transaction) => {
    const [row] = await transaction
      .select({ status: evaluations.status })
      .from(evaluations)
      .where(within(context, evaluations, eq(evaluations.id, id)))
      .for("update");
    if (row === undefined) throw new MinnowError("not_found", { thing: "evaluation" });
    if (!isUnderway(row.status)) throw new MinnowError("evaluation_finished");
    await work(transaction, row.status);
    await tell(transaction, id);
  });
}

import "server-only";
import { eq, sql } from "drizzle-orm";
import { MinnowError } from "@/core/errors";
import { isUnderway } from "@/core/evaluation/report";
import { evaluations } from "@/db/schema/evaluations";
import type { WorkspaceContext } from "../../context";
import { within } from "../../scope";
import type { Services } from "../../services";

/** Tells at once, and whenever something has come of it, that an evaluation is to be read again; ends with it. @throws MinnowError `not_found` */
export async function* watchEvaluation(
  services: Pick<Services, "runEvents">,
  context: WorkspaceContext,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<{ mark: string }> {
  const subscription = services.runEvents.subscribe(id);
  let told: string | null = null;
  try {
    while (!signal.aborted) {
      const { status, mark } = await markOf(context, id);
      if (mark !== told) yield { mark };
      told = mark;
      if (!isUnderway(status)) return;
      await subscription.next(signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    }
  } finally {
    subscription.close();
  }
}

/** Differs whenever there is something new. */
async function markOf(context: WorkspaceContext, id: string) {
  const { status, calls, epoch } = evaluations;
  const seen = sql<number>`(select coalesce(sum(seen), 0) from evaluation_candidates where evaluation_id = ${evaluations.id})`;
  const [row] = await context.db
    .select({ status, calls, epoch, seen })
    .from(evaluations)
    .where(within(context, evaluations, eq(evaluations.id, id)));
  if (row === undefined) throw new MinnowError("not_found", { thing: "evaluation" });
  return { status: row.status, mark: `${row.status} ${row.calls} ${row.seen} ${row.epoch}` };
}

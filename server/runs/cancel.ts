import "server-only";
import { eq, inArray, sql } from "drizzle-orm";
import { MinnowError } from "@/core/errors";
import { runs } from "@/db/schema";
import type { WorkspaceContext } from "../context";
import { channels } from "../engine/channels";
import { within } from "../scope";
import type { Services } from "../services";
import { runStatus } from "./read";

/**
 * Asks for a run to be stopped; the worker that owns it, or takes it, sees that and ends it.
 * @throws run_finished when there is nothing left to stop
 */
export async function cancelRun(services: Pick<Services, "queue">, context: WorkspaceContext, runId: string): Promise<void> {
  const found = await context.db.transaction(async (transaction) => {
    const [run] = await transaction
      .select({ status: runs.status })
      .from(runs)
      .where(within(context, runs, eq(runs.id, runId), inArray(runs.status, ["queued", "running", "waiting", "paused"])))
      .for("update");
    if (run === undefined) return false;
    const parked = run.status === "waiting" || run.status === "paused";
    await transaction
      .update(runs)
      .set({ cancelRequested: true, pauseRequested: false, ...(parked && { status: "queued" as const }) })
      .where(within(context, runs, eq(runs.id, runId)));
    // Its end is written by a worker, as always.
    if (parked) await services.queue.enqueueAgain(transaction, runId);
    await transaction.execute(sql`select pg_notify(${channels.cancel}, ${runId})`);
    return true;
  });
  if (found) return;
  await runStatus(context, runId);
  throw new MinnowError("run_finished");
}

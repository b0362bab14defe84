import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import { MinnowError } from "@/core/errors";
import { runs } from "@/db/schema";
import type { WorkspaceContext } from "../context";
import { channels } from "../engine/channels";
import { within } from "../scope";
import type { Services } from "../services";
import { runStatus } from "./read";

/**
 * Asks for a run to be paused: what runs ends, nothing more starts. One that waits for a person is put aside at once.
 * @throws run_finished
 */
export async function pauseRun(context: WorkspaceContext, runId: string): Promise<void> {
  const [row] = await context.db
    .update(runs)
    .set({ pauseRequested: true, status: sql`case when ${runs.status} = 'waiting' then 'paused' else ${runs.status} end` })
    .where(within(context, runs, eq(runs.id, runId), inArray(runs.status, ["queued", "running", "waiting", "paused"])))
    .returning({ id: runs.id });
  if (row === undefined) return refuse(context, runId);
  await context.db.execute(sql`select pg_notify(${channels.news}, ${runId})`);
}

/** Lets a run go on that was paused, or was to be. @throws run_finished */
export async function resumeRun(services: Pick<Services, "queue">, context: WorkspaceContext, runId: string): Promise<void> {
  const resumed = await context.db.transaction(async (transaction) => {
    const [row] = await transaction
      .select({ status: runs.status })
      .from(runs)
      .where(within(context, runs, eq(runs.id, runId), inArray(runs.status, ["queued", "running", "waiting", "paused"])))
      .for("update");
    if (row === undefined) return false;
    const parked = row.status === "paused";
    await transaction
      .update(runs)
      .set({ pauseRequested: false, ...(parked && { status: "queued" as const }) })
      .where(and(within(context, runs), eq(runs.id, runId)));
    if (parked) await services.queue.enqueueAgain(transaction, runId);
    await transaction.execute(sql`select pg_notify(${channels.news}, ${runId})`);
    return true;
  });
  if (!resumed) await refuse(context, runId);
}

async function refuse(context: WorkspaceContext, runId: string): Promise<never> {
  await runStatus(context, runId);
  throw new MinnowError("run_finished");
}

import "server-only";
import { eq, inArray, sql } from "drizzle-orm";
import { MinnowError } from "@/core/errors";
import { runs } from "@/db/schema";
import type { WorkspaceContext } from "../context";
import { channels } from "../engine/channels";
import { within } from "../scope";
import { runStatus } from "./read";

/**
 * Asks for a run to be stopped; the worker that owns it, or takes it, sees that and ends it.
 * @throws run_finished when there is nothing left to stop
 */
export async function cancelRun(context: WorkspaceContext, runId: string): Promise<void> {
  const rows = await context.db
    .update(runs)
    .set({ cancelRequested: true })
    .where(within(context, runs, eq(runs.id, runId), inArray(runs.status, ["queued", "running"])))
    .returning({ id: runs.id });
  if (rows.length > 0) {
    await context.db.execute(sql`select pg_notify(${channels.cancel}, ${runId})`);
    return;
  }
  await runStatus(context, runId);
  throw new MinnowError("run_finished");
}

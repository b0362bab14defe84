import "server-only";
import { and, eq, inArray, notInArray, sql } from "drizzle-orm";
import type { ApprovalOutcome } from "@/core/engine/approval";
import { MinnowError } from "@/core/errors";
import { approvals, runs } from "@/db/schema/runs";
import type { WorkspaceContext } from "../context";
import { channels } from "../engine/channels";
import { within } from "../scope";
import type { Services } from "../services";
import { goOn, holdRun } from "./approvals";
import { runStatus } from "./read";

/**
 * Where a run under way stops from now on. What waits before a node that is no longer named goes on, with what it was to get.
 * @param nodeIds of the run's own graph
 * @throws not_found, run_finished
 */
export async function setBreakpoints(
  services: Pick<Services, "queue">,
  context: WorkspaceContext,
  { runId, nodeIds }: { runId: string; nodeIds: readonly string[] },
): Promise<void> {
  const changed = await context.db.transaction(async (transaction) => {
    await holdRun(transaction, runId);
    const [run] = await transaction
      .update(runs)
      .set({ breakpoints: nodeIds })
      .where(within(context, runs, eq(runs.id, runId), inArray(runs.status, ["queued", "running", "waiting", "paused"])))
      .returning({ id: runs.id });
    if (run === undefined) return false;
    const answer: ApprovalOutcome = { decision: "approve", reason: "" };
    const passed = await transaction
      .update(approvals)
      .set({ status: "answered", answer, answeredBy: `${context.actor.type}:${context.actor.id}`, answeredAt: new Date() })
      .where(
        within(
          context,
          approvals,
          and(
            eq(approvals.runId, runId),
            eq(approvals.kind, "breakpoint"),
            eq(approvals.status, "waiting"),
            notInArray(approvals.nodeId, [...nodeIds, ""]),
          ),
        ),
      )
      .returning({ path: approvals.path });
    if (passed.length > 0) await goOn(services.queue, transaction, runId);
    else await transaction.execute(sql`select pg_notify(${channels.news}, ${runId})`);
    return true;
  });
  if (changed) return;
  await runStatus(context, runId);
  throw new MinnowError("run_finished");
}

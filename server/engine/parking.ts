import "server-only";
import { and, eq, inArray, ne, notExists, sql } from "drizzle-orm";
import { ApprovalOutcome, type ApprovalRequest } from "@/core/engine/approval";
import type { RunEvent } from "@/core/engine/events";
import type { Database } from "@/db/client";
import { approvals, runEvents, runs } from "@/db/schema/runs";
import { channels } from "./channels";

export type RunRow = typeof runs.$inferSelect;

/** What a run under way needs of the people around it. */
export type People = {
  /** Puts a question, or finds the one that was put before. @returns when that was, and its answer, null while there is none */
  ask(question: {
    run: RunRow;
    graphId: string;
    path: string;
    nodeId: string;
    request: ApprovalRequest;
  }): Promise<{ askedAt: Date; answer: ApprovalOutcome | null }>;
  /** What has come since: answers by path, and whether the run is to pause. */
  news(runId: string): Promise<{ answers: Map<string, ApprovalOutcome>; pauseRequested: boolean }>;
  /**
   * Puts a run aside, which then needs no worker.
   * @param waitingFor paths of the questions that are open
   * @param spentMs how long it has been under way in all
   * @returns false when there is a reason to go on after all, or another worker has the run
   */
  park(run: RunRow, status: "waiting" | "paused", waitingFor: readonly string[], spentMs: number): Promise<boolean>;
};

export function openPeople(db: Database): People {
  return {
    async ask({ run, graphId, path, nodeId, request }) {
      const { timeoutMinutes } = request;
      await db
        .insert(approvals)
        .values({
          runId: run.id,
          path,
          workspaceId: run.workspaceId,
          graphId,
          nodeId,
          request,
          expiresAt: timeoutMinutes === null ? null : new Date(Date.now() + timeoutMinutes * 60_000),
        })
        .onConflictDoNothing();
      const [row] = await db
        .select({ answer: approvals.answer, askedAt: approvals.createdAt })
        .from(approvals)
        .where(and(eq(approvals.runId, run.id), eq(approvals.path, path)));
      const answer = row?.answer == null ? null : ApprovalOutcome.parse(row.answer);
      return { askedAt: row?.askedAt ?? new Date(), answer };
    },
    async news(runId) {
      const [run] = await db.select({ pauseRequested: runs.pauseRequested }).from(runs).where(eq(runs.id, runId));
      const rows = await db
        .select({ path: approvals.path, answer: approvals.answer })
        .from(approvals)
        .where(and(eq(approvals.runId, runId), ne(approvals.status, "waiting")));
      return {
        answers: new Map(rows.map(({ path, answer }) => [path, ApprovalOutcome.parse(answer)])),
        pauseRequested: run?.pauseRequested ?? false,
      };
    },
    park: (run, status, waitingFor, spentMs) =>
      db.transaction(async (transaction) => {
        // Whoever answers, pauses or resumes holds the run too: nothing is missed between looking and leaving.
        await transaction.select({ id: runs.id }).from(runs).where(eq(runs.id, run.id)).for("update");
        const answered = transaction
          .select({ one: sql`1` })
          .from(approvals)
          .where(and(eq(approvals.runId, run.id), inArray(approvals.path, [...waitingFor, ""]), ne(approvals.status, "waiting")));
        const rows = await transaction
          .update(runs)
          .set({ status, worker: null, spentMs })
          .where(
            and(
              eq(runs.id, run.id),
              eq(runs.epoch, run.epoch),
              eq(runs.status, "running"),
              sql`not ${runs.cancelRequested}`,
              eq(runs.pauseRequested, status === "paused"),
              status === "waiting" ? notExists(answered) : undefined,
            ),
          )
          .returning({ id: runs.id });
        if (rows.length === 0) return false;
        const event: RunEvent = { type: "run.parked", at: new Date().toISOString(), status };
        await transaction.insert(runEvents).values({ runId: run.id, events: [event] });
        await transaction.execute(sql`select pg_notify(${channels.events}, ${run.id})`);
        return true;
      }),
  };
}

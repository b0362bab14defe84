import "server-only";
import { and, eq, inArray, ne, notExists, sql } from "drizzle-orm";
import { ApprovalOutcome, type ApprovalRequest, type QuestionKind } from "@/core/engine/approval";
import type { RunEvent } from "@/core/engine/events";
import type { Database } from "@/db/client";
import { approvals, runEvents, runs } from "@/db/schema/runs";
import { channels } from "./channels";

export type RunRow = typeof runs.$inferSelect;

/** Names a question of a run. */
export type QuestionKey = `${QuestionKind} ${string}`;
export const questionKey = (kind: QuestionKind, path: string): QuestionKey => `${kind} ${path}`;

/** What a run under way needs of the people around it. */
export type People = {
  /** Puts a question, or finds the one that was put before. @returns when that was, and its answer, null while there is none */
  ask(question: {
    run: RunRow;
    graphId: string;
    path: string;
    kind: QuestionKind;
    nodeId: string;
    request: ApprovalRequest;
  }): Promise<{ askedAt: Date; answer: ApprovalOutcome | null }>;
  /** The nodes that a run has stopped before. */
  stoppedAt(runId: string): Promise<string[]>;
  /** What has come since: answers, whether the run is to pause, and where it is to stop. */
  news(runId: string): Promise<{ answers: Map<QuestionKey, ApprovalOutcome>; pauseRequested: boolean; breakpoints: readonly string[] }>;
  /**
   * Puts a run aside, which then needs no worker.
   * @param waitingFor the questions that are open
   * @param spentMs how long it has been under way in all
   * @returns false when there is a reason to go on after all, or another worker has the run
   */
  park(run: RunRow, status: "waiting" | "paused", waitingFor: readonly QuestionKey[], spentMs: number): Promise<boolean>;
};

export function openPeople(db: Database): People {
  return {
    async ask({ run, graphId, path, kind, nodeId, request }) {
      const { timeoutMinutes } = request;
      await db
        .insert(approvals)
        .values({
          runId: run.id,
          path,
          kind,
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
        .where(and(eq(approvals.runId, run.id), eq(approvals.path, path), eq(approvals.kind, kind)));
      const answer = row?.answer == null ? null : ApprovalOutcome.parse(row.answer);
      return { askedAt: row?.askedAt ?? new Date(), answer };
    },
    async stoppedAt(runId) {
      const rows = await db
        .selectDistinct({ nodeId: approvals.nodeId })
        .from(approvals)
        .where(and(eq(approvals.runId, runId), eq(approvals.kind, "breakpoint")));
      return rows.map(({ nodeId }) => nodeId);
    },
    async news(runId) {
      const [run] = await db
        .select({ pauseRequested: runs.pauseRequested, breakpoints: runs.breakpoints })
        .from(runs)
        .where(eq(runs.id, runId));
      const rows = await db
        .select({ path: approvals.path, kind: approvals.kind, answer: approvals.answer })
        .from(approvals)
        .where(and(eq(approvals.runId, runId), ne(approvals.status, "waiting")));
      return {
        answers: new Map(rows.map(({ path, kind, answer }) => [questionKey(kind, path), ApprovalOutcome.parse(answer)])),
        pauseRequested: run?.pauseRequested ?? false,
        breakpoints: run?.breakpoints ?? [],
      };
    },
    park: (run, status, waitingFor, spentMs) =>
      db.transaction(async (transaction) => {
        // Whoever answers, pauses or resumes holds the run too: nothing is missed between looking and leaving.
        await transaction.select({ id: runs.id }).from(runs).where(eq(runs.id, run.id)).for("update");
        const answered = transaction
          .select({ one: sql`1` })
          .from(approvals)
          .where(
            and(
              eq(approvals.runId, run.id),
              inArray(sql`${approvals.kind} || ' ' || ${approvals.path}`, [...waitingFor, ""]),
              ne(approvals.status, "waiting"),
            ),
          );
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

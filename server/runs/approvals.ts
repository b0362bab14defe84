import "server-only";
import { and, asc, eq, sql } from "drizzle-orm";
import { type ApprovalAnswer, type ApprovalOutcome, ApprovalView, type QuestionKind } from "@/core/engine/approval";
import { MinnowError } from "@/core/errors";
import { isJsonObject } from "@/core/graph/json";
import type { Database, Transaction } from "@/db/client";
import { approvals, runs } from "@/db/schema/runs";
import type { WorkspaceContext } from "../context";
import { channels } from "../engine/channels";
import { within } from "../scope";
import type { RunQueue, Services } from "../services";
import { runStatus } from "./read";

/** What a run has asked people, first question first. */
export async function listApprovals(context: WorkspaceContext, runId: string): Promise<ApprovalView[]> {
  await runStatus(context, runId);
  const rows = await context.db
    .select()
    .from(approvals)
    .where(within(context, approvals, eq(approvals.runId, runId)))
    .orderBy(asc(approvals.createdAt), asc(approvals.path));
  return rows.map((row) =>
    ApprovalView.parse({ ...row, createdAt: row.createdAt.toISOString(), expiresAt: row.expiresAt?.toISOString() ?? null }),
  );
}

/**
 * Gives a person's answer to a run that waits for it; the run goes on at once.
 * @throws not_found; inputs_by_port; approval_answered when somebody was faster, or the time is up
 */
export async function answerApproval(
  services: Pick<Services, "queue">,
  context: WorkspaceContext,
  { runId, path, kind = "approval", ...answer }: ApprovalAnswer & { runId: string; path: string; kind?: QuestionKind | undefined },
): Promise<void> {
  if (kind === "breakpoint" && answer.value !== undefined && !isJsonObject(answer.value)) throw new MinnowError("inputs_by_port");
  const asked = within(context, approvals, eq(approvals.runId, runId), eq(approvals.path, path), eq(approvals.kind, kind));
  const outcome: ApprovalOutcome = answer;
  await context.db.transaction(async (transaction) => {
    await holdRun(transaction, runId);
    const rows = await transaction
      .update(approvals)
      .set({ status: "answered", answer: outcome, answeredBy: `${context.actor.type}:${context.actor.id}`, answeredAt: new Date() })
      .where(and(asked, eq(approvals.status, "waiting")))
      .returning({ path: approvals.path });
    if (rows.length > 0) return goOn(services.queue, transaction, runId);
    const [known] = await transaction.select({ status: approvals.status }).from(approvals).where(asked);
    throw known === undefined ? new MinnowError("not_found", { thing: "question" }) : new MinnowError("approval_answered");
  });
}

/** Lets questions whose time is up expire. Called again and again by whoever looks after runs. */
export async function expireApprovals(queue: RunQueue, db: Database): Promise<void> {
  const due = await db
    .selectDistinct({ runId: approvals.runId })
    .from(approvals)
    .where(and(eq(approvals.status, "waiting"), sql`${approvals.expiresAt} < now()`));
  const outcome: ApprovalOutcome = { decision: "expired", reason: "" };
  for (const { runId } of due) {
    await db.transaction(async (transaction) => {
      await holdRun(transaction, runId);
      const rows = await transaction
        .update(approvals)
        .set({ status: "expired", answer: outcome, answeredAt: new Date() })
        .where(and(eq(approvals.runId, runId), eq(approvals.status, "waiting"), sql`${approvals.expiresAt} < now()`))
        .returning({ path: approvals.path });
      if (rows.length > 0) await goOn(queue, transaction, runId);
    });
  }
}

/** A run that parks and a person who answers must not miss each other: both hold the run while they look. */
export async function holdRun(transaction: Transaction, runId: string): Promise<void> {
  await transaction.select({ id: runs.id }).from(runs).where(eq(runs.id, runId)).for("update");
}

/** Wakes whoever runs it, or has it taken up again when it was put aside. One that a person paused stays put aside. */
export async function goOn(queue: RunQueue, transaction: Transaction, runId: string): Promise<void> {
  const [waiting] = await transaction
    .update(runs)
    .set({ status: "queued" })
    .where(and(eq(runs.id, runId), eq(runs.status, "waiting")))
    .returning({ id: runs.id });
  if (waiting === undefined) await transaction.execute(sql`select pg_notify(${channels.news}, ${runId})`);
  else await queue.enqueueAgain(transaction, runId);
}

import "server-only";
import { and, asc, desc, eq, gt, inArray, lte, sql } from "drizzle-orm";
import { z } from "zod";
import { MinnowError } from "@/core/errors";
import { curateSpan } from "@/core/ingest/curate";
import type { ObservedSpan } from "@/core/ingest/observed";
import type { Redaction } from "@/core/privacy/redact";
import type { Database, Transaction } from "@/db/client";
import { user } from "@/db/schema/auth";
import { curationPasses } from "@/db/schema/curation";
import { stagedSpans } from "@/db/schema/ingest";
import { runs } from "@/db/schema/runs";
import { isTransient } from "@/db/transient";
import type { WorkspaceContext } from "../context";
import { within } from "../scope";
import { openCuration } from "./policy";
import { takeOutOfRun } from "./takeOut";

export const PassScope = z.enum(["corrected", "everything"]);
export type PassScope = z.infer<typeof PassScope>;

/** Going through all stored runs, as people see it. Times are ISO 8601. */
export const PassView = z.object({
  id: z.string(),
  scope: PassScope,
  status: z.enum(["underway", "done", "stopped", "failed"]),
  total: z.number().int(),
  done: z.number().int(),
  changed: z.number().int(),
  by: z.string().nullable(),
  at: z.string(),
  finishedAt: z.string().nullable(),
});
export type PassView = z.infer<typeof PassView>;

/** Runs of one transaction. */
const BATCH = 20;
/** A worker that says nothing for so long has died, and another goes on. */
const LEASE = "1 minute";

const ended = inArray(runs.status, ["succeeded", "failed", "cancelled"]);

/** The last one that was begun; null when there was none. */
export async function lastPass(context: WorkspaceContext): Promise<PassView | null> {
  const [row] = await context.db
    .select({ pass: curationPasses, by: user.name })
    .from(curationPasses)
    .leftJoin(user, eq(user.id, curationPasses.createdBy))
    .where(within(context, curationPasses))
    .orderBy(desc(curationPasses.createdAt))
    .limit(1);
  if (row === undefined) return null;
  const { createdAt, finishedAt, ...pass } = row.pass;
  return PassView.parse({ ...pass, by: row.by, at: createdAt.toISOString(), finishedAt: finishedAt?.toISOString() ?? null });
}

/** Begins to go through all runs that have ended. A worker does it. @throws MinnowError `pass_underway` */
export async function startPass(context: WorkspaceContext, scope: PassScope): Promise<{ id: string }> {
  const { db, workspaceId, actor } = context;
  const total = await db.$count(runs, within(context, runs, ended));
  const [row] = await db
    .insert(curationPasses)
    .values({ workspaceId, scope, total, createdBy: actor.type === "user" ? actor.id : null })
    .onConflictDoNothing()
    .returning({ id: curationPasses.id });
  if (row === undefined) throw new MinnowError("pass_underway");
  return row;
}

/** What it has done stays. @throws MinnowError `not_found` */
export async function stopPass(context: WorkspaceContext, id: string): Promise<void> {
  const rows = await context.db
    .update(curationPasses)
    .set({ status: "stopped", finishedAt: new Date() })
    .where(within(context, curationPasses, eq(curationPasses.id, id), eq(curationPasses.status, "underway")))
    .returning({ id: curationPasses.id });
  if (rows.length === 0) throw new MinnowError("not_found", { thing: "pass" });
}

type Pass = typeof curationPasses.$inferSelect;

/** Goes on with the passes of all workspaces, one after the other. What a batch has done and where it ended is written together. */
export async function workPasses(db: Database, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const due = db
      .select({ id: curationPasses.id })
      .from(curationPasses)
      .where(and(eq(curationPasses.status, "underway"), lte(curationPasses.dueAt, sql`now()`)))
      .orderBy(asc(curationPasses.dueAt))
      .limit(1)
      .for("update", { skipLocked: true });
    const [pass] = await db
      .update(curationPasses)
      .set({ dueAt: sql`now() + ${LEASE}::interval` })
      .where(inArray(curationPasses.id, due))
      .returning();
    if (pass === undefined) return;
    try {
      while (!signal.aborted && (await workBatch(db, pass.id)));
      if (signal.aborted) await db.update(curationPasses).set({ dueAt: new Date() }).where(eq(curationPasses.id, pass.id));
    } catch (error) {
      if (isTransient(error)) throw error;
      console.error(`pass ${pass.id}:`, error);
      await db
        .update(curationPasses)
        .set({ status: "failed", error: { code: "internal", params: { reference: pass.id } }, finishedAt: new Date() })
        .where(and(eq(curationPasses.id, pass.id), eq(curationPasses.status, "underway")));
    }
  }
}

async function redactionFor(transaction: Transaction, { workspaceId, scope }: Pass): Promise<Redaction> {
  const { redaction } = await openCuration({ db: transaction, workspaceId });
  if (scope === "everything") return redaction;
  return { ...redaction, kinds: [], own: { words: [], patterns: [], corrections: redaction.own?.corrections ?? [] } };
}

/** @returns whether there is more to do */
async function workBatch(db: Database, id: string): Promise<boolean> {
  return db.transaction(async (transaction) => {
    const [pass] = await transaction.select().from(curationPasses).where(eq(curationPasses.id, id)).for("update");
    if (pass?.status !== "underway") return false;
    const context = { db: transaction, workspaceId: pass.workspaceId };
    const redaction = await redactionFor(transaction, pass);
    if (pass.cursor === null) await takeOutOfStaged(context, redaction);
    const batch = await transaction
      .select()
      .from(runs)
      .where(within(context, runs, ended, lte(runs.createdAt, pass.createdAt), gt(runs.id, pass.cursor ?? "")))
      .orderBy(asc(runs.id))
      .limit(BATCH)
      .for("update");
    let changed = 0;
    for (const run of batch) {
      const { values, calls } = await takeOutOfRun(context, run, redaction, { values: true, calls: true });
      if (values) await transaction.update(runs).set({ valuesTakenOut: new Date() }).where(eq(runs.id, run.id));
      if (values || calls) changed += 1;
    }
    const over = batch.length < BATCH;
    await transaction
      .update(curationPasses)
      .set({
        done: pass.done + batch.length,
        changed: pass.changed + changed,
        cursor: batch.at(-1)?.id ?? pass.cursor,
        dueAt: sql`now() + ${LEASE}::interval`,
        ...(over && { status: "done" as const, finishedAt: new Date() }),
      })
      .where(eq(curationPasses.id, id));
    return !over;
  });
}

/** Spans whose run isn't put together yet, or may still get late ones. */
async function takeOutOfStaged(context: { db: Transaction; workspaceId: string }, redaction: Redaction): Promise<void> {
  const rows = await context.db.select().from(stagedSpans).where(within(context, stagedSpans));
  for (const { traceId, spanId, span } of rows) {
    const curated = curateSpan(span as ObservedSpan, redaction);
    if (JSON.stringify(curated) === JSON.stringify(span)) continue;
    await context.db
      .update(stagedSpans)
      .set({ span: curated })
      .where(within(context, stagedSpans, eq(stagedSpans.traceId, traceId), eq(stagedSpans.spanId, spanId)));
  }
}

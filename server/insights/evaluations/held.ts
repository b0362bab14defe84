import "server-only";
import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Queryable } from "@/db/client";
import { evaluations } from "@/db/schema/evaluations";
import { channels } from "../../engine/channels";

/** An evaluation as the worker holds it that took it last: whatever others have taken since, it may not write any more. */
export type Held = { id: string; workspaceId: string; epoch: number };

/** Another worker has taken it, or it is gone: this one has no say in it any more. */
export class Superseded extends Error {}

export const heldBy = ({ id, workspaceId, epoch }: Held): SQL =>
  and(eq(evaluations.id, id), eq(evaluations.workspaceId, workspaceId), eq(evaluations.epoch, epoch)) as SQL;

type Columns = typeof evaluations.$inferInsert;
type Change = { [Name in keyof Columns]?: Columns[Name] | SQL };

/** Changes the evaluation's row, if it is still held. @throws Superseded */
export async function writeHeld(db: Queryable, held: Held, change: Change): Promise<void> {
  const written = await db.update(evaluations).set(change).where(heldBy(held)).returning({ id: evaluations.id });
  if (written.length === 0) throw new Superseded();
}

/** Ends or rests one that is still running: what a person has done to it meanwhile stands. @returns was it? */
export async function endRunning(db: Queryable, held: Held, change: Change): Promise<boolean> {
  const written = await db
    .update(evaluations)
    .set({ ...change, worker: null })
    .where(and(heldBy(held), eq(evaluations.status, "running")))
    .returning({ id: evaluations.id });
  return written.length > 0;
}

/** Takes an evaluation for a worker: from then on only that one may write. What another had under way when it died counts as spent. */
export async function takeEvaluation(db: Queryable, id: string, worker: number, now: Date) {
  const [row] = await db
    .update(evaluations)
    .set({
      epoch: sql`${evaluations.epoch} + 1`,
      status: "running",
      worker,
      startedAt: sql`coalesce(${evaluations.startedAt}, ${now.toISOString()}::timestamptz)`,
      calls: sql`${evaluations.calls} + ${evaluations.reservedCalls}`,
      spent: sql`${evaluations.spent} + ${evaluations.reserved}`,
      reservedCalls: 0,
      reserved: 0,
      error: null,
    })
    .where(and(eq(evaluations.id, id), sql`${evaluations.status} in ('queued', 'running')`))
    .returning();
  return row ?? null;
}

/** Wakes whoever follows it. */
export const tell = (db: Pick<Queryable, "execute">, id: string) => db.execute(sql`select pg_notify(${channels.events}, ${id})`);

/** What is under way when an evaluation is put aside counts as spent at its upper bound: nobody will know what it came to. */
export async function settleRest(db: Queryable, held: Held): Promise<void> {
  await writeHeld(db, held, {
    calls: sql`${evaluations.calls} + ${evaluations.reservedCalls}`,
    spent: sql`${evaluations.spent} + ${evaluations.reserved}`,
    reservedCalls: 0,
    reserved: 0,
    worker: null,
  });
}

/** Its status, unless it is held by another by now. */
export const statusOf = async (db: Queryable, held: Held): Promise<string | null> => {
  const [row] = await db.select({ status: evaluations.status }).from(evaluations).where(heldBy(held));
  return row?.status ?? null;
};

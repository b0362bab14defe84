import "server-only";
import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { MinnowError } from "@/core/errors";
import { type Correction, CorrectionView, type NewCorrection } from "@/core/privacy/corrections";
import { FoundKind } from "@/core/privacy/kinds";
import type { Queryable } from "@/db/client";
import { user } from "@/db/schema/auth";
import { corrections } from "@/db/schema/curation";
import type { WorkspaceContext } from "../context";
import { within } from "../scope";

/** As many as are looked for in every text. */
const MOST = 5_000;

/** What counts in a workspace now, the newest first. */
export async function activeCorrections(context: { db: Queryable; workspaceId: string }): Promise<Correction[]> {
  const rows = await context.db
    .select({ verdict: corrections.verdict, form: corrections.form, text: corrections.text, kind: corrections.kind })
    .from(corrections)
    .where(within(context, corrections, isNull(corrections.undoneAt)))
    .orderBy(desc(corrections.createdAt));
  return rows.map(({ kind, ...row }) => ({ ...row, kind: FoundKind.nullable().parse(kind) }));
}

const undoer = alias(user, "undoer");

/** All of them with who said so and when, the newest first; those that were undone after those that count. */
export async function listCorrections(context: WorkspaceContext): Promise<CorrectionView[]> {
  const rows = await context.db
    .select({ row: corrections, by: user.name, undoneBy: undoer.name })
    .from(corrections)
    .leftJoin(user, eq(user.id, corrections.createdBy))
    .leftJoin(undoer, eq(undoer.id, corrections.undoneBy))
    .where(within(context, corrections))
    .orderBy(sql`${corrections.undoneAt} is not null`, desc(corrections.createdAt))
    .limit(MOST);
  return rows.map(({ row: { id, verdict, form, text, kind, createdAt, undoneAt }, by, undoneBy }) =>
    CorrectionView.parse({
      ...{ id, verdict, form, text, kind, by },
      at: createdAt.toISOString(),
      undone: undoneAt === null ? null : { by: undoneBy, at: undoneAt.toISOString() },
    }),
  );
}

const whoOf = ({ actor }: WorkspaceContext): string | null => (actor.type === "user" ? actor.id : null);

/** Says something of a text or a pattern, in place of what was said of it before. @throws MinnowError `too_many_corrections` */
export async function addCorrection(context: WorkspaceContext, { verdict, form, text, kind }: NewCorrection): Promise<{ id: string }> {
  const { db, workspaceId } = context;
  return db.transaction(async (transaction) => {
    const same = and(eq(corrections.form, form), sql`lower(${corrections.text}) = lower(${text})`, isNull(corrections.undoneAt));
    await transaction
      .update(corrections)
      .set({ undoneAt: new Date(), undoneBy: whoOf(context) })
      .where(within(context, corrections, same));
    const there = await transaction.$count(corrections, within(context, corrections, isNull(corrections.undoneAt)));
    if (there >= MOST) throw new MinnowError("too_many_corrections", { limit: MOST });
    const [row] = await transaction
      .insert(corrections)
      .values({ workspaceId, verdict, form, text, kind, createdBy: whoOf(context) })
      .returning({ id: corrections.id });
    if (row === undefined) throw new Error("a correction was kept without an id");
    return row;
  });
}

/** Takes one back: from then on it doesn't count, and is still seen in the list. @throws MinnowError `not_found` */
export async function undoCorrection(context: WorkspaceContext, id: string): Promise<void> {
  const rows = await context.db
    .update(corrections)
    .set({ undoneAt: new Date(), undoneBy: whoOf(context) })
    .where(within(context, corrections, eq(corrections.id, id), isNull(corrections.undoneAt)))
    .returning({ id: corrections.id });
  if (rows.length === 0) throw new MinnowError("not_found", { thing: "correction" });
}

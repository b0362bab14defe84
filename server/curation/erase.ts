import "server-only";
import { count, inArray, sql } from "drizzle-orm";
import { MinnowError } from "@/core/errors";
import type { Database } from "@/db/client";
import { corrections } from "@/db/schema/curation";
import { stagedSpans } from "@/db/schema/ingest";
import { callParts, runs } from "@/db/schema/runs";
import { workspaceSettings } from "@/db/schema/settings";
import type { WorkspaceContext } from "../context";
import { tellStale } from "../insights/rollups/news";
import { mentioningAnywhere, searching } from "../runs/filter";
import { partsMayBeLeft } from "../runs/requests";
import { within } from "../scope";

/** Runs that are deleted at once: everything of them goes with them. */
const BATCH = 500;
/** Shorter words stand in too much that is nobody's. Characters. */
const SHORTEST = 4;

function needWord(word: string): string {
  const wanted = word.trim();
  if (wanted.length < SHORTEST) throw new MinnowError("bad_request", { reason: `at least ${SHORTEST} characters are needed` });
  return wanted;
}

/** How many runs hold a word, such as an end user's e-mail address, anywhere in what is recorded of them. @throws MinnowError `bad_request`, `search_slow` */
export async function countMentions({ db, workspaceId }: WorkspaceContext, word: string): Promise<number> {
  const wanted = needWord(word);
  return searching(db, async (scope) => {
    const [row] = await scope
      .select({ runs: count() })
      .from(runs)
      .where(mentioningAnywhere({ db: scope, workspaceId }, wanted));
    return row?.runs ?? 0;
  });
}

/** Deletes those runs with their activations, calls, events and feedback, what waits of them, and what analysts noted of it. @returns how many runs */
export async function eraseMentions(context: WorkspaceContext, word: string): Promise<number> {
  const { db, workspaceId } = context;
  const wanted = needWord(word);
  await db
    .delete(stagedSpans)
    .where(within(context, stagedSpans, sql`strpos(lower(${stagedSpans.span}::text), lower(${JSON.stringify(wanted).slice(1, -1)})) > 0`));
  await db.delete(corrections).where(within(context, corrections, sql`strpos(lower(${corrections.text}), lower(${wanted})) > 0`));
  for (let erased = 0; ; ) {
    const found = await searching(db, (scope) =>
      scope
        .select({ id: runs.id })
        .from(runs)
        .where(mentioningAnywhere({ db: scope, workspaceId }, wanted))
        .limit(BATCH),
    );
    if (found.length === 0) {
      // No call has them any more.
      await db
        .delete(callParts)
        .where(within(context, callParts, sql`strpos(lower(${callParts.body}), lower(${JSON.stringify(wanted).slice(1, -1)})) > 0`));
      return erased;
    }
    const those = within(
      context,
      runs,
      inArray(
        runs.id,
        found.map(({ id }) => id),
      ),
    );
    await db.transaction(async (transaction) => {
      await tellStale(transaction, those, true);
      await partsMayBeLeft(transaction, those);
      await transaction.delete(runs).where(those);
    });
    erased += found.length;
  }
}

/** Deletes runs that are older than their workspaces keep them, some at a time. @returns how many */
export async function forgetOldRuns(db: Database): Promise<number> {
  return db.transaction(async (transaction) => {
    const old = await transaction.execute<{ id: string }>(sql`
      select ${runs.id} as id from ${runs} join ${workspaceSettings} on ${workspaceSettings.workspaceId} = ${runs.workspaceId}
      where (${workspaceSettings.curation} ->> 'keepDays') is not null
        and ${runs.createdAt} < now() - make_interval(days => (${workspaceSettings.curation} ->> 'keepDays')::int)
        and ${runs.status} in ('succeeded', 'failed', 'cancelled')
      limit ${BATCH}`);
    if (old.length === 0) return 0;
    const those = inArray(
      runs.id,
      old.map(({ id }) => id),
    );
    await tellStale(transaction, those, true);
    await partsMayBeLeft(transaction, those);
    await transaction.delete(runs).where(those);
    return old.length;
  });
}

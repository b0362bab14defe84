import "server-only";
import { sql } from "drizzle-orm";
import type { RunError, RunEvent } from "@/core/engine/events";
import type { Database } from "@/db/client";
import { makeCallPartitions } from "@/db/partitions";
import { runEvents } from "@/db/schema/runs";
import { VALUES_DUE } from "../curation/due";
import { forgetOldRuns } from "../curation/erase";
import { sweepStaged } from "../ingest/intake";
import { tellRunEnded } from "../insights/rollups/news";
import { expireApprovals } from "../runs/approvals";
import { dropPartsLeft } from "../runs/requests";
import type { RunQueue } from "../services";
import { channels } from "./channels";
import { RUN_QUEUE } from "./queue";

const lost: RunError = { code: "worker_lost", params: {} };

/** Events serve those who watch; the journal keeps what they told. */
const EVENTS_KEPT = "1 hour";
/** Partitions of calls are there so long before they are needed. Milliseconds. */
const AHEAD_MS = 7 * 86_400_000;
/** One round in so many also forgets old events. */
const FORGET_EVERY = 60;
let rounds = 0;

/** Ends runs that nobody will take any more, because their job has been given up or is gone: none is left running for ever. Wakes those whose people were too slow. */
export async function sweepRuns(queue: RunQueue, db: Database): Promise<void> {
  await expireApprovals(queue, db);
  await endLostRuns(db);
  await sweepStaged(db);
  if (rounds++ % FORGET_EVERY !== 0) return;
  await makeCallPartitions(db, [new Date(), new Date(Date.now() + AHEAD_MS)]);
  await forgetOldEvents(db);
  await forgetOldRuns(db);
  while (await dropPartsLeft(db)) {
    // A graph at a time.
  }
}

async function endLostRuns(db: Database): Promise<void> {
  await db.transaction(async (transaction) => {
    const rows = await transaction.execute<{ id: string; workspaceId: string }>(sql`
      update runs set status = 'failed', error = ${JSON.stringify(lost)}::json, finished_at = now(), epoch = epoch + 1,
        values_due = ${sql.raw(VALUES_DUE)}
      where status in ('queued', 'running')
        and created_at < now() - interval '10 seconds'
        and not exists (
          select from pgboss.job
          where job.name = ${RUN_QUEUE} and job.id = coalesce(runs.job_id, runs.id)::uuid and job.state in ('created', 'retry', 'active')
        )
      returning id, workspace_id as "workspaceId"`);
    for (const { id: runId, workspaceId } of rows) {
      await tellRunEnded(transaction, workspaceId, runId);
      const event: RunEvent = { type: "run.finished", at: new Date().toISOString(), status: "failed", output: null, error: lost };
      await transaction.insert(runEvents).values({ runId, events: [event] });
      await transaction.execute(sql`select pg_notify(${channels.events}, ${runId})`);
    }
  });
}

async function forgetOldEvents(db: Database): Promise<void> {
  await db.execute(sql`
    delete from run_events using runs
    where runs.id = run_events.run_id and runs.finished_at < now() - ${EVENTS_KEPT}::interval`);
}

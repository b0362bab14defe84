import "server-only";
import { sql } from "drizzle-orm";
import type { PgBoss } from "pg-boss";
import type { Database, DatabaseClient } from "@/db/client";
import { channels } from "../../engine/channels";
import { workerDied } from "../../engine/presence";
import { pumpJobs } from "../../engine/pump";
import { EVALUATION_QUEUE, type EvaluationJob } from "../../engine/queue";
import { tell } from "./held";
import { type EvaluationDeps, performEvaluation } from "./perform";

/** Evaluations that a worker has under way at once: runs come first. */
const SLOTS = 2;

/** Takes evaluations from the queue and performs them until it is closed. */
export async function workEvaluations(database: DatabaseClient, boss: PgBoss, deps: Omit<EvaluationDeps, "db">) {
  const { db } = database;
  const running = new Map<string, AbortController>();
  const listener = await database.sql.listen(channels.cancel, (id) => running.get(id)?.abort());
  const pump = await pumpJobs<EvaluationJob>(database, boss, {
    queue: EVALUATION_QUEUE,
    slots: SLOTS,
    idOf: ({ evaluationId }) => evaluationId,
    async perform(id) {
      // Given out again although it is still here: this process had stalled.
      running.get(id)?.abort();
      const control = new AbortController();
      running.set(id, control);
      try {
        return await performEvaluation({ ...deps, db }, id, control.signal);
      } finally {
        if (running.get(id) === control) running.delete(id);
      }
    },
  });
  return {
    /** Gives those to other workers whose worker has died, and ends those that nobody will take any more. */
    async look() {
      await pump.giveBack(await claimOrphans(db));
      await endLost(db);
    },
    async close() {
      const pumped = pump.stop();
      for (const control of running.values()) control.abort();
      await pumped;
      await listener.unlisten();
    },
  };
}

/** Evaluations whose worker has died. Each is told to one caller only. @returns ids of their jobs */
async function claimOrphans(db: Database): Promise<string[]> {
  const rows = await db.execute<{ id: string }>(sql`
    update evaluations set worker = null where status = 'running' and ${workerDied(sql`evaluations.worker`)}
    returning coalesce(job_id, id) as id`);
  return rows.map(({ id }) => id);
}

/** Their job has been given up, or is gone: none is left running for ever. */
async function endLost(db: Database): Promise<void> {
  const lost = { code: "worker_lost", params: {} };
  const rows = await db.execute<{ id: string }>(sql`
    update evaluations set status = 'failed', error = ${JSON.stringify(lost)}::json, finished_at = now(), epoch = epoch + 1, worker = null
    where status in ('queued', 'running') and created_at < now() - interval '10 seconds' and not exists (
      select from pgboss.job
      where job.name = ${EVALUATION_QUEUE} and job.id = coalesce(evaluations.job_id, evaluations.id)::uuid
        and job.state in ('created', 'retry', 'active')
    )
    returning id`);
  for (const { id } of rows) await tell(db, id);
}

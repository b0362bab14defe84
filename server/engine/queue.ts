import "server-only";
import { eq, sql } from "drizzle-orm";
import { fromDrizzle, PgBoss } from "pg-boss";
import type { DatabaseClient, Transaction } from "@/db/client";
import { newId } from "@/db/id";
import { runs } from "@/db/schema/runs";
import type { RunQueue } from "../services";
import { channels } from "./channels";
import { reportQueue } from "./report";

export const RUN_QUEUE = "runs";
export type RunJob = { runId: string };

/** How many times a run may lose its worker before it is given up. */
const RETRY_LIMIT = 10;

/**
 * Opens pg-boss on the database, with its schema and our queue made if need be.
 * @param supervise look after jobs whose worker died; one of the processes has to
 */
export async function openBoss(database: DatabaseClient, { supervise }: { supervise: boolean }): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: database.url,
    application_name: "minnow-queue",
    max: 3,
    supervise,
    schedule: false,
    superviseIntervalSeconds: 2,
    monitorIntervalSeconds: 2,
  });
  boss.on("error", reportQueue);
  await boss.start();
  await boss.createQueue(RUN_QUEUE, {
    policy: "standard",
    heartbeatSeconds: 10,
    expireInSeconds: 23 * 3600,
    retryLimit: RETRY_LIMIT,
    retryDelay: 0,
    deleteAfterSeconds: 7 * 24 * 3600,
  });
  return boss;
}

/** The sender's side, for the process that starts runs. */
export async function openRunQueue(database: DatabaseClient): Promise<RunQueue & { close(): Promise<void> }> {
  const boss = await openBoss(database, { supervise: false });
  return { ...runQueueOn(boss), close: () => boss.stop({ graceful: false }) };
}

export function runQueueOn(boss: PgBoss): RunQueue {
  const send = async (transaction: Transaction, runId: string, id: string) => {
    const data: RunJob = { runId };
    await boss.send(RUN_QUEUE, data, { id, db: fromDrizzle(transaction, sql) });
    await transaction.execute(sql`select pg_notify(${channels.jobs}, ${runId})`);
  };
  return {
    enqueue: (transaction, runId) => send(transaction, runId, runId),
    async enqueueAgain(transaction, runId) {
      const jobId = newId();
      await transaction.update(runs).set({ jobId }).where(eq(runs.id, runId));
      await send(transaction, runId, jobId);
    },
  };
}

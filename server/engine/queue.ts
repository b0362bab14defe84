import "server-only";
import { eq, sql } from "drizzle-orm";
import { fromDrizzle, PgBoss } from "pg-boss";
import type { DatabaseClient, Transaction } from "@/db/client";
import { newId } from "@/db/id";
import { evaluations } from "@/db/schema/evaluations";
import { runs } from "@/db/schema/runs";
import type { EvaluationQueue, RunQueue } from "../services";
import { channels } from "./channels";
import { reportQueue } from "./report";

export const RUN_QUEUE = "runs";
export type RunJob = { runId: string };
export const EVALUATION_QUEUE = "evaluations";
export type EvaluationJob = { evaluationId: string };

/** How many times a run or an evaluation may lose its worker before it is given up. */
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
  for (const name of [RUN_QUEUE, EVALUATION_QUEUE]) {
    await boss.createQueue(name, {
      policy: "standard",
      heartbeatSeconds: 10,
      expireInSeconds: 23 * 3600,
      retryLimit: RETRY_LIMIT,
      retryDelay: 0,
      deleteAfterSeconds: 7 * 24 * 3600,
    });
  }
  return boss;
}

type Queues = RunQueue & EvaluationQueue;

/** The sender's side, for the process that starts runs and evaluations. */
export async function openRunQueue(database: DatabaseClient): Promise<Queues & { close(): Promise<void> }> {
  const boss = await openBoss(database, { supervise: false });
  return { ...runQueueOn(boss), close: () => boss.stop({ graceful: false }) };
}

export function runQueueOn(boss: PgBoss): Queues {
  const send = async (transaction: Transaction, queue: string, data: RunJob | EvaluationJob, id: string) => {
    await boss.send(queue, data, { id, db: fromDrizzle(transaction, sql) });
    await transaction.execute(sql`select pg_notify(${channels.jobs}, ${id})`);
  };
  return {
    enqueue: (transaction, runId) => send(transaction, RUN_QUEUE, { runId }, runId),
    async enqueueAgain(transaction, runId) {
      const jobId = newId();
      await transaction.update(runs).set({ jobId }).where(eq(runs.id, runId));
      await send(transaction, RUN_QUEUE, { runId }, jobId);
    },
    enqueueEvaluation: (transaction, evaluationId) => send(transaction, EVALUATION_QUEUE, { evaluationId }, evaluationId),
    async enqueueEvaluationAgain(transaction, evaluationId) {
      const jobId = newId();
      await transaction.update(evaluations).set({ jobId }).where(eq(evaluations.id, evaluationId));
      await send(transaction, EVALUATION_QUEUE, { evaluationId }, jobId);
    },
  };
}

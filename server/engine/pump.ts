import "server-only";
import { setImmediate as turn } from "node:timers/promises";
import type { PgBoss } from "pg-boss";
import type { DatabaseClient } from "@/db/client";
import { channels } from "./channels";
import { RUN_QUEUE, type RunJob } from "./queue";
import { reportQueue } from "./report";

/** How a job ended: `done` completes it, `released` gives it back for another worker. */
export type JobEnd = "done" | "released";

const HEARTBEAT_MS = 3_000;
const BACKSTOP_MS = 2_000;

export type RunPump = {
  /** Makes jobs whose worker died ready to be fetched again. */
  giveBack(jobIds: readonly string[]): Promise<void>;
  stop(): Promise<void>;
};

/** A job as fetched. Settling or touching it by this and not by its id leaves a later attempt of another worker alone. */
type Job = Awaited<ReturnType<typeof PgBoss.prototype.fetch<RunJob>>>[number];

/**
 * Keeps `slots` runs under way: fetches as many jobs as there are free slots, completes each by itself, and keeps their
 * heartbeats. (pg-boss's own work() would wait for a batch's slowest job, or a poll interval between single ones.)
 */
export async function pumpRuns(
  database: DatabaseClient,
  boss: PgBoss,
  { slots, perform }: { slots: number; perform: (runId: string) => Promise<JobEnd> },
): Promise<RunPump> {
  const active = new Map<Job, Promise<void>>();
  let stopping = false;
  let wake = () => {};

  let done: Job[] = [];
  let settling: Promise<void> | null = null;
  /** Jobs of runs that ended while others were being completed are completed together. */
  const settle = async () => {
    while (done.length > 0) {
      const jobs = done;
      done = [];
      // A job that isn't completed now is given out again when its heartbeat stops, and its run found to have ended.
      await boss.complete(RUN_QUEUE, jobs).catch(reportQueue);
    }
    settling = null;
  };
  const release = async (job: Job) => {
    await boss.fail(RUN_QUEUE, job);
    await database.sql.notify(channels.jobs, job.data.runId);
  };

  const handle = async (job: Job) => {
    const end = await perform(job.data.runId).catch((error: unknown): JobEnd => {
      console.error(`run ${job.data.runId}:`, error);
      return "released";
    });
    if (end === "released") await release(job).catch(reportQueue);
    else {
      done.push(job);
      settling ??= settle();
    }
    active.delete(job);
    wake();
  };

  const rest = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, BACKSTOP_MS);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const listener = await database.sql.listen(
    channels.jobs,
    () => wake(),
    () => wake(),
  );
  const heart = setInterval(() => {
    if (active.size > 0) boss.touch(RUN_QUEUE, [...active.keys()]).catch(reportQueue);
  }, HEARTBEAT_MS);

  const loop = (async () => {
    while (!stopping) {
      const resting = rest();
      const free = slots - active.size;
      const jobs =
        free === 0
          ? []
          : await boss.fetch<RunJob>(RUN_QUEUE, { batchSize: free }).catch((error: unknown) => {
              reportQueue(error);
              return [];
            });
      for (const job of jobs) active.set(job, handle(job));
      if (jobs.length === free && free > 0) wake();
      await resting;
      // Runs whose end was written by one commit free their slots together.
      await turn();
    }
  })();

  return {
    async giveBack(jobIds) {
      if (jobIds.length === 0) return;
      await boss.fail(RUN_QUEUE, [...jobIds]);
      await database.sql.notify(channels.jobs, "");
    },
    async stop() {
      stopping = true;
      wake();
      await loop;
      await Promise.all(active.values());
      await settling;
      clearInterval(heart);
      await listener.unlisten();
    },
  };
}

import "server-only";
import { setImmediate as turn } from "node:timers/promises";
import type { PgBoss } from "pg-boss";
import type { DatabaseClient } from "@/db/client";
import { channels } from "./channels";
import { reportQueue } from "./report";

/** How a job ended: `done` completes it, `released` gives it back for another worker. */
export type JobEnd = "done" | "released";

const HEARTBEAT_MS = 3_000;
const BACKSTOP_MS = 2_000;

export type JobPump = {
  /** Makes jobs whose worker died ready to be fetched again. */
  giveBack(jobIds: readonly string[]): Promise<void>;
  stop(): Promise<void>;
};

/** A job as fetched. Settling or touching it by this and not by its id leaves a later attempt of another worker alone. */
type Job<Data> = Awaited<ReturnType<typeof PgBoss.prototype.fetch<Data>>>[number];

export type PumpOptions<Data> = {
  queue: string;
  slots: number;
  /** Id of what a job is about. */
  idOf: (data: Data) => string;
  perform: (id: string) => Promise<JobEnd>;
};

/**
 * Keeps `slots` jobs of a queue under way: fetches as many as there are free slots, completes each by itself, and keeps their
 * heartbeats. (pg-boss's own work() would wait for a batch's slowest job, or a poll interval between single ones.)
 */
export async function pumpJobs<Data extends object>(
  database: DatabaseClient,
  boss: PgBoss,
  { queue, slots, idOf, perform }: PumpOptions<Data>,
): Promise<JobPump> {
  const active = new Map<Job<Data>, Promise<void>>();
  let stopping = false;
  let wake = () => {};

  let done: Job<Data>[] = [];
  let settling: Promise<void> | null = null;
  /** Jobs that ended while others were being completed are completed together. */
  const settle = async () => {
    while (done.length > 0) {
      const jobs = done;
      done = [];
      // A job that isn't completed now is given out again when its heartbeat stops, and its run found to have ended.
      await boss.complete(queue, jobs).catch(reportQueue);
    }
    settling = null;
  };
  const release = async (job: Job<Data>) => {
    await boss.fail(queue, job);
    await database.sql.notify(channels.jobs, idOf(job.data));
  };

  const handle = async (job: Job<Data>) => {
    const end = await perform(idOf(job.data)).catch((error: unknown): JobEnd => {
      console.error(`${queue} ${idOf(job.data)}:`, error);
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
    if (active.size > 0) boss.touch(queue, [...active.keys()]).catch(reportQueue);
  }, HEARTBEAT_MS);

  const loop = (async () => {
    while (!stopping) {
      const resting = rest();
      const free = slots - active.size;
      const jobs =
        free === 0
          ? []
          : await boss.fetch<Data>(queue, { batchSize: free }).catch((error: unknown) => {
              reportQueue(error);
              return [];
            });
      for (const job of jobs) active.set(job, handle(job));
      if (jobs.length === free && free > 0) wake();
      await resting;
      // Those whose end was written by one commit free their slots together.
      await turn();
    }
  })();

  return {
    async giveBack(jobIds) {
      if (jobIds.length === 0) return;
      await boss.fail(queue, [...jobIds]);
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

import "server-only";
import type { DatabaseClient } from "@/db/client";
import { channels } from "./channels";
import { openBoss, RUN_QUEUE, type RunJob } from "./queue";

/** How a job ended: `done` completes it, `released` gives it back for another worker. */
export type JobEnd = "done" | "released";

const HEARTBEAT_MS = 3_000;
const BACKSTOP_MS = 2_000;

export type RunPump = {
  /** Makes jobs whose worker died ready to be fetched again. */
  giveBack(runIds: readonly string[]): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Keeps `slots` runs under way: fetches as many jobs as there are free slots, completes each by itself, and keeps their
 * heartbeats. (pg-boss's own work() would wait for a batch's slowest job, or a poll interval between single ones.)
 */
export async function pumpRuns(
  database: DatabaseClient,
  { slots, perform }: { slots: number; perform: (runId: string) => Promise<JobEnd> },
): Promise<RunPump> {
  const boss = await openBoss(database, { supervise: true });
  const active = new Map<string, Promise<void>>();
  let stopping = false;
  let wake = () => {};

  const handle = async (id: string, runId: string) => {
    let end: JobEnd = "released";
    try {
      end = await perform(runId);
    } catch (error) {
      console.error(`run ${runId}:`, error);
    }
    await (end === "done" ? boss.complete(RUN_QUEUE, id) : boss.fail(RUN_QUEUE, id)).catch((error: unknown) =>
      console.error("queue:", error),
    );
    active.delete(id);
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
    if (active.size > 0) boss.touch(RUN_QUEUE, [...active.keys()]).catch((error: unknown) => console.error("queue:", error));
  }, HEARTBEAT_MS);

  const loop = (async () => {
    while (!stopping) {
      const resting = rest();
      const free = slots - active.size;
      const jobs =
        free === 0
          ? []
          : await boss.fetch<RunJob>(RUN_QUEUE, { batchSize: free }).catch((error: unknown) => {
              console.error("queue:", error);
              return [];
            });
      for (const { id, data } of jobs) active.set(id, handle(id, data.runId));
      if (jobs.length === 0) await resting;
      else wake();
    }
  })();

  return {
    async giveBack(runIds) {
      if (runIds.length === 0) return;
      await boss.fail(RUN_QUEUE, [...runIds]);
      await database.sql.notify(channels.jobs, "");
    },
    async stop() {
      stopping = true;
      wake();
      await loop;
      await Promise.all(active.values());
      clearInterval(heart);
      await listener.unlisten();
      await boss.stop({ graceful: false });
    },
  };
}

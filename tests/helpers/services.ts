import type { DatabaseClient } from "@/db/client";
import type { Services } from "@/server/services";

/** Services of a process beside which no worker runs: what is enqueued waits, and no event comes. */
export function idleServices(database: DatabaseClient): Services {
  return {
    database,
    queue: { enqueue: async () => {}, enqueueAgain: async () => {} },
    runEvents: { subscribe: () => ({ next: async (signal) => signal.throwIfAborted(), close: () => {} }) },
  };
}

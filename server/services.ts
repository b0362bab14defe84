import "server-only";
import type { DatabaseClient } from "@/db/client";

/** What a server process holds for as long as it lives. Made in server/process.ts of web and worker; tests make their own. */
export type Services = {
  database: DatabaseClient;
  queue: RunQueue;
  runEvents: RunEventFeed;
};

export type RunQueue = {
  /** Enqueues a run inside the caller's transaction, so that neither exists without the other. */
  enqueue(transaction: Parameters<Parameters<DatabaseClient["db"]["transaction"]>[0]>[0], runId: string): Promise<void>;
};

export type RunEventFeed = {
  /** Resolves at the next notification for the run, at once when one came since `subscribe`, or after the backstop interval. */
  subscribe(runId: string): { next(signal: AbortSignal): Promise<void>; close(): void };
};

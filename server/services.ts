import "server-only";
import type { GraphNews } from "@/core/live/messages";
import type { DatabaseClient, Transaction } from "@/db/client";
import type { Embedder, Prober } from "./models/gateway";

/** What a server process holds for as long as it lives. Made in server/process.ts of web and worker; tests make their own. */
export type Services = {
  database: DatabaseClient;
  queue: RunQueue;
  evaluationQueue: EvaluationQueue;
  runEvents: RunEventFeed;
  graphNews: GraphNewsFeed;
  embedder: Embedder;
  prober: Prober;
};

export type RunQueue = {
  /** Enqueues a run inside the caller's transaction, so that neither exists without the other. */
  enqueue(transaction: Transaction, runId: string): Promise<void>;
  /** The same for a run that was put aside: its first job has ended. */
  enqueueAgain(transaction: Transaction, runId: string): Promise<void>;
};

/** The same for evaluations. */
export type EvaluationQueue = {
  enqueueEvaluation(transaction: Transaction, evaluationId: string): Promise<void>;
  enqueueEvaluationAgain(transaction: Transaction, evaluationId: string): Promise<void>;
};

export type RunEventFeed = {
  /** Resolves at the next notification for the run, at once when one came since `subscribe`, or after the backstop interval. */
  subscribe(runId: string): { next(signal: AbortSignal): Promise<void>; close(): void };
};

export type GraphNewsFeed = {
  /** Resolves when something has happened in the graph since `subscribe` or the last call: whether it was edited, and what was said. */
  subscribe(graphId: string): {
    next(signal: AbortSignal): Promise<{ edited: boolean; messages: GraphNews[] }>;
    close(): void;
  };
};

import { MinnowError } from "@/core/errors";
import type { DatabaseClient } from "@/db/client";
import type { Embedder, Prober } from "@/server/models/gateway";
import type { Services } from "@/server/services";

/** A workspace without embedding models. */
export const noEmbedder: Embedder = { embed: (_, model) => Promise.reject(new MinnowError("model_missing", { model })) };

/** A workspace none of whose models is there. */
export const noProber: Prober = { attempt: (_, model) => Promise.reject(new MinnowError("model_missing", { model })) };

/** Services of a process beside which no worker runs: what is enqueued waits, and no event comes. */
export function idleServices(database: DatabaseClient): Services {
  return {
    database,
    queue: { enqueue: async () => {}, enqueueAgain: async () => {} },
    evaluationQueue: { enqueueEvaluation: async () => {}, enqueueEvaluationAgain: async () => {} },
    embedder: noEmbedder,
    prober: noProber,
    graphNews: { subscribe: () => ({ next: (signal) => untilAborted(signal), close: () => {} }) },
    runEvents: { subscribe: () => ({ next: async (signal) => signal.throwIfAborted(), close: () => {} }) },
  };
}

/** Nothing ever happens. */
const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));

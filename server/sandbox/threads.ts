import "server-only";
import { Worker } from "node:worker_threads";
import type { Failure, Job, Limits, Message, Reply } from "./protocol";

export type Threads = {
  /** Runs a job in a free thread. After `hardMs` of running the thread is killed, whatever it is doing. */
  run(job: Job, hardMs: number): Promise<Reply>;
  close(): Promise<void>;
};

type Task = { job: Job; hardMs: number; settle(reply: Reply): void };
type Thread = { worker: Worker; ready: boolean; task: Task | null; timer: NodeJS.Timeout | null };

const lost = (failure: Failure): Reply => ({ ok: false, failure, logs: [] });

/**
 * A pool of sandbox threads: one is started at once, more when they are needed; one that was killed or broke is replaced.
 * Only threads with work keep the process alive.
 */
export function openThreads(size: number, limits: Limits): Threads {
  const threads = new Set<Thread>();
  const waiting: Task[] = [];
  let closed = false;

  function start(): void {
    const worker = new Worker(new URL("./thread.ts", import.meta.url), {
      workerData: limits,
      // Neither the host's flags and loaders nor its environment, where the secrets are.
      execArgv: [],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: 128 },
    });
    const thread: Thread = { worker, ready: false, task: null, timer: null };
    threads.add(thread);
    if (waiting.length === 0) worker.unref();
    worker.on("message", (message: Message) => {
      if (message === "ready") {
        thread.ready = true;
        worker.unref();
      } else {
        finish(thread, message.reply);
        if (message.spent) retire(thread);
      }
      assign();
    });
    worker.on("error", (error: Error & { code?: string }) => {
      const memory = error.code === "ERR_WORKER_OUT_OF_MEMORY" || error instanceof RangeError;
      replace(thread, memory ? { type: "memory" } : { type: "failed", reason: error.message, line: null });
    });
    worker.on("exit", () => replace(thread, { type: "failed", reason: "the sandbox stopped", line: null }));
  }

  function finish(thread: Thread, reply: Reply): void {
    if (thread.timer !== null) clearTimeout(thread.timer);
    thread.timer = null;
    const { task } = thread;
    thread.task = null;
    thread.worker.unref();
    task?.settle(reply);
  }

  function replace(thread: Thread, failure: Failure): void {
    if (!threads.delete(thread)) return;
    // A thread that can't even start would be replaced for ever: a waiting task takes the failure.
    if (!thread.ready) thread.task = waiting.shift() ?? null;
    finish(thread, lost(failure));
    retire(thread);
    assign();
  }

  function retire(thread: Thread): void {
    threads.delete(thread);
    void thread.worker.terminate();
    if (!closed && thread.ready && threads.size === 0) start();
  }

  function assign(): void {
    for (const thread of threads) {
      if (!thread.ready || thread.task !== null) continue;
      const task = waiting.shift();
      if (task === undefined) return;
      thread.task = task;
      thread.worker.ref();
      thread.timer = setTimeout(() => replace(thread, { type: "timeout" }), task.hardMs);
      thread.worker.postMessage(task.job);
    }
    const starting = [...threads].filter(({ ready }) => !ready).length;
    if (!closed && waiting.length > starting && threads.size < size) start();
    if (waiting.length > 0) for (const { worker } of threads) worker.ref();
  }

  start();

  return {
    run: (job, hardMs) =>
      new Promise((settle) => {
        if (closed) return settle(lost({ type: "failed", reason: "the sandbox is closed", line: null }));
        waiting.push({ job, hardMs, settle });
        assign();
      }),
    async close() {
      closed = true;
      for (const task of waiting.splice(0)) task.settle(lost({ type: "failed", reason: "the sandbox was closed", line: null }));
      await Promise.all([...threads].map(({ worker }) => worker.terminate()));
    },
  };
}

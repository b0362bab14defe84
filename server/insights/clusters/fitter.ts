import "server-only";
import { fork } from "node:child_process";
import { setPriority } from "node:os";
import { fileURLToPath } from "node:url";
import type { Assignment } from "@/core/clustering/assign";
import type { ClusterModel } from "@/core/clustering/model";
import { root, typescript } from "../../processes/commands";
import type { Answer, Ask, TellCall } from "./protocol";

export type Fitter = {
  fit(calls: TellCall[], options: { previous: ClusterModel | null; embeddedBy: string | null }): Promise<ClusterModel>;
  assign(calls: TellCall[], model: ClusterModel): Promise<Assignment[]>;
  close(): void;
};

/** Runs may need the CPU more. */
const NICENESS = 10;

/** Starts a process that fits clusters. It is given none of our environment: it needs no secrets. @param signal ends it */
export function openFitter(signal: AbortSignal): Fitter {
  const child = fork(fileURLToPath(new URL("./fitProcess.ts", import.meta.url)), [], {
    cwd: root,
    execPath: process.execPath,
    execArgv: [...typescript, "--max-old-space-size=1024"],
    env: { NODE_ENV: process.env.NODE_ENV ?? "production" },
    serialization: "advanced",
  });
  let known: ClusterModel | null = null;
  let waiting: { resolve(answer: Answer): void; reject(error: unknown): void } | null = null;
  const settle = (what: (waiter: NonNullable<typeof waiting>) => void) => {
    const waiter = waiting;
    waiting = null;
    if (waiter !== null) what(waiter);
  };
  const stop = () => child.kill("SIGKILL");
  signal.addEventListener("abort", stop, { once: true });
  child.on("message", (answer: Answer) => settle(({ resolve }) => resolve(answer)));
  child.on("error", (error) => settle(({ reject }) => reject(error)));
  child.on("exit", (code) =>
    settle(({ reject }) => reject(signal.aborted ? signal.reason : new Error(`The process that fits clusters ended with code ${code}.`))),
  );
  if (child.pid !== undefined) setPriority(child.pid, NICENESS);

  const ask = (what: Ask): Promise<Answer> =>
    new Promise((resolve, reject) => {
      waiting = { resolve, reject };
      child.send(what, (error) => error !== null && settle((waiter) => waiter.reject(error)));
    });
  return {
    async fit(calls, options) {
      const answer = await ask({ type: "fit", calls, ...options });
      if (answer.type !== "fitted") throw new Error("another answer was expected");
      return answer.model;
    },
    async assign(calls, model) {
      const answer = await ask({ type: "assign", calls, model: model === known ? null : model });
      known = model;
      if (answer.type !== "assigned") throw new Error("another answer was expected");
      return answer.assignments;
    },
    close() {
      signal.removeEventListener("abort", stop);
      stop();
    },
  };
}

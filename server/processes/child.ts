import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";

const keptLines = 30;

export type ChildCommand = {
  name: string;
  /** What follows `node`. */
  args: readonly string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Ready when it sends `{ type: "ready" }`, or when this address answers. */
  readyAt: "message" | { url: string };
};

export type Child = {
  pid: number;
  /** Resolves with a sentence's end, such as "ended with code 1". */
  exited: Promise<string>;
  /** Rejects when it ends, takes too long, or the signal comes before it is ready. */
  ready(limitMs: number, signal: AbortSignal): Promise<void>;
  /** Asks it to end, and after `graceMs` ends it and everything it started. */
  stop(graceMs: number): Promise<void>;
  kill(): void;
};

/**
 * Starts a Node process as leader of its own group: the terminal's Ctrl-C doesn't reach it, so that the order of
 * stopping is ours, and whatever it starts can be ended with it.
 * @param show receives what it prints, line by line
 */
export function startChild(command: ChildCommand, show: (line: string, stream: "out" | "error") => void): Child {
  const child = spawn(process.execPath, command.args, {
    cwd: command.cwd,
    env: command.env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const { pid } = child;
  if (pid === undefined || !child.stdout || !child.stderr) throw new Error(`${command.name} could not be started`);

  const lastLines: string[] = [];
  const collect = (stream: "out" | "error") => (line: string) => {
    lastLines.push(line);
    if (lastLines.length > keptLines) lastLines.shift();
    show(line, stream);
  };
  createInterface({ input: child.stdout }).on("line", collect("out"));
  createInterface({ input: child.stderr }).on("line", collect("error"));

  const exited = once(child, "exit").then(([code, signal]) => (signal ? `was ended by ${signal}` : `ended with code ${code}`));
  const saidReady = new Promise<void>((resolve) => {
    child.on("message", (message: unknown) => {
      if (typeof message === "object" && message !== null && "type" in message && message.type === "ready") resolve();
    });
  });
  const signalGroup = (signal: NodeJS.Signals) => {
    try {
      process.kill(process.platform === "win32" ? pid : -pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  };

  return {
    pid,
    exited,
    kill: () => signalGroup("SIGKILL"),
    async ready(limitMs, signal) {
      const over = new AbortController();
      const until = AbortSignal.any([over.signal, signal]);
      try {
        await Promise.race([
          command.readyAt === "message" ? saidReady : answers(command.readyAt.url, until),
          exited.then((how) => fail(`${command.name} ${how} before it was ready`)),
          pause(limitMs, undefined, { signal: until }).then(() => fail(`${command.name} was not ready within ${limitMs / 1000} s`)),
        ]);
      } catch (error) {
        throw lastLines.length > 0 && error instanceof Error
          ? new Error(`${error.message}. It said:\n${lastLines.map((line) => `  ${line}`).join("\n")}`, { cause: error })
          : error;
      } finally {
        over.abort();
      }
    },
    async stop(graceMs) {
      const over = new AbortController();
      child.kill("SIGTERM");
      await Promise.race([exited, pause(graceMs, undefined, { signal: over.signal }).catch(() => {})]);
      over.abort();
      // Also ends what it started and left behind.
      signalGroup("SIGKILL");
      await exited;
    },
  };
}

function fail(reason: string): never {
  throw new Error(reason);
}

async function answers(url: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    const response = await fetch(url, { redirect: "manual", signal }).catch(() => undefined);
    if (response) return response.body?.cancel();
    await pause(100, undefined, { signal });
  }
}

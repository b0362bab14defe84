import { setTimeout as pause } from "node:timers/promises";
import { type ChildCommand, startChild } from "./child";

const firstPauseMs = 500;
const longestPauseMs = 30_000;
const readyWithinMs = 120_000;
/** One that ran so long did not fail because of its start: the next pause is short again. */
const steadyMs = 60_000;

export type KeptChild = {
  name: string;
  pid(): number;
  stop(graceMs: number): Promise<void>;
  kill(): void;
};

/**
 * Starts a process, waits until it is ready, and from then on starts it again whenever it ends by itself, with growing pauses.
 * Rejects when it doesn't become ready the first time, or is told to give up before.
 */
export async function keepRunning(
  command: ChildCommand,
  giveUp: AbortSignal,
  events: {
    started(pid: number): Promise<void>;
    printed(line: string, stream: "out" | "error"): void;
    ended(how: string, againInMs: number): void;
  },
): Promise<KeptChild> {
  const stopping = new AbortController();
  let startedAt = 0;

  const start = () => {
    startedAt = Date.now();
    const child = startChild(command, events.printed);
    const ready = events.started(child.pid).then(() => child.ready(readyWithinMs, AbortSignal.any([stopping.signal, giveUp])));
    return { child, ready };
  };

  let { child, ready } = start();
  try {
    await ready;
  } catch (error) {
    child.kill();
    throw error;
  }

  const watch = async () => {
    for (let wait = firstPauseMs; ; wait = Math.min(wait * 2, longestPauseMs)) {
      const how = await child.exited;
      if (stopping.signal.aborted) return;
      if (Date.now() - startedAt > steadyMs) wait = firstPauseMs;
      events.ended(how, wait);
      await pause(wait, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return;
      ({ child, ready } = start());
      // Not becoming ready again is an end like any other: it is tried once more.
      await ready.catch(() => child.kill());
    }
  };
  const watching = watch();

  return {
    name: command.name,
    pid: () => child.pid,
    kill: () => child.kill(),
    async stop(graceMs) {
      stopping.abort();
      await child.stop(graceMs);
      await watching;
    },
  };
}

import type { Clock } from "@/server/models/calls/clock";

export type ManualClock = Clock & {
  /** Lets time pass: what comes due meanwhile is done in order, and what follows from each before the next. */
  pass(ms: number): Promise<void>;
  /** Resolves as soon as something waits for a moment at most so far away. */
  waitingFor(ms: number): Promise<void>;
};

/** A clock that stands still until it is told to go on. */
export function manualClock(): ManualClock {
  let now = 0;
  const due = new Set<{ at: number; work: () => void }>();
  const watchers = new Set<() => void>();
  const next = (until: number) =>
    [...due]
      .filter(({ at }) => at <= until)
      .reduce<{ at: number; work: () => void } | null>((first, timer) => (first === null || timer.at < first.at ? timer : first), null);
  return {
    now: () => now,
    after(ms, work) {
      const timer = { at: now + ms, work };
      due.add(timer);
      for (const watcher of watchers) watcher();
      return () => due.delete(timer);
    },
    async pass(ms) {
      const until = now + ms;
      await settled();
      for (let timer = next(until); timer !== null; timer = next(until)) {
        due.delete(timer);
        now = Math.max(now, timer.at);
        timer.work();
        await settled();
      }
      now = until;
    },
    async waitingFor(ms) {
      while (next(now + ms) === null) {
        const { promise, resolve } = Promise.withResolvers<void>();
        watchers.add(resolve);
        await promise;
        watchers.delete(resolve);
      }
    },
  };
}

/** Everything that only waits for promises has gone on. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

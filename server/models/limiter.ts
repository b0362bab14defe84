import "server-only";

export type Limiter = {
  /** Resolves with the function that gives the slot back, first come first served. @throws the signal's reason when aborted while waiting */
  acquire(signal: AbortSignal): Promise<() => void>;
};

/** At most `slots` at a time. */
export function limiter(slots: number): Limiter {
  const queue: (() => void)[] = [];
  let free = slots;

  const release = () => {
    const next = queue.shift();
    if (next === undefined) free += 1;
    else next();
  };
  const once = (work: () => void) => {
    let done = false;
    return () => {
      if (!done) work();
      done = true;
    };
  };

  return {
    async acquire(signal) {
      signal.throwIfAborted();
      if (free > 0) {
        free -= 1;
        return once(release);
      }
      await new Promise<void>((resolve, reject) => {
        const admitted = () => {
          signal.removeEventListener("abort", abandon);
          resolve();
        };
        const abandon = () => {
          queue.splice(queue.indexOf(admitted), 1);
          reject(signal.reason);
        };
        queue.push(admitted);
        signal.addEventListener("abort", abandon, { once: true });
      });
      return once(release);
    },
  };
}

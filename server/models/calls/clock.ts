import "server-only";

/** Time as the parts of a call see it, so that a test can be its master. Milliseconds. */
export type Clock = {
  now(): number;
  /** @returns what calls it off */
  after(ms: number, work: () => void): () => void;
};

export const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, work) {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};

/** @throws the signal's reason when it is aborted meanwhile */
export function rest(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const abandon = () => {
      cancel();
      reject(signal.reason);
    };
    const cancel = clock.after(ms, () => {
      signal.removeEventListener("abort", abandon);
      resolve();
    });
    signal.addEventListener("abort", abandon, { once: true });
  });
}

import "server-only";
import type { Clock } from "./clock";

export type Hedge = {
  /** Null: never. */
  afterMs: number | null;
  clock: Clock;
  signal: AbortSignal;
  /** Leave to ask a second time, as what gives it back afterwards; null when there is none. */
  leave(): (() => void) | null;
};

/** Is this call the one whose answer counts? The first to ask is. */
export type Begin = () => boolean;

export type Hedged<T> = { answer: T; by: "only" | "first" | "second" };

/** Asks again when no answer has begun by some time, and takes the answer that begins first. The other call is aborted that moment. */
export async function hedged<T>(
  { afterMs, clock, signal, leave }: Hedge,
  ask: (signal: AbortSignal, begin: Begin) => Promise<T>,
): Promise<Hedged<T>> {
  if (afterMs === null) return { answer: await ask(signal, () => true), by: "only" };
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<Hedged<T>>();
  const controls: AbortController[] = [];
  let failures = 0;
  let winner: number | null = null;

  const launch = (done: () => void) => {
    const control = new AbortController();
    const index = controls.push(control) - 1;
    const begin = () => {
      if (winner === null) {
        winner = index;
        cancel();
        for (const other of controls) if (other !== control) other.abort(new Error("Another call was faster"));
      }
      return winner === index;
    };
    const answered = (answer: T) => {
      if (begin()) resolve({ answer, by: controls.length === 1 ? "only" : index === 0 ? "first" : "second" });
    };
    const failed = (error: unknown) => {
      if (winner !== null && winner !== index) return;
      // While neither has begun, the other may yet answer.
      if (++failures < controls.length && winner === null) return;
      cancel();
      reject(error);
    };
    ask(control.signal, begin).then(answered, failed).finally(done);
  };

  const cancel = clock.after(afterMs, () => {
    const done = leave();
    if (done !== null) launch(done);
  });
  const abandon = () => {
    cancel();
    reject(signal.reason);
    for (const control of controls) control.abort(signal.reason);
  };
  signal.addEventListener("abort", abandon, { once: true });
  launch(() => {});
  try {
    return await promise;
  } finally {
    signal.removeEventListener("abort", abandon);
  }
}

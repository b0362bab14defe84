import "server-only";
import { MinnowError } from "@/core/errors";
import type { Clock } from "./clock";

type Spans = { firstTokenMs: number; idleMs: number };

/** Told of every piece that comes; one that `says` something begins the answer. */
export type Hear = (says: boolean) => void;

/**
 * A call that must begin within one span and then go on within another. Out of time it is aborted, which closes its connection; it is
 * not waited for to notice. Pieces cost no timer: one that comes due looks how long ago the last piece was.
 * @throws MinnowError `provider_first_token_timeout`, `provider_idle_timeout`
 */
export async function inTime<T>(
  { firstTokenMs, idleMs }: Spans,
  connection: string,
  clock: Clock,
  signal: AbortSignal,
  ask: (signal: AbortSignal, hear: Hear) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const control = new AbortController();
  const { promise: interrupted, reject } = Promise.withResolvers<never>();
  const interrupt = (reason: unknown) => {
    control.abort(reason);
    reject(reason);
  };
  let begun = false;
  let last = clock.now();
  const late = () => {
    const [code, span] = begun ? (["provider_idle_timeout", idleMs] as const) : (["provider_first_token_timeout", firstTokenMs] as const);
    const left = last + span - clock.now();
    if (left > 0) cancel = clock.after(left, late);
    else interrupt(new MinnowError(code, { connection, seconds: span / 1_000 }, { retryable: true }));
  };
  let cancel = clock.after(firstTokenMs, late);
  const hear: Hear = (says) => {
    // What a server sends before it says anything only keeps the line open.
    if (!begun && !says) return;
    last = clock.now();
    if (begun) return;
    begun = true;
    cancel();
    cancel = clock.after(idleMs, late);
  };
  const abandoned = () => interrupt(signal.reason);
  signal.addEventListener("abort", abandoned, { once: true });
  try {
    return await Promise.race([ask(control.signal, hear), interrupted]);
  } catch (error) {
    // What a client throws when it is interrupted tells less than why it was.
    throw control.signal.aborted ? control.signal.reason : error;
  } finally {
    cancel();
    signal.removeEventListener("abort", abandoned);
  }
}

import "server-only";
import { MinnowError } from "@/core/errors";
import { type Clock, rest } from "./calls/clock";
import { retryAfter } from "./providerErrors";

const BASE_DELAY_MS = 500;
/** A server that asks for more patience than this is left to the node's own retries. */
export const PATIENCE_MS = 20_000;

export type Patience = {
  /** How often at most. */
  retries: number;
  clock: Clock;
  /** In [0, 1). */
  random: () => number;
  signal: AbortSignal;
  /** Nothing of an answer has been passed on: text that somebody has seen can't be taken back. */
  mayRepeat(): boolean;
  /** How long to wait before a failure is worth another try, when it says so itself; undefined when it doesn't, null when none is. */
  waitAfter(error: MinnowError): number | null | undefined;
};

/**
 * Asks again where that may help, as long as the server wishes, else after up to half a second, a second, two: "full jitter", so that
 * those who failed together don't come back together.
 */
export async function patiently<T>(patience: Patience, ask: () => Promise<T>): Promise<T> {
  const { retries, clock, random, signal, mayRepeat, waitAfter } = patience;
  let told: MinnowError | null = null;
  for (let tries = 0; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof MinnowError) || !error.retryable) throw error;
      const asked = waitAfter(error);
      // That a server rests tells less than what was wrong with it.
      if (asked === undefined || told === null) told = error;
      const wait = asked ?? retryAfter(error) ?? random() * BASE_DELAY_MS * 2 ** tries;
      if (asked === null || !mayRepeat() || tries >= retries || wait > PATIENCE_MS) throw told;
      await rest(clock, wait, signal);
    }
  }
}

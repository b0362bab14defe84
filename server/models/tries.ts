import "server-only";
import { setTimeout as rest } from "node:timers/promises";
import type { ServedModel } from "./adapter";
import { providerError, retryAfter } from "./providerErrors";

const TRIES = 3;
const BASE_DELAY_MS = 400;
/** A server that asks for more patience than this is left to the node's own retries. */
const MAX_WAIT_MS = 20_000;

/**
 * Asks a server again where that may help, as long as it wishes, and tells how often.
 * @param mayRepeat whether nothing of an answer has been passed on: text that somebody has seen can't be taken back
 * @throws MinnowError of the `provider_` family
 */
export async function patiently<T>(
  served: ServedModel,
  signal: AbortSignal,
  ask: () => Promise<T>,
  mayRepeat: () => boolean = () => true,
): Promise<{ answer: T; retries: number }> {
  for (let retries = 0; ; retries++) {
    try {
      return { answer: await ask(), retries };
    } catch (cause) {
      signal.throwIfAborted();
      const error = providerError(cause, served);
      const wait = retryAfter(cause) ?? BASE_DELAY_MS * 2 ** retries * (0.5 + Math.random() / 2);
      if (!error.retryable || !mayRepeat() || retries + 1 >= TRIES || wait > MAX_WAIT_MS) throw error;
      await rest(wait, undefined, { signal });
    }
  }
}

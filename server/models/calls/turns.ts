import "server-only";
import type { Clock } from "./clock";

export type Limits = { concurrent: number; requestsPerMinute: number | null; tokensPerMinute: number | null };

export type Turn = {
  /** What the call really used, in place of what was expected of it. */
  used(tokens: number): void;
  end(): void;
};

export type Turns = {
  /**
   * Waits for a turn. Owners take theirs one after another, the calls of one in the order they came.
   * @param tokens that are expected to be used @throws the signal's reason, or the refusal while nobody should wait for the server
   */
  take(owner: string, tokens: number, signal: AbortSignal): Promise<Turn>;
  /** A turn if one is free this moment and nobody waits for it. */
  takeNow(owner: string, tokens: number): Turn | null;
  /** Lets nobody through for so long, as the server asked. */
  pause(ms: number): void;
  /** For limits that were changed; turns that were taken remain taken. */
  limit(limits: Limits): void;
  resume(): void;
  /** How many have their turn, how many wait for theirs, and how long the server wants nobody. */
  look(): { taken: number; waiting: number; pauseMs: number };
};

export type TurnsOptions = {
  clock: Clock;
  limits: Limits;
  /** A pause that is longer is not waited for. */
  patienceMs: number;
  refusal(leftMs: number): Error;
};

const MINUTE = 60_000;
type Spent = { at: number; tokens: number; counts: boolean };
type Waiting = { tokens: number; admit(turn: Turn): void; refuse(reason: unknown): void; gone: boolean };

/**
 * Who may call a connection, and when: at most so many calls at once, and in any minute at most so many requests and tokens. A call
 * that doesn't fit is not overtaken by smaller ones; one that is larger than the whole limit goes when it has the minute to itself.
 */
export function openTurns({ clock, limits: first, patienceMs, refusal }: TurnsOptions): Turns {
  let limits = first;
  let taken = 0;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let alarm: (() => void) | null = null;
  /** Owners in the order of their next turn, each with what it waits for. */
  const queues = new Map<string, Waiting[]>();
  /** Of the last minute, oldest first, from `from` on. */
  let spent: Spent[] = [];
  let from = 0;
  let tokensSpent = 0;

  const fitting = (tokens: number) => (limits.tokensPerMinute === null ? tokens : Math.min(tokens, limits.tokensPerMinute));

  function forgetOld(now: number): void {
    for (let oldest = spent[from]; oldest !== undefined && oldest.at + MINUTE <= now; oldest = spent[++from]) {
      tokensSpent -= oldest.tokens;
      oldest.counts = false;
    }
    if (from > 1_000 && from * 2 > spent.length) {
      spent = spent.slice(from);
      from = 0;
    }
  }

  /** How long until a call of so many tokens may go, as far as pause and rates are concerned. */
  function delay(tokens: number, now: number): number {
    forgetOld(now);
    const { requestsPerMinute, tokensPerMinute } = limits;
    let until = pausedUntil;
    if (requestsPerMinute !== null) {
      const hindering = spent[spent.length - requestsPerMinute];
      if (spent.length - from >= requestsPerMinute && hindering !== undefined) until = Math.max(until, hindering.at + MINUTE);
    }
    if (tokensPerMinute !== null) {
      let over = tokensSpent + fitting(tokens) - tokensPerMinute;
      for (let index = from; over > 0 && index < spent.length; index++) {
        const { at = now, tokens: freed = 0 } = spent[index] ?? {};
        over -= freed;
        until = Math.max(until, at + MINUTE);
      }
    }
    return Math.max(0, until - now);
  }

  function admit(tokens: number, now: number): Turn {
    taken += 1;
    const counts = limits.requestsPerMinute !== null || limits.tokensPerMinute !== null;
    const entry: Spent = { at: now, tokens: fitting(tokens), counts };
    if (counts) {
      spent.push(entry);
      tokensSpent += entry.tokens;
    }
    let ended = false;
    return {
      used(real) {
        if (!entry.counts) return;
        tokensSpent += real - entry.tokens;
        entry.tokens = real;
        serve();
      },
      end() {
        if (ended) return;
        ended = true;
        taken -= 1;
        serve();
      },
    };
  }

  /** Who is next. Whoever gave up is dropped on the way. */
  function next(): { owner: string; queue: Waiting[]; waiting: Waiting } | null {
    for (const [owner, queue] of queues) {
      while (queue[0]?.gone === true) queue.shift();
      const [waiting] = queue;
      if (waiting !== undefined) return { owner, queue, waiting };
      queues.delete(owner);
    }
    return null;
  }

  function serve(): void {
    alarm?.();
    alarm = null;
    while (taken < limits.concurrent) {
      const turn = next();
      if (turn === null) return;
      const { owner, queue, waiting } = turn;
      const now = clock.now();
      const ms = delay(waiting.tokens, now);
      if (ms > 0) {
        alarm = clock.after(ms, serve);
        return;
      }
      queue.shift();
      queues.delete(owner);
      if (queue.length > 0) queues.set(owner, queue);
      waiting.admit(admit(waiting.tokens, now));
    }
  }

  const takeNow = (tokens: number): Turn | null => {
    const now = clock.now();
    return taken < limits.concurrent && next() === null && delay(tokens, now) === 0 ? admit(tokens, now) : null;
  };
  const pauseLeft = () => pausedUntil - clock.now();

  return {
    async take(owner, tokens, signal) {
      signal.throwIfAborted();
      if (pauseLeft() > patienceMs) throw refusal(pauseLeft());
      const free = takeNow(tokens);
      if (free !== null) return free;
      return new Promise<Turn>((resolve, reject) => {
        const settled = () => {
          waiting.gone = true;
          signal.removeEventListener("abort", abandon);
        };
        const abandon = () => {
          waiting.refuse(signal.reason);
          // A smaller call behind it may fit at once.
          serve();
        };
        const waiting: Waiting = {
          tokens,
          gone: false,
          admit(turn) {
            settled();
            resolve(turn);
          },
          refuse(reason) {
            settled();
            reject(reason);
          },
        };
        signal.addEventListener("abort", abandon, { once: true });
        const queue = queues.get(owner);
        if (queue === undefined) queues.set(owner, [waiting]);
        else queue.push(waiting);
        serve();
      });
    },
    takeNow: (_, tokens) => takeNow(tokens),
    pause(ms) {
      pausedUntil = Math.max(pausedUntil, clock.now() + ms);
      if (pauseLeft() > patienceMs)
        for (const queue of queues.values()) for (const waiting of queue) waiting.gone || waiting.refuse(refusal(pauseLeft()));
      serve();
    },
    limit(changed) {
      limits = changed;
      serve();
    },
    resume() {
      pausedUntil = Number.NEGATIVE_INFINITY;
      serve();
    },
    look() {
      let waiting = 0;
      for (const queue of queues.values()) for (const { gone } of queue) waiting += gone ? 0 : 1;
      return { taken, waiting, pauseMs: Math.max(0, pauseLeft()) };
    },
  };
}

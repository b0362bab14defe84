import "server-only";
import type { CallerState } from "@/core/connectionState";
import { MinnowError } from "@/core/errors";
import { ServerKind } from "@/core/models";
import { spread } from "../../outbound/spread";
import type { ServedModel } from "../adapter";
import { providerError, retryAfter } from "../providerErrors";
import { PATIENCE_MS, patiently } from "../tries";
import { type Breaker, openBreaker } from "./breaker";
import { type Clock, systemClock } from "./clock";
import { hedged } from "./hedged";
import { type Hear, inTime } from "./inTime";
import { openTallies, type Tallies } from "./tallies";
import { openTurns, type Turn, type Turns } from "./turns";

/** A server that asks to be left alone for longer is asked after this time whether it has changed its mind. */
const LONGEST_PAUSE_MS = 300_000;
/** Whoever has nobody else to ask waits this long for a model that rests. */
const REST_PATIENCE_MS = 5_000;

/** One try. `mine` says whether this call's answer counts, which it asks when the answer begins; `hear` is told of every piece. */
export type Try<T> = (signal: AbortSignal, hear: Hear, mine: () => boolean) => Promise<T>;

export type Wanted = {
  /** Whose call it is: a run. Owners take turns. */
  owner: string;
  signal: AbortSignal;
  /** What it will use, as far as one can guess. */
  tokens: number;
  /** Is there another model to ask instead? Then one that rests is not waited for. */
  elsewhere: boolean;
  /** May one ask twice at once? */
  hedge: boolean;
  mayRepeat(): boolean;
  /** What happened on the way. */
  trace: Trace;
};

export type Trace = {
  retries: number;
  /** In the queue, before anything was sent. */
  waitedMs: number;
  /** Which of two calls gave the answer, when two were made. */
  hedged: "first" | "second" | null;
};

export const emptyTrace = (): Trace => ({ retries: 0, waitedMs: 0, hedged: null });

export type Caller = {
  call<T>(served: ServedModel, wanted: Wanted, attempt: Try<T>, tokensOf: (answer: T) => number): Promise<T>;
  /** What the calls of a connection are doing here; null when none was ever made. */
  state(connectionId: string): CallerState | null;
};

type CallerOptions = {
  clock?: Clock;
  random?: () => number;
  /** Milliseconds since 1970. */
  now?: () => number;
  /** Told when something about a server's calls may have changed. */
  onChange?: (connection: Pick<ServedModel["connection"], "id" | "workspaceId">) => void;
};

type Line = { identity: string; limits: string; turns: Turns; breakers: Map<string, Breaker>; tallies: Tallies };

/** Everything that makes calls dependable, around what makes them: turns, tries, rests, a second call, limits of time. */
export function openCaller(options: CallerOptions = {}): Caller {
  const { clock = systemClock, random = Math.random, now = Date.now, onChange = () => {} } = options;
  const lines = new Map<string, Line>();
  /** What was read from the registry is the same object for a while. */
  const known = new WeakMap<ServedModel, Line>();

  function lineOf(served: ServedModel): Line {
    const present = known.get(served) ?? lineAt(served);
    known.set(served, present);
    return present;
  }

  function lineAt({ connection, options, share = 1 }: ServedModel): Line {
    const { id, name, maxConcurrent, baseUrl, sealedKey, sealedHeaders, sealedProxy } = connection;
    const rate = (perMinute: number | null) => (perMinute === null ? null : Math.max(1, Math.floor(perMinute * share)));
    const limits = {
      concurrent: maxConcurrent,
      requestsPerMinute: rate(options.requestsPerMinute),
      tokensPerMinute: rate(options.tokensPerMinute),
    };
    const identity = `${baseUrl} ${sealedKey} ${sealedHeaders} ${sealedProxy}`;
    const told = Object.values(limits).join();
    const present = lines.get(id);
    if (present === undefined) {
      const refusal = (leftMs: number) =>
        new MinnowError("provider_paused", { connection: name, seconds: Math.ceil(leftMs / 1_000) }, { retryable: true });
      const turns = openTurns({ clock, limits, patienceMs: PATIENCE_MS, refusal });
      const line = { identity, limits: told, turns, breakers: new Map(), tallies: openTallies(now) };
      lines.set(id, line);
      return line;
    }
    if (present.limits !== told) present.turns.limit(limits);
    // Another address or key: what is known of the old one says nothing.
    if (present.identity !== identity) {
      present.breakers.clear();
      present.turns.resume();
    }
    return Object.assign(present, { identity, limits: told });
  }

  function breakerOf({ breakers }: Line, model: string): Breaker {
    const present = breakers.get(model);
    if (present !== undefined) return present;
    const made = openBreaker(clock.now);
    breakers.set(model, made);
    return made;
  }

  async function inTurn<T>(turns: Turns, { owner, tokens, signal, trace }: Wanted, work: (turn: Turn) => Promise<T>): Promise<T> {
    const asked = clock.now();
    const turn = await turns.take(owner, tokens, signal);
    trace.waitedMs += clock.now() - asked;
    try {
      await spread();
      return await work(turn);
    } finally {
      turn.end();
    }
  }

  return {
    async call(served, wanted, attempt, tokensOf) {
      const line = lineOf(served);
      const { turns } = line;
      const { connection, model, options } = served;
      const { owner, tokens, signal, elsewhere, hedge, mayRepeat, trace } = wanted;
      // What is computed in this process has no server to be patient with.
      if (!ServerKind.options.some((kind) => kind === connection.kind))
        return inTurn(turns, wanted, () =>
          attempt(
            signal,
            () => {},
            () => true,
          ),
        );

      const breaker = breakerOf(line, model.key);
      let sent = false;
      const refuse = () => {
        const seconds = Math.max(1, Math.ceil(breaker.restMs() / 1_000));
        return new MinnowError("provider_resting", { connection: connection.name, model: model.name, seconds }, { retryable: true });
      };
      const send = async (turn: Turn) => {
        const entered = breaker.enter();
        if (entered === null) throw refuse();
        if (sent) trace.retries += 1;
        sent = true;
        try {
          const { answer, by } = await hedged(
            {
              afterMs: hedge ? options.hedgeAfterMs : null,
              clock,
              signal,
              leave: () => turns.takeNow(owner, tokens)?.end ?? null,
            },
            (inner, begin) =>
              inTime(options, connection.name, clock, inner, (timed, hear) => {
                const heard: Hear = (says) => {
                  if (says) begin();
                  hear(says);
                };
                return attempt(timed, heard, begin);
              }),
          );
          if (by !== "only") trace.hedged = by;
          turn.used(tokensOf(answer));
          entered.answered();
          return answer;
        } catch (cause) {
          if (signal.aborted) {
            entered.abandoned();
            throw cause;
          }
          const error = providerError(cause, served);
          // Who refuses, or limits, is well.
          if (error.retryable && error.code !== "provider_rate_limited") entered.failed();
          else entered.answered();
          const wait = retryAfter(error);
          const busy = error.code === "provider_rate_limited" || error.params.status === 503;
          if (busy && wait !== null) turns.pause(Math.min(wait, LONGEST_PAUSE_MS));
          throw error;
        } finally {
          entered.abandoned();
        }
      };

      onChange(connection);
      const answering = patiently(
        {
          retries: options.retries,
          clock,
          random,
          signal,
          mayRepeat,
          waitAfter(error) {
            if (error.code === "provider_paused") return null;
            if (error.code !== "provider_resting") return undefined;
            const wait = breaker.restMs();
            return elsewhere || wait > REST_PATIENCE_MS ? null : wait + random() * 100;
          },
        },
        async () => {
          if (breaker.restMs() > 0) throw refuse();
          return inTurn(turns, wanted, send);
        },
      );
      try {
        return await answering;
      } finally {
        if (sent) line.tallies.add(trace);
        onChange(connection);
      }
    },
    state(connectionId) {
      const line = lines.get(connectionId);
      if (line === undefined) return null;
      const { taken, waiting, pauseMs } = line.turns.look();
      const until = (leftMs: number) => new Date(now() + leftMs).toISOString();
      return {
        inFlight: taken,
        waiting,
        limitedUntil: pauseMs > 0 ? until(pauseMs) : null,
        resting: [...line.breakers].flatMap(([model, breaker]) => {
          const resting = breaker.resting();
          return resting === null ? [] : [{ model, until: until(resting.leftMs), trying: resting.trying }];
        }),
        tallies: line.tallies.list(),
      };
    },
  };
}

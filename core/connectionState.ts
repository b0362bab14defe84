import { z } from "zod";

const Count = z.number().int().nonnegative();
const Moment = z.iso.datetime();

/** What came of calls that began in one minute. hedged: asked a second time because nothing had come yet. */
export const Tally = z.object({
  /** Minutes since 1970. */
  minute: Count,
  calls: Count,
  retries: Count,
  hedged: Count,
  /** Of the hedged ones, those whose second try answered first. */
  wonBySecond: Count,
});
export type Tally = z.infer<typeof Tally>;

/** A model that kept failing and is left alone. `trying`: one call is finding out whether it is well again. */
export const Resting = z.object({ model: z.string(), until: Moment, trying: z.boolean() });
export type Resting = z.infer<typeof Resting>;

/** What a connection's calls are doing in one process. */
export const CallerState = z.object({
  inFlight: Count,
  waiting: Count,
  /** The server asked to be left alone until then. */
  limitedUntil: Moment.nullable(),
  resting: z.array(Resting),
  /** Of the last hour, oldest first; minutes without calls are left out. */
  tallies: z.array(Tally),
});
export type CallerState = z.infer<typeof CallerState>;

/** The same over all processes, now. */
export const ConnectionState = CallerState.omit({ tallies: true }).extend({
  connectionId: z.string(),
  lastHour: Tally.omit({ minute: true }),
});
export type ConnectionState = z.infer<typeof ConnectionState>;

export const MINUTE_MS = 60_000;
export const HOUR_MINUTES = 60;
/** A process with calls under way tells of itself every few seconds; one that has not for so long is gone, and its calls with it. */
export const GONE_AFTER_MS = 15_000;

export type Told = { state: CallerState; toldAt: Date };

const later = (one: string | null, other: string | null): string | null => (one === null || (other !== null && other > one) ? other : one);

/** What several processes told of one connection, as of a moment. What they said would end has ended by then. */
export function connectionStateOf(connectionId: string, told: readonly Told[], now: Date): ConnectionState {
  const fresh = told.filter(({ toldAt }) => now.getTime() - toldAt.getTime() < GONE_AFTER_MS).map(({ state }) => state);
  const moment = now.toISOString();
  const firstMinute = Math.floor(now.getTime() / MINUTE_MS) - HOUR_MINUTES;
  const tallies = told.flatMap(({ state }) => state.tallies).filter(({ minute }) => minute > firstMinute);
  const sum = (of: (tally: Tally) => number) => tallies.reduce((total, tally) => total + of(tally), 0);
  const limited = told.map(({ state }) => state.limitedUntil).reduce(later, null);
  const resting = new Map<string, Resting>();
  for (const { state, toldAt } of told) {
    const isFresh = now.getTime() - toldAt.getTime() < GONE_AFTER_MS;
    for (const one of state.resting) {
      const known = resting.get(one.model);
      const trying = isFresh && one.trying;
      if (one.until <= moment && !trying) continue;
      if (known === undefined || one.until > known.until) resting.set(one.model, { ...one, trying: trying || (known?.trying ?? false) });
    }
  }
  return {
    connectionId,
    inFlight: fresh.reduce((total, { inFlight }) => total + inFlight, 0),
    waiting: fresh.reduce((total, { waiting }) => total + waiting, 0),
    limitedUntil: limited !== null && limited > moment ? limited : null,
    resting: [...resting.values()].sort((one, other) => one.model.localeCompare(other.model)),
    lastHour: {
      calls: sum(({ calls }) => calls),
      retries: sum(({ retries }) => retries),
      hedged: sum(({ hedged }) => hedged),
      wonBySecond: sum(({ wonBySecond }) => wonBySecond),
    },
  };
}

import "server-only";

export type BreakerOptions = { failures: number; restMs: number; longestRestMs: number };

const defaults: BreakerOptions = { failures: 5, restMs: 2_000, longestRestMs: 60_000 };

/**
 * Whether a model that keeps failing should be asked at all. After so many failures in a row it rests; then one call may try, while the
 * others go on being refused. If that one fails too, the next rest is twice as long.
 */
export type Breaker = {
  /** How long nobody will be let in, as far as one can tell; 0 when somebody would be now. */
  restMs(): number;
  /** How long it still rests, and whether one call is trying whether it is well again; null when it isn't known to fail. */
  resting(): { leftMs: number; trying: boolean } | null;
  /** To be asked before a call, whose end is then to be told by one of what it gives; null when the call is refused. */
  enter(): Entered | null;
};
export type Entered = { answered(): void; failed(): void; abandoned(): void };

/** How long those wait who are refused because another one is trying just now: nobody knows how long that takes. */
const PROBE_MS = 1_000;

export function openBreaker(now: () => number, options: Partial<BreakerOptions> = {}): Breaker {
  const { failures: most, restMs: firstRest, longestRestMs } = { ...defaults, ...options };
  let failures = 0;
  let rests = 0;
  let resting: { until: number } | null = null;
  let probe: Entered | null = null;

  const restMs = () => {
    if (resting === null) return 0;
    const left = resting.until - now();
    return left > 0 ? left : probe === null ? 0 : PROBE_MS;
  };
  const restAgain = () => {
    resting = { until: now() + Math.min(longestRestMs, firstRest * 2 ** rests) };
    rests += 1;
  };
  const close = () => {
    failures = 0;
    rests = 0;
    resting = null;
    probe = null;
  };

  return {
    restMs,
    resting: () => (resting === null ? null : { leftMs: Math.max(0, resting.until - now()), trying: probe !== null }),
    enter() {
      if (restMs() > 0) return null;
      const isProbe = resting !== null;
      let open = true;
      const once = (work: () => void) => () => {
        if (open) work();
        open = false;
      };
      const endProbe = () => {
        if (probe === entered) probe = null;
      };
      const entered: Entered = {
        // An answer is an answer, also to a call from before the rest.
        answered: once(close),
        failed: once(() => {
          if (isProbe) {
            if (probe !== entered) return;
            endProbe();
            restAgain();
          } else if (resting === null && ++failures >= most) restAgain();
        }),
        abandoned: once(endProbe),
      };
      if (isProbe) probe = entered;
      return entered;
    },
  };
}

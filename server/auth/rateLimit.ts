/** Lets `burst` requests through at once and `perMinute` in the long run, for each name by itself. */
export type RateLimit = {
  /** 0 when the request may pass, else the whole seconds to wait. `now` in milliseconds. */
  take(name: string, now?: number): number;
};

type Bucket = { tokens: number; at: number };
const maxBuckets = 10_000;

/** A token bucket per name, in this process's memory. */
export function rateLimit(limits: { burst: number; perMinute: number }): RateLimit {
  const buckets = new Map<string, Bucket>();
  const perMs = limits.perMinute / 60_000;
  return {
    take(name, now = Date.now()) {
      const before = buckets.get(name) ?? { tokens: limits.burst, at: now };
      const tokens = Math.min(limits.burst, before.tokens + Math.max(0, now - before.at) * perMs);
      const passes = tokens >= 1;
      buckets.delete(name);
      buckets.set(name, { tokens: passes ? tokens - 1 : tokens, at: now });
      if (buckets.size > maxBuckets) forgetOldest(buckets);
      return passes ? 0 : Math.ceil((1 - tokens) / perMs / 1000);
    },
  };
}

/** A map keeps the order of insertion, and a bucket is inserted anew at each use: the first one is the longest unused. */
function forgetOldest(buckets: Map<string, Bucket>): void {
  const oldest = buckets.keys().next().value;
  if (oldest !== undefined) buckets.delete(oldest);
}

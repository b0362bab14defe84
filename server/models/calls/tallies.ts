import "server-only";
import { HOUR_MINUTES, MINUTE_MS, type Tally } from "@/core/connectionState";
import type { Trace } from "./caller";

export type Tallies = {
  /** Notes a call that has ended. */
  add(trace: Pick<Trace, "retries" | "hedged">): void;
  /** Of the last hour, oldest first. */
  list(): Tally[];
};

/** Counts calls by the minute in which they ended, for an hour. @param now milliseconds since 1970 */
export function openTallies(now: () => number): Tallies {
  let kept: Tally[] = [];
  const minuteNow = () => Math.floor(now() / MINUTE_MS);
  const forgetOld = () => {
    const first = minuteNow() - HOUR_MINUTES;
    if ((kept[0]?.minute ?? Number.POSITIVE_INFINITY) <= first) kept = kept.filter(({ minute }) => minute > first);
  };
  return {
    add({ retries, hedged }) {
      forgetOld();
      const minute = minuteNow();
      let tally = kept.at(-1);
      if (tally?.minute !== minute) {
        tally = { minute, calls: 0, retries: 0, hedged: 0, wonBySecond: 0 };
        kept.push(tally);
      }
      tally.calls += 1;
      tally.retries += retries;
      tally.hedged += hedged === null ? 0 : 1;
      tally.wonBySecond += hedged === "second" ? 1 : 0;
    },
    list() {
      forgetOld();
      return kept.map((tally) => ({ ...tally }));
    },
  };
}

"use client";

import { useRouter, useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { filterQuery, type RunFilter, readFilter } from "@/core/runs/filter";

/** How long a period lasts. Milliseconds. */
export const periods = { hour: 3_600_000, day: 86_400_000, week: 7 * 86_400_000, month: 30 * 86_400_000 } as const;
export type Period = keyof typeof periods;
const isPeriod = (name: string | null): name is Period => name !== null && Object.hasOwn(periods, name);

export type Chosen = { filter: RunFilter; period: Period | null };

/** Which runs are looked at: it is in the address, so that it can be shared and reloaded. A period ends now, whenever that is. */
export function useRunFilter() {
  const router = useRouter();
  const query = useSearchParams();
  const filter = useMemo(() => readFilter(query), [query]);
  const named = query.get("period");
  const period = isPeriod(named) ? named : null;
  // A new start each minute would read everything anew each time.
  const from = useMemo(() => (period === null ? undefined : new Date(Date.now() - periods[period]).toISOString()), [period]);
  const asked = useMemo(() => (from === undefined ? filter : { ...filter, from }), [filter, from]);
  return {
    filter,
    period,
    /** What the server is asked for. */
    asked,
    filtered: period !== null || Object.keys(filter).length > 0,
    choose(next: Partial<Chosen>) {
      const address = filterQuery(next.filter ?? filter);
      const chosen = next.period === undefined ? period : next.period;
      if (chosen !== null) address.set("period", chosen);
      router.replace(address.size === 0 ? "/runs" : `/runs?${address}`, { scroll: false });
    },
  };
}

"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import type { Example, FindingsAsked, FindingsPage } from "@/core/privacy/findings";
import { FoundKind } from "@/core/privacy/kinds";
import { useTRPC } from "../trpc";

/** Calls that are looked through without being asked further. */
const BY_ITSELF = 2_000;
/** Examples that are shown at once. */
const SHOWN = 30;

export type KindCount = { kind: FoundKind; there: number; callsWith: number; takenOut: number; callsWithout: number };
export type Findings = { calls: number; total: number; kinds: KindCount[]; examples: Example[] };

/** The parts put together: a value that is in several of them counts once. */
export function together(pages: readonly FindingsPage[]): Findings {
  const of = (kind: FoundKind) => pages.flatMap(({ kinds }) => kinds.filter((one) => one.kind === kind));
  const kinds = FoundKind.options.flatMap((kind): KindCount[] => {
    const parts = of(kind);
    if (parts.length === 0) return [];
    const sum = (pick: (part: (typeof parts)[number]) => number) => parts.reduce((total, part) => total + pick(part), 0);
    return [
      {
        kind,
        there: new Set(parts.flatMap(({ there }) => there)).size,
        takenOut: new Set(parts.flatMap(({ takenOut }) => takenOut)).size,
        callsWith: sum(({ callsWith }) => callsWith),
        callsWithout: sum(({ callsWithout }) => callsWithout),
      },
    ];
  });
  const examples = new Map(pages.flatMap((page) => page.examples).map((example) => [example.text, example]));
  return {
    calls: pages.reduce((sum, { calls }) => sum + calls, 0),
    total: pages[0]?.total ?? 0,
    kinds,
    examples: [...examples.values()].slice(0, SHOWN),
  };
}

/** Looks through recorded calls part by part, by itself up to a limit and then when asked to. */
export function useFindings(asked: FindingsAsked) {
  const query = useInfiniteQuery(
    useTRPC().curation.findings.infiniteQueryOptions(asked, { getNextPageParam: ({ next }) => next, refetchOnWindowFocus: false }),
  );
  const { data, hasNextPage, isFetching, fetchNextPage, isError } = query;
  const findings = useMemo(() => (data === undefined ? null : together(data.pages)), [data]);
  const goesOn = hasNextPage && !isFetching && !isError && (findings?.calls ?? 0) < BY_ITSELF;
  useEffect(() => {
    if (goesOn) void fetchNextPage();
  }, [goesOn, fetchNextPage]);
  return { findings, error: query.error, looking: isFetching || goesOn, more: hasNextPage, lookFurther: () => void fetchNextPage() };
}

"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useEffect, useRef, useState } from "react";
import type { RunEvent, RunView } from "@/core/engine/events";
import { applyRunEvents, hasFinished } from "@/core/engine/live";
import { useTRPC } from "../trpc";

/**
 * What comes within this time is shown together, in milliseconds: every showing costs as much as the run has activations. Where the page
 * is slow to draw it, the next showing waits for so many times what the last took, so that there is room between for what a person does.
 */
const TOGETHER = { atLeast: 40, atMost: 500, costs: 4 };

/** Milliseconds that pass until the next frame however little there is to draw. */
const A_FRAME = 1_000 / 60;

export type FollowedRun = {
  /** Null until it has been read. */
  run: RunView | null;
  /** Why it can't be shown or followed. */
  error: unknown;
};

/** A run kept up to date while it runs: read once, then followed by its events, streamed text included. */
export function useRun(runId: string | null): FollowedRun {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [live, setLive] = useState<RunView | null>(null);

  const read = useQuery(
    trpc.runs.get.queryOptions(
      { runId: runId ?? "" },
      // What is followed must not be read again underneath; a new visit reads it afresh.
      { enabled: runId !== null, staleTime: Number.POSITIVE_INFINITY, gcTime: 0, refetchOnWindowFocus: false, refetchOnReconnect: false },
    ),
  );
  const first = runId === null ? null : (read.data ?? null);
  const latest = (current: RunView | null): RunView | null =>
    current !== null && first !== null && continues(current, first) ? current : first;
  const run = latest(live);

  const come = useRef<{ id: number; events: RunEvent[] }[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const rest = useRef(TOGETHER.atLeast);
  const show = () => {
    clearTimeout(timer.current);
    timer.current = undefined;
    const commits = come.current;
    come.current = [];
    const began = performance.now();
    // By the time-out the frame has been drawn.
    requestAnimationFrame(() =>
      setTimeout(() => {
        const took = performance.now() - began - A_FRAME;
        rest.current = Math.min(TOGETHER.atMost, Math.max(TOGETHER.atLeast, TOGETHER.costs * took));
      }),
    );
    setLive((current) => {
      const known = latest(current);
      return known === null ? null : commits.reduce((run, { id, events }) => applyRunEvents(run, id, events), known);
    });
  };
  const showLatest = useRef(show);
  showLatest.current = show;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what came of one run is not shown of another
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
      come.current = [];
    },
    [runId],
  );

  const subscription = useSubscription(
    trpc.runs.watch.subscriptionOptions(
      { runId: runId ?? "", lastEventId: String(first?.lastEventId ?? 0) },
      {
        enabled: run !== null && !hasFinished(run.status),
        onData({ id, data }) {
          come.current.push({ id: Number(id), events: data });
          timer.current ??= setTimeout(() => showLatest.current(), rest.current);
          if (!data.some(({ type }) => type === "run.finished")) return;
          showLatest.current();
          void queries.invalidateQueries(trpc.runs.list.pathFilter());
        },
        // The server ends the stream of a run that ended; its events may be gone by then, its record is not.
        onConnectionStateChange({ state }) {
          if (state === "idle") void read.refetch();
        },
      },
    ),
  );
  // While it reconnects there is an error too, which passes by itself.
  return { run, error: read.error ?? (subscription.status === "error" ? subscription.error : null) };
}

/** Is what was followed at least as new as what was read? */
const continues = (followed: RunView, read: RunView): boolean =>
  followed.id === read.id && followed.lastEventId >= read.lastEventId && (hasFinished(followed.status) || !hasFinished(read.status));

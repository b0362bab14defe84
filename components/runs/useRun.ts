"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useState } from "react";
import type { RunView } from "@/core/engine/events";
import { applyRunEvents, hasFinished } from "@/core/engine/live";
import { useTRPC } from "../trpc";

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

  const subscription = useSubscription(
    trpc.runs.watch.subscriptionOptions(
      { runId: runId ?? "", lastEventId: String(first?.lastEventId ?? 0) },
      {
        enabled: run !== null && !hasFinished(run.status),
        onData({ id, data }) {
          setLive((current) => {
            const known = latest(current);
            return known === null ? null : applyRunEvents(known, Number(id), data);
          });
          if (data.some(({ type }) => type === "run.finished")) void queries.invalidateQueries(trpc.runs.list.pathFilter());
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

"use client";

import { useQueries, useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useState } from "react";
import type { RunView } from "@/core/engine/events";
import { applyRunEvents, hasFinished } from "@/core/engine/live";
import { useTRPC } from "../trpc";
import type { FollowedRun } from "./useRun";

/** Several runs kept up to date at once, over one connection: a browser has only a few of them to give to a server. */
export function useRuns(runIds: readonly string[]): ReadonlyMap<string, FollowedRun> {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [live, setLive] = useState<ReadonlyMap<string, RunView>>(new Map());
  const reads = useQueries({
    queries: runIds.map((runId) =>
      trpc.runs.get.queryOptions(
        { runId },
        { staleTime: Number.POSITIVE_INFINITY, gcTime: 0, refetchOnWindowFocus: false, refetchOnReconnect: false },
      ),
    ),
  });
  const first = new Map(reads.flatMap(({ data }) => (data === undefined ? [] : [[data.id, data] as const])));
  const latest = (runId: string, followed: ReadonlyMap<string, RunView>): RunView | null => {
    const [read, current] = [first.get(runId), followed.get(runId)];
    if (read === undefined || current === undefined) return read ?? null;
    const isNewer = current.lastEventId >= read.lastEventId && (hasFinished(current.status) || !hasFinished(read.status));
    return isNewer ? current : read;
  };
  const runs = runIds.flatMap((runId) => latest(runId, live) ?? []);

  const subscription = useSubscription(
    trpc.runs.watchSeveral.subscriptionOptions(
      { runs: [...first.values()].map(({ id, lastEventId }) => ({ runId: id, after: lastEventId })) },
      {
        enabled: runs.length > 0 && reads.every(({ isPending }) => !isPending) && runs.some(({ status }) => !hasFinished(status)),
        onData({ data: { runId, id, events } }) {
          setLive((followed) => {
            const known = latest(runId, followed);
            return known === null ? followed : new Map(followed).set(runId, applyRunEvents(known, id, events));
          });
          if (events.some(({ type }) => type === "run.finished")) void queries.invalidateQueries(trpc.runs.list.pathFilter());
        },
        // The server ends the stream when all runs have; their events may be gone by then, their record is not.
        onConnectionStateChange({ state }) {
          if (state === "idle") for (const read of reads) void read.refetch();
        },
      },
    ),
  );
  const lost = subscription.status === "error" ? subscription.error : null;
  return new Map(
    runIds.map((runId, index) => {
      const run = latest(runId, live);
      return [runId, { run, error: reads[index]?.error ?? (run !== null && hasFinished(run.status) ? null : lost) }];
    }),
  );
}

"use client";

import { useState } from "react";
import type { RunView } from "@/core/engine/events";
import { hasFinished } from "@/core/engine/live";
import { useRuns } from "../runs/useRuns";
import { useTRPCClient } from "../trpc";

/** One model's run. */
export type Trial = {
  model: string;
  run: RunView | null;
  /** Why it could not be started or followed. */
  error: unknown;
  /** It has not ended yet. */
  busy: boolean;
};

export type Started = { model: string; runId: string | null; error: unknown };

/** Starts runs of several models together, and follows them all. */
export function useFollowed() {
  const client = useTRPCClient();
  const [started, show] = useState<readonly Started[]>([]);
  const [starting, setStarting] = useState(false);
  const followed = useRuns(started.flatMap(({ runId }) => runId ?? []));
  const trials = started.map(({ model, runId, error }): Trial => {
    const { run = null, error: lost = null } = (runId === null ? undefined : followed.get(runId)) ?? {};
    const failed = error ?? lost;
    return { model, run, error: failed, busy: failed === null && (run === null || !hasFinished(run.status)) };
  });
  const busy = starting || trials.some((trial) => trial.busy);
  return {
    trials,
    busy,
    show,
    /** @param begin gives what it started, or null when it started nothing */
    async start(begin: () => Promise<readonly Started[] | null>): Promise<void> {
      if (busy) return;
      setStarting(true);
      try {
        const now = await begin();
        if (now !== null) show(now);
      } finally {
        setStarting(false);
      }
    },
    /** Stops these, or all that are under way. A run that ended just now has nothing to be stopped any more. */
    stop: (runIds = trials.flatMap((trial) => (trial.busy && trial.run !== null ? [trial.run.id] : []))) =>
      void Promise.allSettled(runIds.map((runId) => client.runs.cancel.mutate({ runId }))),
  };
}

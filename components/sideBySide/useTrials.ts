"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { RunView } from "@/core/engine/events";
import { hasFinished } from "@/core/engine/live";
import type { JsonObject } from "@/core/graph/json";
import { useEditorStore } from "../editor/EditorContext";
import { useRunner } from "../editor/RunContext";
import { isDirty } from "../editor/store";
import { useRuns } from "../runs/useRuns";
import { useTRPC, useTRPCClient } from "../trpc";

/** One model's run of the node. */
export type Trial = {
  model: string;
  run: RunView | null;
  /** Why it could not be started or followed. */
  error: unknown;
  /** It has not ended yet. */
  busy: boolean;
};

type Started = { model: string; runId: string | null; error: unknown };

/** Runs a node on several models at once and follows them all. */
export function useTrials(nodeId: string) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queries = useQueryClient();
  const store = useEditorStore();
  const { flush } = useRunner();
  const [started, setStarted] = useState<readonly Started[]>([]);
  const [unsaved, setUnsaved] = useState(false);
  const [starting, setStarting] = useState(false);
  const followed = useRuns(started.flatMap(({ runId }) => runId ?? []));
  const trials = started.map(({ model, runId, error }): Trial => {
    const { run = null, error: lost = null } = (runId === null ? undefined : followed.get(runId)) ?? {};
    const failed = error ?? lost;
    return { model, run, error: failed, busy: failed === null && (run === null || !hasFinished(run.status)) };
  });
  const busy = starting || trials.some((trial) => trial.busy);
  const wanted = useRef(true);
  useEffect(() => {
    wanted.current = true;
    return () => {
      wanted.current = false;
    };
  }, []);

  const stop = (runIds: readonly string[]) =>
    // A run that ended just now has nothing to be stopped any more.
    Promise.allSettled(runIds.map((runId) => client.runs.cancel.mutate({ runId })));

  const start = async (models: readonly string[], inputs: JsonObject) => {
    if (busy) return;
    setStarting(true);
    try {
      // The server runs its own copy of the node: what is drawn must be there first.
      await flush();
      const state = store.getState();
      setUnsaved(isDirty(state));
      if (isDirty(state)) return;
      const graphId = state.graph.id;
      const results = await Promise.allSettled(models.map((model) => client.runs.startNode.mutate({ graphId, nodeId, inputs, model })));
      const now = models.map((model, index): Started => {
        const result = results[index];
        return result?.status === "fulfilled"
          ? { model, runId: result.value.runId, error: null }
          : { model, runId: null, error: result?.reason ?? new Error("not started") };
      });
      // Whoever closed the view meanwhile waits for none of them.
      if (wanted.current) setStarted(now);
      else void stop(now.flatMap(({ runId }) => runId ?? []));
    } finally {
      setStarting(false);
    }
  };

  const ended = started.length > 0 && !busy;
  useEffect(() => {
    // What was just recorded is evidence of these models.
    if (ended) void queries.invalidateQueries(trpc.insights.pathFilter());
  }, [ended, queries, trpc]);

  return {
    trials,
    busy,
    unsaved,
    start,
    stop: () => void stop(trials.flatMap(({ busy, run }) => (busy && run !== null ? [run.id] : []))),
  };
}

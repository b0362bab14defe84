"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { JsonObject } from "@/core/graph/json";
import { useEditorStore } from "../editor/EditorContext";
import { useRunner } from "../editor/RunContext";
import { isDirty } from "../editor/store";
import { useTRPC, useTRPCClient } from "../trpc";
import { type Started, useFollowed } from "./useFollowed";

/** Runs a node on several models at once and follows them all. */
export function useTrials() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queries = useQueryClient();
  const store = useEditorStore();
  const { flush } = useRunner();
  const { trials, busy, start: follow, stop } = useFollowed();
  const [unsaved, setUnsaved] = useState(false);
  const wanted = useRef(true);
  useEffect(() => {
    wanted.current = true;
    return () => {
      wanted.current = false;
    };
  }, []);

  const start = (nodeId: string, models: readonly string[], inputs: JsonObject) =>
    follow(async () => {
      // The server runs its own copy of the node: what is drawn must be there first.
      await flush();
      const state = store.getState();
      setUnsaved(isDirty(state));
      if (isDirty(state)) return null;
      const graphId = state.graph.id;
      const results = await Promise.allSettled(models.map((model) => client.runs.startNode.mutate({ graphId, nodeId, inputs, model })));
      const now = models.map((model, index): Started => {
        const result = results[index];
        return result?.status === "fulfilled"
          ? { model, runId: result.value.runId, error: null }
          : { model, runId: null, error: result?.reason ?? new Error("not started") };
      });
      if (wanted.current) return now;
      // Whoever closed the view meanwhile waits for none of them.
      stop(now.flatMap(({ runId }) => runId ?? []));
      return null;
    });

  const ended = trials.length > 0 && !busy;
  useEffect(() => {
    // What was just recorded is evidence of these models.
    if (ended) void queries.invalidateQueries(trpc.insights.pathFilter());
  }, [ended, queries, trpc]);

  return { trials, busy, unsaved, start, stop: () => stop() };
}

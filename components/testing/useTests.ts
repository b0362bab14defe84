"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useMemo, useState } from "react";
import type { GraphExample } from "@/core/graph/document";
import { useEditor, useEditorStore } from "../editor/EditorContext";
import { isDirty } from "../editor/store";
import { useTRPC } from "../trpc";
import { type CaseRow, rowsOf } from "./caseRows";

const none: readonly GraphExample[] = [];

/** Which test run is shown, and which it is compared with; null: the last result of each case, and the time before. */
export type Shown = { testRunId: string | null; comparedWith: string | null };

/** Every case with what came of it, read again whenever one was started or judged, by whoever. */
export function useCaseRows({ testRunId, comparedWith }: Shown): { rows: readonly CaseRow[] | null; error: unknown } {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const graphId = useEditor((state) => state.graph.id);
  const examples = useEditor(({ document }) => document.examples) ?? none;
  const read = useQuery(
    trpc.testing.results.queryOptions(
      { graphId, testRunId: testRunId ?? undefined, comparedWith: comparedWith ?? undefined },
      { placeholderData: (before) => before },
    ),
  );
  useSubscription(
    trpc.testing.watch.subscriptionOptions({ graphId }, { onData: () => void queries.invalidateQueries(trpc.testing.pathFilter()) }),
  );
  const rows = useMemo(
    () => (read.data === undefined ? null : rowsOf(examples, read.data, testRunId !== null)),
    [examples, read.data, testRunId],
  );
  return { rows, error: read.error };
}

/** Starts and stops tests of what is drawn, or of a version. */
export function useTesting(flush: () => Promise<void>, onStarted: () => void) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const store = useEditorStore();
  const [unsaved, setUnsaved] = useState(false);
  const refresh = () => queries.invalidateQueries(trpc.testing.pathFilter());
  const starting = useMutation(
    trpc.testing.start.mutationOptions({
      onSuccess: () => {
        onStarted();
        return refresh();
      },
    }),
  );
  const stopping = useMutation(trpc.testing.stop.mutationOptions({ onSuccess: refresh }));
  /** The server runs its own copy: what is drawn must be there first. */
  const start = async (version: number | "draft", cases?: string[]) => {
    await flush();
    const state = store.getState();
    setUnsaved(isDirty(state));
    if (!isDirty(state)) starting.mutate({ graphId: state.graph.id, version, cases });
  };
  return {
    start: (version: number | "draft", cases?: string[]) => void start(version, cases),
    stop: (testRunIds: readonly string[]) => {
      for (const testRunId of testRunIds) stopping.mutate({ testRunId });
    },
    busy: starting.isPending,
    unsaved,
    error: starting.error ?? stopping.error,
  };
}
export type Testing = ReturnType<typeof useTesting>;

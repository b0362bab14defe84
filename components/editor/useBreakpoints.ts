"use client";

import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { RunView } from "@/core/engine/events";
import { hasFinished } from "@/core/engine/live";
import { useTRPC } from "../trpc";
import { breakpointStore } from "./breakpoints";
import { useEditor, useEditorStore } from "./EditorContext";

/** Keeps a person's breakpoints in this browser, and a run under way on those they have now. */
export function useBreakpoints(run: RunView | null) {
  const trpc = useTRPC();
  const store = useEditorStore();
  const graphId = useEditor((state) => state.graph.id);
  const breakpoints = useEditor((state) => state.breakpoints);
  const { mutate } = useMutation(trpc.runs.setBreakpoints.mutationOptions());
  const read = useRef(false);
  useEffect(() => {
    store.getState().setBreakpoints(breakpointStore(graphId, localStorage).read());
    read.current = true;
  }, [store, graphId]);
  // Of a run that ended or was started elsewhere there is nothing to stop.
  const under = run !== null && run.version === null && run.trigger !== "node" && !hasFinished(run.status) ? run.id : null;
  const told = useRef({ run: under, breakpoints });
  useEffect(() => {
    if (!read.current) return;
    breakpointStore(graphId, localStorage).keep(breakpoints);
    const before = told.current;
    told.current = { run: under, breakpoints };
    if (under !== null && under === before.run && breakpoints !== before.breakpoints) mutate({ runId: under, nodeIds: [...breakpoints] });
  }, [graphId, breakpoints, under, mutate]);
}

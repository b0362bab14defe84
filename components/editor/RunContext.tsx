"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from "react";
import type { RunView } from "@/core/engine/events";
import { firingsByNode } from "@/core/engine/firings";
import { hasFinished } from "@/core/engine/live";
import type { JsonObject } from "@/core/graph/json";
import { isRunnable } from "@/core/graph/validate";
import { useRun } from "../runs/useRun";
import { useTRPC } from "../trpc";
import { useEditor, useEditorStore } from "./EditorContext";
import type { FormValues } from "./runInput";
import { isDirty } from "./store";
import { useBreakpoints } from "./useBreakpoints";

type Runner = {
  /** Is a run shown, and does it still go on? What it is like at the moment tells `useShownRun`. */
  shown: "none" | "going" | "ended";
  /** Why it could not be started or followed. */
  error: unknown;
  /** The run that the address names can't be shown: it is unknown, or of another graph. */
  stray: "unknown" | "otherGraph" | null;
  busy: boolean;
  /** What the person has typed into the form, over the examples. */
  typed: FormValues;
  type(name: string, value: string | boolean): void;
  /** Fills the whole form, such as from an example. */
  fill(values: FormValues): void;
  flush(): Promise<void>;
  start(input: JsonObject): void;
  cancel(): void;
  /** Begins a new run at a node, with what the shown one recorded before it. */
  again(nodeId: string): void;
  /** Takes the run off the canvas. */
  clear(): void;
  /** Is the run shown as it was at some moment of it, instead of its end? */
  replaying: boolean;
  replay(open: boolean): void;
};

const Context = createContext<Runner | null>(null);
const RunContext = createContext<RunView | null>(null);

/** Starts and stops runs. It stays the same while a run goes on, so that the whole editor isn't drawn anew with each event. */
export function useRunner(): Runner {
  const runner = useContext(Context);
  if (runner === null) throw new Error("useRunner outside a RunProvider");
  return runner;
}

/** The run that the editor shows, as it is now: another one with each event. */
export const useShownRun = (): RunView | null => useContext(RunContext);

/** The run the editor shows: started from the form or named by the address (`?run=…`), followed live, drawn on the canvas. */
export function RunProvider({ flush, children }: { flush(): Promise<void>; children: ReactNode }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const store = useEditorStore();
  const named = useSearchParams().get("run");
  const [runId, setRunId] = useState(named);
  const [replaying, setReplaying] = useState(false);
  const [typed, setTyped] = useState<FormValues>({});
  const { run: followed, error: followError } = useRun(runId);
  const graphId = useEditor((state) => state.graph.id);
  const run = followed?.graphId === graphId ? followed : null;
  const isNamed = runId !== null && runId === named;
  const stray = isNamed && followed === null && followError !== null ? "unknown" : followed !== null && run === null ? "otherGraph" : null;
  const starting = useMutation(trpc.runs.start.mutationOptions());
  const beginning = useMutation(trpc.runs.again.mutationOptions());
  const cancelling = useMutation(trpc.runs.cancel.mutationOptions());
  const saving = useRef(false);
  const [saveError, setSaveError] = useState<unknown>(null);

  /** The server runs its own copy: what is drawn must be there first. @returns whether it is, and can be run */
  const saved = async (): Promise<boolean> => {
    if (saving.current || starting.isPending || beginning.isPending) return false;
    saving.current = true;
    setSaveError(null);
    starting.reset();
    beginning.reset();
    try {
      await flush();
    } finally {
      saving.current = false;
    }
    const { saving: status, problems } = store.getState();
    if (!isDirty(store.getState())) return isRunnable(problems);
    setSaveError(status.state === "failed" ? status.error : null);
    return false;
  };
  const show = (id: string | null) => {
    setRunId(id);
    setReplaying(false);
    // The address names what is shown no more.
    if (named !== null) window.history.replaceState(null, "", window.location.pathname);
  };
  const follow = { onSuccess: ({ runId: id }: { runId: string }) => show(id) };
  const breakpoints = () => [...store.getState().breakpoints];
  const start = async (input: JsonObject) => {
    if (await saved()) starting.mutate({ graphId: store.getState().graph.id, version: "draft", input, breakpoints: breakpoints() }, follow);
  };
  const again = async (nodeId: string) => {
    if (runId !== null && (await saved())) beginning.mutate({ runId, nodeId, breakpoints: breakpoints() }, follow);
  };

  const cancel = () => {
    if (runId !== null) cancelling.mutate({ runId });
  };
  const clear = () => show(null);

  useEffect(() => {
    if (named !== null) setRunId(named);
  }, [named]);
  useEffect(() => {
    // A replay draws the run itself.
    if (replaying && run !== null) return;
    store
      .getState()
      .show({ run: run === null ? null : { id: run.id, status: run.status, firings: firingsByNode(run, store.getState().run?.firings) } });
  }, [run, replaying, store]);

  useBreakpoints(run);

  // Whoever set a breakpoint wants to see what is there.
  const stopped = run?.activations.find(({ status, nodeId }) => status === "waiting" && store.getState().breakpoints.has(nodeId))?.path;
  const stoppedAt = stopped === undefined ? undefined : run?.activations.find(({ path }) => path === stopped)?.nodeId;
  // biome-ignore lint/correctness/useExhaustiveDependencies: of a node that fires again the path differs
  useEffect(() => {
    if (stoppedAt !== undefined) store.getState().focusNode(stoppedAt);
  }, [stopped, stoppedAt, store]);

  const status = run?.status;
  // What failed inside a subgraph is seen here as the node that runs it.
  const failed = run?.activations.filter((activation) => activation.status === "failed" && activation.graphId === run.graphId) ?? [];
  const failing = (failed.find(({ nodeId }) => nodeId === run?.error?.nodeId) ?? failed[0])?.nodeId;
  useEffect(() => {
    if (status === undefined || !hasFinished(status)) return;
    void queries.invalidateQueries(trpc.insights.pathFilter());
    if (status === "failed" && failing !== undefined && !isNamed) store.getState().focusNode(failing);
  }, [status, failing, isNamed, queries, trpc, store]);

  const shown = run === null ? "none" : hasFinished(run.status) ? "ended" : "going";
  const error = saveError ?? starting.error ?? beginning.error ?? cancelling.error ?? (isNamed ? null : followError) ?? null;
  const busy =
    starting.isPending || beginning.isPending || (runId !== null && followed === null && followError == null) || shown === "going";
  const latest = useRef({ start, again, cancel, clear });
  latest.current = { start, again, cancel, clear };
  const [actions] = useState(() => ({
    type: (name: string, value: string | boolean) => setTyped((before) => ({ ...before, [name]: value })),
    fill: setTyped,
    start: (input: JsonObject) => void latest.current.start(input),
    again: (nodeId: string) => void latest.current.again(nodeId),
    cancel: () => latest.current.cancel(),
    clear: () => latest.current.clear(),
    replay: setReplaying,
  }));
  const runner = useMemo(
    (): Runner => ({ ...actions, shown, error, stray, busy, typed, flush, replaying }),
    [actions, shown, error, stray, busy, typed, flush, replaying],
  );
  return (
    <Context value={runner}>
      <RunContext value={run}>{children}</RunContext>
    </Context>
  );
}

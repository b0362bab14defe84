"use client";

import { useQueries } from "@tanstack/react-query";
import type { ActivationView, RunError, RunView } from "@/core/engine/events";
import { firingsByNode, isDecision } from "@/core/engine/firings";
import { hasFinished } from "@/core/engine/live";
import type { Json } from "@/core/graph/json";
import { useTRPC } from "../trpc";
import { answerOf, type Figures, figuresOf } from "./compare";
import type { Trial } from "./useFollowed";

/** What is known of one model's trial, ready to be shown. */
export type Told = Trial & {
  status: RunView["status"];
  /** What has been written so far, while it runs. */
  streamed: string;
  /** Undefined until there is one. */
  answer: Json | undefined;
  failure: RunError | null;
  simulated: boolean;
  /** Null until all of its calls have been read. */
  figures: Figures | null;
};

const lastedOf = ({ startedAt, finishedAt }: ActivationView): number | null =>
  startedAt === null || finishedAt === null ? null : Date.parse(finishedAt) - Date.parse(startedAt);

/** The activations that hold the node's own calls: its firing, or the turns it took. */
const callersOf = (run: RunView, nodeId: string): ActivationView[] =>
  run.activations.filter(({ path, usage }) => (path === nodeId || (isDecision(path) && path.startsWith(`${nodeId}#`))) && usage !== null);

/** Reads what the trials' calls took once they have ended. */
export function useTold(trials: readonly Trial[], nodeId: string): Told[] {
  const trpc = useTRPC();
  const asked = trials.flatMap(({ run }, column) =>
    run === null || !hasFinished(run.status) ? [] : callersOf(run, nodeId).map(({ path, usage }) => ({ column, run, path, usage })),
  );
  const reads = useQueries({
    queries: asked.map(({ run, path, usage }) =>
      trpc.runs.calls.queryOptions(
        { runId: run.id, path },
        { refetchInterval: (query) => ((query.state.data?.length ?? 0) < (usage?.calls ?? 0) ? 500 : false) },
      ),
    ),
  });
  return trials.map((trial, column): Told => {
    const { run, model } = trial;
    const mine = asked.flatMap((one, index) => (one.column === column ? [{ ...one, calls: reads[index]?.data }] : []));
    const whole = mine.every(({ calls, usage }) => calls !== undefined && calls.length >= (usage?.calls ?? 0));
    const calls = mine.flatMap(({ calls: read }) => read ?? []);
    const firing = run === null ? undefined : firingsByNode(run)[nodeId]?.shown;
    const streamed = run === null ? undefined : Object.entries(run.streamed).findLast(([path]) => path.split("#")[0] === nodeId)?.[1];
    return {
      ...trial,
      status: run?.status ?? (trial.error === null ? "queued" : "failed"),
      streamed: streamed ?? "",
      answer: firing?.status === "succeeded" && firing.outputs !== null ? answerOf(firing.outputs) : undefined,
      failure: firing?.error ?? (run?.status === "failed" ? run.error : null),
      simulated: run?.simulated ?? false,
      figures: whole && calls.length > 0 && firing !== undefined ? figuresOf(model, calls, lastedOf(firing)) : null,
    };
  });
}

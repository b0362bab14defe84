"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { RunView } from "@/core/engine/events";
import { firingsByNode } from "@/core/engine/firings";
import type { GraphDocument } from "@/core/graph/document";
import type { ModelInfo } from "@/core/models";
import type { GraphHead, ShownRun } from "../../editor/store";
import { useTRPC } from "../../trpc";

/** The graph as a run ran it; undefined until it has been read. */
export function useRunDocument(runId: string): { document: GraphDocument | undefined; error: unknown } {
  const trpc = useTRPC();
  // What was run, stays as it was.
  const { data, error } = useQuery(trpc.runs.document.queryOptions({ runId }, { staleTime: Number.POSITIVE_INFINITY }));
  return { document: data, error };
}

/** What a canvas outside of the editor needs to draw a run's graph. */
export function useCanvasAround({ graphId, graphName }: Pick<RunView, "graphId" | "graphName">): {
  graph: GraphHead;
  models: ReadonlyMap<string, ModelInfo>;
} {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.models.list.queryOptions());
  const graph = useMemo(() => ({ id: graphId, slug: "", name: graphName, description: "", liveVersion: null }), [graphId, graphName]);
  const models = useMemo(() => new Map((data ?? []).map((model) => [model.key, model])), [data]);
  return { graph, models };
}

/** A run as the canvas draws it. */
export function useShownRun(run: RunView): ShownRun {
  return useMemo(() => ({ id: run.id, status: run.status, firings: firingsByNode(run) }), [run]);
}

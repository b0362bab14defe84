"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { ClusteredNode } from "@/core/clustering/report";
import { useTRPC } from "../trpc";

/** How often it is looked how far a fit is, and what has come where none is under way. Milliseconds. */
const [WHILE_FITTING, OTHERWISE] = [1_000, 15_000];

/** The nodes of a graph with how far their calls are clustered. */
export function useClusteredNodes(graphId: string) {
  const trpc = useTRPC();
  return useQuery(
    trpc.clusters.nodes.queryOptions(
      { graphId },
      { refetchInterval: ({ state }) => (state.data?.nodes.some(({ fitting }) => fitting) === true ? WHILE_FITTING : OTHERWISE) },
    ),
  );
}

/** The clusters of one node. What a fit has changed shows soon after. */
export function useClustering(graphId: string, { nodeId, fitting }: Pick<ClusteredNode, "nodeId" | "fitting">) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const wasFitting = useRef(fitting);
  useEffect(() => {
    if (wasFitting.current && !fitting) void queries.invalidateQueries(trpc.clusters.pathFilter());
    wasFitting.current = fitting;
  }, [fitting, queries, trpc]);
  return useQuery(trpc.clusters.of.queryOptions({ graphId, nodeId }, { refetchInterval: OTHERWISE }));
}

/** What people do to clusters; each is followed by reading them anew. */
export function useClusterEdits() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const options = { onSettled: () => queries.invalidateQueries(trpc.clusters.pathFilter()) };
  return {
    fit: useMutation(trpc.clusters.fit.mutationOptions(options)),
    choose: useMutation(trpc.clusters.chooseModels.mutationOptions(options)),
    rename: useMutation(trpc.clusters.rename.mutationOptions(options)),
    merge: useMutation(trpc.clusters.merge.mutationOptions(options)),
    split: useMutation(trpc.clusters.split.mutationOptions(options)),
  };
}

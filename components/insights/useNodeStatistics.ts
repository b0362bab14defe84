"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { type NodeStatistics, summariseNode } from "@/core/replacement/summary";
import { useTRPC } from "../trpc";

const none: ReadonlyMap<string, NodeStatistics> = new Map();

/** Figures of a graph's nodes by node id; empty until they have been read. Kept fresh by invalidating `insights.statistics`. */
export function useNodeStatistics(graphId: string, options: { enabled?: boolean } = {}): ReadonlyMap<string, NodeStatistics> {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.insights.statistics.queryOptions({ graphId }, { enabled: options.enabled ?? true }));
  return useMemo(() => (data === undefined ? none : new Map(data.nodes.map((node) => [node.nodeId, summariseNode(node)]))), [data]);
}

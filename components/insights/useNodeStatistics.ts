"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { NodeReport } from "@/core/replacement/report";
import { useTRPC } from "../trpc";

/** A node's figures for the heat overlay: its current task over all its models. Times in milliseconds, money in US dollars. */
export type NodeStatistics = {
  calls: number;
  /** 0 to 1 of its activations; null when it never fired. */
  errorShare: number | null;
  p50: number | null;
  p95: number | null;
  cost: number | null;
  costShare: number | null;
  /** Replaceability, 0 to 100; null when a small model serves it, or when there are too few calls to say. */
  score: number | null;
  simulated: boolean;
};

const addUp = (values: readonly (number | null)[]): number | null =>
  values.every((value) => value === null) ? null : values.reduce<number>((sum, value) => sum + (value ?? 0), 0);

export function statisticsOf({ current, activations, errorShare }: NodeReport): NodeStatistics {
  const scored = current[0]?.card;
  return {
    calls: current.reduce((sum, { calls }) => sum + calls, 0),
    errorShare: errorShare.share,
    p50: activations.timing.p50,
    p95: activations.timing.p95,
    cost: addUp(current.map(({ cost }) => cost)),
    costShare: addUp(current.map(({ costShare }) => costShare)),
    score: scored?.state === "scored" ? scored.score : null,
    simulated: current.some(({ simulated }) => simulated),
  };
}

const none: ReadonlyMap<string, NodeStatistics> = new Map();

/** Figures of a graph's nodes by node id; empty until they have been read. Kept fresh by invalidating `insights.statistics`. */
export function useNodeStatistics(graphId: string, options: { enabled?: boolean } = {}): ReadonlyMap<string, NodeStatistics> {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.insights.statistics.queryOptions({ graphId }, { enabled: options.enabled ?? true }));
  return useMemo(() => (data === undefined ? none : new Map(data.nodes.map((node) => [node.nodeId, statisticsOf(node)]))), [data]);
}

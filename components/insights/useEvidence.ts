"use client";

import { useQuery } from "@tanstack/react-query";
import { type GraphEvidence, noEvidence } from "@/core/replacement/evidence";
import { useTRPC } from "../trpc";

/** What was recorded of a graph's nodes by model; empty until it has been read. Kept fresh by invalidating `insights`. */
export function useEvidence(graphId: string): GraphEvidence {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.insights.evidence.queryOptions({ graphId }));
  return data ?? noEvidence;
}

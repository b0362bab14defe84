"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { promptNode } from "@/core/graph/playground";
import type { Task } from "@/core/graph/task";
import type { ModelInfo } from "@/core/models";
import { callTokens } from "@/core/replacement/estimate";
import { noEvidence } from "@/core/replacement/evidence";
import { kinds } from "@/nodes/definitions";
import { type Choice, choicesOf, isLocalAddress } from "../inspector/chooser/choice";
import { useTRPC } from "../trpc";

/** The models as choices for a prompt. Nothing was measured of it, so that the cost of a call is guessed from its length. */
export function usePromptChoices(models: readonly ModelInfo[], task: Task): { choices: Choice[]; tokensFrom: number | null } {
  const trpc = useTRPC();
  const { data: connections } = useQuery(trpc.models.connections.queryOptions());
  return useMemo(() => {
    const local = new Set(connections?.filter(({ baseUrl }) => baseUrl !== null && isLocalAddress(baseUrl)).map(({ id }) => id));
    const tokens = callTokens(promptNode(task, null), "", kinds, noEvidence);
    const needs = {
      contextTokens: tokens === null ? null : tokens.input + tokens.output,
      schema: task.output.type === "json",
      tools: false,
    };
    return { choices: choicesOf(models, { needs, tokens, evidence: [], local }), tokensFrom: tokens?.calls ?? null };
  }, [models, task, connections]);
}

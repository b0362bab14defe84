"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { GraphNode } from "@/core/graph/document";
import { nodeFingerprint, partFingerprint, type TaskPart } from "@/core/graph/fingerprint";
import type { ModelInfo } from "@/core/models";
import { callTokens } from "@/core/replacement/estimate";
import { evidenceOf } from "@/core/replacement/evidence";
import { kinds } from "@/nodes/definitions";
import { useEditor } from "../../editor/EditorContext";
import { useEvidence } from "../../insights/useEvidence";
import { useTRPC } from "../../trpc";
import { type Choice, choicesOf, isLocalAddress, type Needs } from "./choice";

/**
 * The models as choices for a node, with what is known of each there.
 * @param part the part of the node's work that the model is chosen for, when it isn't the node's own task
 */
export function useChoices(models: readonly ModelInfo[], node: GraphNode | null, part: TaskPart | undefined) {
  const trpc = useTRPC();
  const evidence = useEvidence(useEditor((state) => state.graph.id));
  const { data: connections } = useQuery(trpc.models.connections.queryOptions());
  return useMemo((): { choices: Choice[]; tokensFrom: number | null } => {
    const local = new Set(connections?.filter(({ baseUrl }) => baseUrl !== null && isLocalAddress(baseUrl)).map(({ id }) => id));
    const own = node === null ? null : nodeFingerprint(node.config);
    const fingerprint = own === null || part === undefined ? own : partFingerprint(own, part);
    const recorded = node === null || fingerprint === null ? [] : evidenceOf(evidence, node.id, fingerprint);
    const tokens = node === null || fingerprint === null ? null : callTokens(node, fingerprint, kinds, evidence);
    const shape = node === null || part !== undefined ? null : (kinds(node.kind)?.taskOf(node.config) ?? null);
    const longest = recorded.flatMap(({ contextP95 }) => contextP95 ?? []);
    const needs: Needs = {
      contextTokens: longest.length > 0 ? Math.max(...longest) : tokens === null ? null : tokens.input + tokens.output,
      schema: shape !== null && shape.schema !== null,
      tools: shape !== null && shape.tools > 0,
    };
    return { choices: choicesOf(models, { needs, tokens, evidence: recorded, local }), tokensFrom: tokens?.calls ?? null };
  }, [models, node, part, evidence, connections]);
}

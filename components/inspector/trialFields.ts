"use client";

import { useMemo } from "react";
import type { GraphDocument, GraphNode } from "@/core/graph/document";
import type { JsonObject } from "@/core/graph/json";
import { withDescendants } from "@/core/graph/levels";
import { TRIAL_INPUT, trialOf } from "@/core/graph/trial";
import { definitions, kinds } from "@/nodes/definitions";
import type { InputField } from "@/nodes/input/definition";
import { useEditor } from "../editor/EditorContext";

/** The fields of the form a trial of the node would have; none when the node takes nothing. */
export function useTrialFields(node: GraphNode, inputs: JsonObject): readonly InputField[] {
  const document = useEditor((state) => state.document);
  return useMemo(() => {
    const config = trialOf(document, node.id, inputs, kinds)?.nodes.find(({ id }) => id === TRIAL_INPUT)?.config;
    const parsed = definitions.input.config.safeParse(config);
    return parsed.success ? parsed.data.fields.filter(({ name }) => name !== "nothing") : [];
  }, [document, node.id, inputs]);
}

/** Would a trial do something outside, such as sending: the node itself, or what is inside it? A person is asked first anyway. */
export function actsOutside({ nodes }: GraphDocument, nodeId: string): boolean {
  const inside = withDescendants(nodes, [nodeId]);
  return nodes.some(({ id, kind, config }) => inside.has(id) && kind !== "human" && kinds(kind)?.effectsOf(config) === "outside");
}

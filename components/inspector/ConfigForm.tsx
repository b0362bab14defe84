"use client";

import type { ComponentType } from "react";
import type { z } from "zod";
import type { GraphNode } from "@/core/graph/document";
import type { Renames } from "@/core/graph/edits";
import { JsonObject } from "@/core/graph/json";
import type { Problem } from "@/core/graph/validate";
import { definitions, isNodeKind, type NodeKind } from "@/nodes/definitions";
import { inspectors } from "@/nodes/inspectors";
import { useEditor, useModelList, useNode } from "../editor/EditorContext";
import type { InspectorProps } from "./contract";
import { DerivedForm } from "./DerivedForm";
import { NodeShown } from "./NodeShown";
import { changedPath } from "./ports";
import { RawConfig } from "./RawConfig";

const noProblems: readonly Problem[] = [];

/** The form of a node's kind, or the config as text when this build can't read it. */
export function ConfigForm({ nodeId }: { nodeId: string }) {
  const node = useNode(nodeId);
  if (node === undefined) return null;
  return isNodeKind(node.kind) ? <KnownConfig node={node} kind={node.kind} /> : <RawConfig node={node} />;
}

function KnownConfig<K extends NodeKind>({ node, kind }: { node: GraphNode; kind: K }) {
  const perform = useEditor((state) => state.perform);
  const problems = useEditor((state) => state.problemsByNode[node.id]) ?? noProblems;
  const models = useModelList();
  const definition: { config: z.ZodType } = definitions[kind];
  const parsed = definition.config.safeParse(node.config);
  if (!parsed.success) return <RawConfig node={node} />;
  const change = (config: unknown, renames?: Renames) =>
    perform(
      { type: "configure", id: node.id, config: JsonObject.parse(config), ...(renames !== undefined && { renames }) },
      `configure ${node.id} ${changedPath(parsed.data, config)}`,
    );
  // The registry's type ties each kind to the config its own schema parses, which TypeScript can't follow through an index.
  const Form = inspectors[kind] as ComponentType<InspectorProps<unknown>> | undefined;
  const props = { node, config: parsed.data, change, problems, models };
  return (
    <NodeShown value={node}>
      {Form === undefined ? <DerivedForm schema={definition.config} kind={kind} {...props} /> : <Form {...props} />}
    </NodeShown>
  );
}

"use client";

import { Select, Stack, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useDeferredValue, useMemo } from "react";
import type { GraphNode } from "@/core/graph/document";
import { portsOf } from "@/core/graph/kind";
import { levelOfEdge } from "@/core/graph/levels";
import { type Port, portTypeName } from "@/core/graph/ports";
import { kinds } from "@/nodes/definitions";
import { useEditor, useSettledNode } from "../editor/EditorContext";
import { usePortTypeText } from "../format/portTypes";
import { useProblemText } from "../format/sentences";
import { innerSuppliesOf, type Supply, suppliesFor, suppliesOf } from "./ports";
import { Section } from "./Section";
import { useAround } from "./useAround";

/** What feeds each input port of a node, and of a container what it takes from inside; also the way to connect by keyboard. */
export function Connections({ nodeId }: { nodeId: string }) {
  const node = useDeferredValue(useSettledNode(nodeId));
  return node === undefined ? null : <Ports node={node} />;
}

function Ports({ node }: { node: GraphNode }) {
  const t = useTranslations("editor.connections");
  // The whole graph is looked through for what could feed a port: that may come after what is being typed.
  const document = useDeferredValue(useEditor((state) => state.settled));
  const around = useAround(node.id);
  const supplies = useMemo(() => suppliesOf(around, node.id, kinds), [around, node.id]);
  const inner = useMemo(() => innerSuppliesOf(document, node.id, kinds), [document, node.id]);
  const problems = useEditor((state) => state.problemsByNode[node.id]);
  const problemText = useProblemText();
  const { inputs, inside } = portsOf(node, kinds);
  const takes = inside?.takes ?? [];
  const faults = new Map(
    problems?.flatMap((problem) => (problem.inputPort === undefined ? [] : [[problem.inputPort, problemText(problem)]])),
  );
  if (inputs.length + takes.length === 0) return null;
  return (
    <Section title={t("title")} warning={[...faults.values()].join(" ") || undefined}>
      <Stack gap={8}>
        {inputs.map((port) => (
          <Source key={port.name} node={node} port={port} inside={false} supplies={supplies} fault={faults.get(port.name)} />
        ))}
        {takes.length > 0 && (
          <Text size="xs" c="var(--minnow-text-dim)">
            {t("fromInside")}
          </Text>
        )}
        {takes.map((port) => (
          <Source key={`inside ${port.name}`} node={node} port={port} inside supplies={inner} />
        ))}
      </Stack>
    </Section>
  );
}

type SourceProps = { node: GraphNode; port: Port; inside: boolean; supplies: readonly Supply[]; fault?: string | undefined };

function Source({ node, port, inside, supplies, fault }: SourceProps) {
  const t = useTranslations("editor.connections");
  const typeText = usePortTypeText();
  const perform = useEditor((state) => state.perform);
  const edge = useEditor(({ document }) =>
    document.edges.find(({ source, target }) => {
      if (target.node !== node.id || target.port !== port.name) return false;
      const from = document.nodes.find(({ id }) => id === source.node);
      return from !== undefined && (levelOfEdge(from, node) === node.id) === inside;
    }),
  );
  const fitting = suppliesFor(supplies, port);
  const value = edge === undefined ? null : `${edge.source.node} ${edge.source.port}`;
  return (
    <Select
      size="xs"
      searchable
      limit={200}
      clearable
      label={
        <>
          <code>{port.name}</code>{" "}
          <Text span size="xs" c="var(--minnow-text-dim)">
            {typeText(portTypeName(port.type))}
            {port.required ? "" : ` · ${t("optional")}`}
          </Text>
        </>
      }
      aria-label={t("source", { port: port.name })}
      placeholder={t("nothing")}
      error={fault}
      nothingFoundMessage={t("none")}
      data={fitting.map((supply) => ({ value: `${supply.node} ${supply.port}`, label: `${supply.nodeName} · ${supply.port}` }))}
      value={value}
      onChange={(chosen) => {
        const supply = fitting.find((candidate) => `${candidate.node} ${candidate.port}` === chosen);
        const target = { node: node.id, port: port.name };
        if (supply !== undefined) perform({ type: "connect", source: { node: supply.node, port: supply.port }, target });
        else if (edge !== undefined) perform({ type: "removeElements", nodes: [], edges: [edge.id] });
      }}
    />
  );
}

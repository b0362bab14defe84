"use client";

import { Select, Stack, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { GraphNode } from "@/core/graph/document";
import { portsOf } from "@/core/graph/kind";
import { portTypeName } from "@/core/graph/ports";
import { kinds } from "@/nodes/definitions";
import { useEditor } from "../editor/EditorContext";
import { useProblemText } from "../format/sentences";
import { suppliesFor, suppliesOf } from "./ports";
import { Section } from "./Section";

/** What feeds each input port of a node; also the way to connect by keyboard. */
export function Connections({ node }: { node: GraphNode }) {
  const t = useTranslations("editor.connections");
  const document = useEditor((state) => state.document);
  const perform = useEditor((state) => state.perform);
  const supplies = useMemo(() => suppliesOf(document, node.id, kinds), [document, node.id]);
  const problems = useEditor((state) => state.problemsByNode[node.id]);
  const problemText = useProblemText();
  const { inputs } = portsOf(node, kinds);
  const faults = new Map(
    problems?.flatMap((problem) => (problem.inputPort === undefined ? [] : [[problem.inputPort, problemText(problem)]])),
  );
  if (inputs.length === 0) return null;
  return (
    <Section title={t("title")} warning={[...faults.values()].join(" ") || undefined}>
      <Stack gap={8}>
        {inputs.map((port) => {
          const edge = document.edges.find(({ target }) => target.node === node.id && target.port === port.name);
          const fitting = suppliesFor(supplies, port);
          const value = edge === undefined ? null : `${edge.source.node} ${edge.source.port}`;
          return (
            <Select
              key={port.name}
              size="xs"
              searchable
              clearable
              label={
                <>
                  <code>{port.name}</code>{" "}
                  <Text span size="xs" c="var(--minnow-text-dim)">
                    {portTypeName(port.type)}
                    {port.required ? "" : ` · ${t("optional")}`}
                  </Text>
                </>
              }
              aria-label={t("source", { port: port.name })}
              placeholder={t("nothing")}
              error={faults.get(port.name)}
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
        })}
      </Stack>
    </Section>
  );
}

"use client";

import { Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useDeferredValue, useMemo } from "react";
import { portsOf } from "@/core/graph/kind";
import { templateVariables } from "@/core/graph/template";
import { kinds } from "@/nodes/definitions";
import { useSettledNode } from "../editor/EditorContext";
import classes from "./Inspector.module.css";
import { suppliesOf } from "./ports";
import { useAround } from "./useAround";

/** The input ports that the variables of these templates make. */
export function VariableLine({ templates }: { templates: readonly string[] }) {
  const t = useTranslations("editor.prompt");
  const names = templateVariables(...templates);
  return (
    <Text size="xs" c="var(--minnow-text-dim)" component="div" className={classes.variables}>
      {names.length === 0 ? t("noInputs") : t("inputs", { count: names.length })}
      {names.map((name) => (
        <code key={name} className={classes.variable}>
          {name}
        </code>
      ))}
    </Text>
  );
}

/** Names worth offering in a node's templates: its own inputs, then the outputs of nodes that may feed it. */
export function useVariableNames(nodeId: string): readonly string[] {
  const around = useAround(nodeId);
  const supplied = useMemo(() => suppliesOf(around, nodeId, kinds).map(({ port }) => port), [around, nodeId]);
  // Offered when somebody asks for a name, so it may come after what they type.
  const node = useDeferredValue(useSettledNode(nodeId));
  return useMemo(() => {
    const own = node === undefined ? [] : portsOf(node, kinds).inputs.map(({ name }) => name);
    return [...new Set([...own, ...supplied])];
  }, [node, supplied]);
}

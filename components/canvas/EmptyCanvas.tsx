"use client";

import { Button, Kbd } from "@mantine/core";
import { IconSparkles } from "@tabler/icons-react";
import { useReactFlow } from "@xyflow/react";
import { useLocale, useTranslations } from "next-intl";
import { v4 as uuid } from "uuid";
import type { GraphEdge, GraphNode, PortRef } from "@/core/graph/document";
import { edgeId } from "@/core/graph/edits";
import { portsOf } from "@/core/graph/kind";
import { kinds } from "@/nodes/definitions";
import { useIsMac } from "../editor/commands/platform";
import { shortcutText } from "../editor/commands/shortcut";
import { useEditorStore } from "../editor/EditorContext";
import { newNode } from "../editor/store";
import classes from "./Canvas.module.css";

const STEP = 320;

/** What to do on a canvas with nothing on it: the smallest graph in one click, or the ways to draw. */
export function EmptyCanvas() {
  const t = useTranslations("canvas.start");
  const store = useEditorStore();
  const locale = useLocale();
  const mac = useIsMac();
  const { fitView } = useReactFlow();
  const start = () => {
    const { document, perform, select } = store.getState();
    const nodes: GraphNode[] = [];
    for (const kind of ["input", "model", "output"]) {
      const title = kinds(kind)?.text[locale].title ?? kind;
      const node = newNode(document, kind, title, { x: nodes.length * STEP, y: 0 }, `${kind}-${uuid().slice(0, 8)}`);
      if (node !== null) nodes.push(node);
    }
    perform({ type: "insert", nodes, edges: inARow(nodes), notes: [] });
    const model = nodes.find(({ kind }) => kind === "model");
    select({ nodes: model === undefined ? [] : [model.id], edges: [] });
    // Once they are drawn.
    requestAnimationFrame(() => requestAnimationFrame(() => void fitView({ padding: 0.3, maxZoom: 1, duration: 200 })));
  };
  return (
    <div className={`${classes.start} nokey nopan nodrag`}>
      <strong>{t("title")}</strong>
      <span>{t("text")}</span>
      <Button leftSection={<IconSparkles size={15} />} onClick={start}>
        {t("button")}
      </Button>
      <ul>
        <li>{t("drag")}</li>
        <li>{t("doubleClick")}</li>
        <li>{t.rich("palette", { keys: () => <Kbd size="xs">{shortcutText("Mod+K", mac)}</Kbd> })}</li>
      </ul>
    </div>
  );
}

/** Connects the first output of each to the first input of the next. */
function inARow(nodes: readonly GraphNode[]): GraphEdge[] {
  return nodes.slice(1).flatMap((node, index): GraphEdge[] => {
    const before = nodes[index];
    const from = before && portsOf(before, kinds).outputs[0];
    const to = portsOf(node, kinds).inputs[0];
    if (before === undefined || from === undefined || to === undefined) return [];
    const [source, target]: [PortRef, PortRef] = [
      { node: before.id, port: from.name },
      { node: node.id, port: to.name },
    ];
    return [{ id: edgeId(source, target), source, target }];
  });
}

"use client";

import { useLocale } from "next-intl";
import { useCallback } from "react";
import { v4 as uuid } from "uuid";
import { kinds } from "@/nodes/definitions";
import { useEditorStore } from "../editor/EditorContext";
import { newNode } from "../editor/store";

/** MIME type under which the palette drags a kind. */
export const DRAGGED_KIND = "application/x-minnow-kind";

const STEP = 16;

/** Adds a node of a kind near a place on the canvas where none lies yet, and selects it. */
export function useAddNode(): (kind: string, wanted: { x: number; y: number }) => void {
  const store = useEditorStore();
  const locale = useLocale();
  return useCallback(
    (kind, wanted) => {
      const { document, perform, select } = store.getState();
      const position = { x: Math.round(wanted.x / STEP) * STEP, y: Math.round(wanted.y / STEP) * STEP };
      const taken = ({ x, y }: { x: number; y: number }) =>
        document.nodes.some((node) => Math.abs(node.position.x - x) < STEP && Math.abs(node.position.y - y) < STEP);
      while (taken(position)) {
        position.x += 2 * STEP;
        position.y += 2 * STEP;
      }
      const node = newNode(document, kind, kinds(kind)?.text[locale].title ?? kind, position, `${kind}-${uuid().slice(0, 8)}`);
      if (node === null) return;
      perform({ type: "addNode", node });
      select({ nodes: [node.id], edges: [] });
    },
    [store, locale],
  );
}

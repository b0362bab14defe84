"use client";

import { useReactFlow } from "@xyflow/react";
import { useLocale } from "next-intl";
import { useCallback } from "react";
import { v4 as uuid } from "uuid";
import { kinds } from "@/nodes/definitions";
import { useEditorStore } from "../editor/EditorContext";
import { newNode } from "../editor/store";
import { bodyCorner, containerAt } from "./containers";
import type { CanvasEdge, CanvasNode } from "./view";

/** MIME type under which the palette drags a kind. */
export const DRAGGED_KIND = "application/x-minnow-kind";

const STEP = 16;

/** Adds a node of a kind near a place on the canvas where none lies yet, and selects it. */
export function useAddNode(): (kind: string, wanted: { x: number; y: number }) => void {
  const store = useEditorStore();
  const locale = useLocale();
  const { getNodes } = useReactFlow<CanvasNode, CanvasEdge>();
  return useCallback(
    (kind, wanted) => {
      const { document, perform, select } = store.getState();
      const sizes = new Map(getNodes().flatMap(({ id, data }) => (data.size === undefined ? [] : [[id, data.size] as const])));
      const into = kind === "input" || kind === "output" ? null : containerAt(document, sizes, wanted, new Set());
      const corner = into?.corner ?? { x: 0, y: 0 };
      const place = { x: wanted.x - corner.x, y: wanted.y - corner.y };
      if (into !== null) Object.assign(place, { x: Math.max(place.x, bodyCorner.x), y: Math.max(place.y, bodyCorner.y) });
      const position = { x: Math.round(place.x / STEP) * STEP, y: Math.round(place.y / STEP) * STEP };
      const taken = ({ x, y }: { x: number; y: number }) =>
        document.nodes.some(
          (node) => node.parentId === into?.id && Math.abs(node.position.x - x) < STEP && Math.abs(node.position.y - y) < STEP,
        );
      while (taken(position)) {
        position.x += 2 * STEP;
        position.y += 2 * STEP;
      }
      const node = newNode(document, kind, kinds(kind)?.text[locale].title ?? kind, position, `${kind}-${uuid().slice(0, 8)}`);
      if (node === null) return;
      perform({ type: "addNode", node: into === null ? node : { ...node, parentId: into.id } });
      select({ nodes: [node.id], edges: [] });
    },
    [store, locale, getNodes],
  );
}

"use client";

import { useReactFlow } from "@xyflow/react";
import { useLocale } from "next-intl";
import { useCallback, useMemo } from "react";
import { v4 as uuid } from "uuid";
import type { Point } from "@/core/graph/levels";
import { kinds } from "@/nodes/definitions";
import { useEditorStore } from "../editor/EditorContext";
import { newNode } from "../editor/store";
import { bodyCorner, containerAt, type Size, SMALLEST } from "./containers";
import type { CanvasEdge, CanvasNode } from "./view";

/** MIME type under which the palette drags a kind. */
export const DRAGGED_KIND = "application/x-minnow-kind";

const STEP = 16;

const GAP = 32;
const USUAL: Size = { width: 240, height: 130 };

type AddNode = {
  /** Puts a node of a kind where it was dropped: on the canvas, or in the container there. */
  drop(kind: string, at: Point): void;
  /** Puts it beside what is selected, on the same level, or at the place given when nothing is: in either case where no other lies. */
  add(kind: string, otherwise: Point): void;
};

/** Adds nodes to the graph, and selects them. */
export function useAddNode(): AddNode {
  const store = useEditorStore();
  const locale = useLocale();
  const { getNodes } = useReactFlow<CanvasNode, CanvasEdge>();
  return useMemo(() => {
    const place = (kind: string, { x, y }: Point, parentId: string | undefined) => {
      const { document, perform, select } = store.getState();
      const corner = parentId === undefined ? { x, y } : { x: Math.max(x, bodyCorner.x), y: Math.max(y, bodyCorner.y) };
      const position = { x: Math.round(corner.x / STEP) * STEP, y: Math.round(corner.y / STEP) * STEP };
      const node = newNode(document, kind, kinds(kind)?.text[locale].title ?? kind, position, `${kind}-${uuid().slice(0, 8)}`);
      if (node === null) return;
      perform({ type: "addNode", node: parentId === undefined ? node : { ...node, parentId } });
      select({ nodes: [node.id], edges: [] });
    };
    const isBoundary = (kind: string) => kind === "input" || kind === "output";
    return {
      drop(kind, at) {
        const sizes = new Map(getNodes().flatMap(({ id, data }) => (data.size === undefined ? [] : [[id, data.size] as const])));
        const into = isBoundary(kind) ? null : containerAt(store.getState().document, sizes, at, new Set());
        place(kind, { x: at.x - (into?.corner.x ?? 0), y: at.y - (into?.corner.y ?? 0) }, into?.id);
      },
      add(kind, otherwise) {
        const { selection } = store.getState();
        const nodes = getNodes();
        const beside = nodes.find(({ id }) => id === selection.nodes.at(-1));
        const level = beside === undefined || isBoundary(kind) ? undefined : beside.type === "container" ? beside.id : beside.parentId;
        const siblings = nodes
          .filter(({ parentId }) => parentId === level)
          .map(({ position, measured }) => ({ ...USUAL, ...measured, ...position }));
        const from =
          beside !== undefined && beside.parentId === level
            ? { x: beside.position.x + (beside.measured?.width ?? USUAL.width) + GAP, y: beside.position.y }
            : level === undefined
              ? otherwise
              : bodyCorner;
        const { width, height } = kinds(kind)?.isContainer === true ? SMALLEST : USUAL;
        let { x } = from;
        // To the right of whatever lies there, until nothing does.
        for (let moved = true; moved; ) {
          moved = false;
          for (const other of siblings) {
            const apart =
              x >= other.x + other.width || x + width <= other.x || from.y >= other.y + other.height || from.y + height <= other.y;
            if (apart) continue;
            x = other.x + other.width + GAP;
            moved = true;
          }
        }
        place(kind, { x, y: from.y }, level);
      },
    };
  }, [store, locale, getNodes]);
}

/** Adds a node of a kind beside the selection or in the middle of the view, and brings it into view. */
export function useAddAtCentre(): (kind: string) => void {
  const store = useEditorStore();
  const { add } = useAddNode();
  const { screenToFlowPosition } = useReactFlow();
  return useCallback(
    (kind) => {
      const pane = document.querySelector(".react-flow")?.getBoundingClientRect();
      if (pane === undefined) return;
      add(kind, screenToFlowPosition({ x: pane.x + pane.width / 2 - 120, y: pane.y + pane.height / 2 - 60 }));
      store.getState().focusNode(store.getState().selection.nodes[0] ?? null);
    },
    [store, add, screenToFlowPosition],
  );
}

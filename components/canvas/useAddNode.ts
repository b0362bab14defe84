"use client";

import { useReactFlow } from "@xyflow/react";
import { useLocale } from "next-intl";
import { useCallback, useMemo } from "react";
import { v4 as uuid } from "uuid";
import { connectNew, endsOfEdge, levelOfEnd, type OpenEnd, splitEdge } from "@/core/graph/fitting";
import { absolutePosition, type Point } from "@/core/graph/levels";
import { kinds } from "@/nodes/definitions";
import { useEditorStore } from "../editor/EditorContext";
import { newNode } from "../editor/store";
import { bodyCorner, containerAt, type Size, SMALLEST } from "./containers";
import type { CanvasEdge, CanvasElement } from "./view";

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
  /** Puts a node, or a note when `kind` is null, at a point, connected to an open end or between the ends of an edge where it fits. */
  addAt(kind: string | null, at: Point, to: { end?: OpenEnd; edge?: string }): void;
};

/** Adds nodes to the graph, and selects them. */
export function useAddNode(): AddNode {
  const store = useEditorStore();
  const locale = useLocale();
  const { getNodes } = useReactFlow<CanvasElement, CanvasEdge>();
  return useMemo(() => {
    const place = (kind: string, { x, y }: Point, parentId: string | undefined) => {
      const { document, perform, select } = store.getState();
      const position = within({ x, y }, parentId);
      const node = newNode(document, kind, kinds(kind)?.text[locale].title ?? kind, position, `${kind}-${uuid().slice(0, 8)}`);
      if (node === null) return;
      perform({ type: "addNode", node: parentId === undefined ? node : { ...node, parentId } });
      select({ nodes: [node.id], edges: [] });
    };
    const containerOf = (at: Point) => {
      const sizes = new Map(getNodes().flatMap(({ id, data }) => (data.size === undefined ? [] : [[id, data.size] as const])));
      return containerAt(store.getState().document, sizes, at, new Set());
    };
    const isBoundary = (kind: string) => kind === "input" || kind === "output";
    return {
      drop(kind, at) {
        const into = isBoundary(kind) ? null : containerOf(at);
        place(kind, { x: at.x - (into?.corner.x ?? 0), y: at.y - (into?.corner.y ?? 0) }, into?.id);
      },
      addAt(kind, at, { end, edge }) {
        const { document, perform, select } = store.getState();
        if (kind === null) {
          const note = { id: `note-${uuid().slice(0, 8)}`, text: "", position: onGrid(at), size: { width: 240, height: 144 } };
          perform({ type: "insert", nodes: [], edges: [], notes: [note] });
          select({ nodes: [note.id], edges: [] });
          return;
        }
        const cut = document.edges.find(({ id }) => id === edge);
        const level =
          end !== undefined
            ? levelOfEnd(document, end)
            : cut !== undefined
              ? endsOfEdge(document, cut, kinds)?.level
              : isBoundary(kind)
                ? undefined
                : containerOf(at)?.id;
        const container = document.nodes.find(({ id }) => id === level);
        const corner =
          container === undefined ? { x: 0, y: 0 } : absolutePosition(container, new Map(document.nodes.map((node) => [node.id, node])));
        // Its input stands at the pointer, or its output, or its middle.
        const left = cut !== undefined ? USUAL.width / 2 : end?.side === "target" ? USUAL.width : 0;
        const position = within(
          { x: at.x - corner.x - left, y: at.y - corner.y - (end === undefined && cut === undefined ? 0 : 72) },
          level,
        );
        const fresh = newNode(document, kind, kinds(kind)?.text[locale].title ?? kind, position, `${kind}-${uuid().slice(0, 8)}`);
        if (fresh === null) return;
        const node = level === undefined ? fresh : { ...fresh, parentId: level };
        const wiring =
          end !== undefined ? connectNew(document, node, end, kinds) : cut !== undefined ? splitEdge(document, cut, node, kinds) : null;
        perform({ type: "insert", nodes: [node], notes: [], edges: wiring?.edges ?? [], cut: wiring?.cut ?? [] });
        select({ nodes: [node.id], edges: [] });
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

const onGrid = ({ x, y }: Point): Point => ({ x: Math.round(x / STEP) * STEP, y: Math.round(y / STEP) * STEP });

/** On the grid, and inside a container's body when it is in one. */
const within = ({ x, y }: Point, container: string | undefined): Point =>
  onGrid(container === undefined ? { x, y } : { x: Math.max(x, bodyCorner.x), y: Math.max(y, bodyCorner.y) });

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

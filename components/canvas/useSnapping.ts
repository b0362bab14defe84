"use client";

import { type NodeChange, useReactFlow } from "@xyflow/react";
import { useMemo, useRef, useState } from "react";
import type { Box } from "@/core/graph/align";
import { type Guide, type Lines, linesOf, snapTo } from "@/core/graph/guides";
import type { Point } from "@/core/graph/levels";
import type { CanvasEdge, CanvasElement } from "./view";

const noGuides: readonly Guide[] = [];

/** How near something must come to a line to be drawn to it, in pixels of the screen. */
const REACH = 6;

type Drag = {
  lines: Lines;
  /** A key is held that lets it go anywhere. */
  free: boolean;
  /** Where what is dragged was put last. */
  placed: Map<string, Point>;
  stop(): void;
};

type DragEvent = MouseEvent | TouchEvent | React.MouseEvent | React.TouchEvent;
const isFree = (event: Event | DragEvent): boolean =>
  ("altKey" in event && event.altKey) || ("ctrlKey" in event && event.ctrlKey) || ("metaKey" in event && event.metaKey);

/**
 * Draws what is dragged onto lines of what lies around it on its level, and onto the grid where none is near. What lies around is
 * looked at once, when the drag begins.
 */
export function useSnapping(grid: number) {
  const { getNodes, getInternalNode, getZoom, screenToFlowPosition } = useReactFlow<CanvasElement, CanvasEdge>();
  const drag = useRef<Drag>(null);
  const [dragging, setDragging] = useState(false);
  // State of React and not of a store: a store's change is drawn at once, with it all else that waits, and then a drag never rests.
  const [guides, setGuides] = useState(noGuides);
  const handlers = useMemo(() => {
    const boxOf = (id: string): Box | null => {
      const node = getInternalNode(id);
      const { width, height } = node?.measured ?? {};
      return node === undefined || width === undefined || height === undefined
        ? null
        : { id, ...node.internals.positionAbsolute, width, height };
    };
    const inView = (): Box[] => {
      const pane = document.querySelector(".react-flow")?.getBoundingClientRect() ?? new DOMRect();
      const [from, to] = [screenToFlowPosition({ x: pane.left, y: pane.top }), screenToFlowPosition({ x: pane.right, y: pane.bottom })];
      return getNodes().flatMap(({ id }) => {
        const box = boxOf(id);
        const isSeen = box !== null && box.x < to.x && box.x + box.width > from.x && box.y < to.y && box.y + box.height > from.y;
        return isSeen ? [box] : [];
      });
    };
    return {
      start(event: DragEvent, dragged: readonly CanvasElement[]) {
        drag.current?.stop();
        const ids = new Set(dragged.map(({ id }) => id));
        const level = new Map(getNodes().map(({ id, parentId }) => [id, parentId]));
        const boxes = inView().filter(({ id }) => !ids.has(id) && level.get(id) === dragged[0]?.parentId);
        const watch = (moved: Event) => {
          if (drag.current !== null) drag.current.free = isFree(moved);
        };
        for (const type of ["pointermove", "keydown", "keyup"]) window.addEventListener(type, watch, true);
        const stop = () => {
          for (const type of ["pointermove", "keydown", "keyup"]) window.removeEventListener(type, watch, true);
        };
        drag.current = { lines: linesOf(boxes), free: isFree(event), placed: new Map(), stop };
        setDragging(true);
      },
      /** The changes of a drag, with the places where things are put; without those that leave a thing where it is. */
      snap(changes: NodeChange<CanvasElement>[]): NodeChange<CanvasElement>[] {
        const { current } = drag;
        if (current === null) return changes;
        const moves = changes.flatMap((change) =>
          change.type === "position" && change.dragging === true && change.position !== undefined
            ? [{ id: change.id, position: change.position }]
            : [],
        );
        const by = moveBy(current, moves);
        return changes.flatMap((change) => {
          if (change.type !== "position" || change.position === undefined) return [change];
          const before = current.placed.get(change.id);
          if (change.dragging !== true) return [{ ...change, position: before ?? change.position }];
          const position = { x: change.position.x + by.x, y: change.position.y + by.y };
          if (before?.x === position.x && before.y === position.y) return [];
          current.placed.set(change.id, position);
          return [{ ...change, position }];
        });
      },
      /** What was dragged, where it was put. */
      settled: (dragged: readonly CanvasElement[]): CanvasElement[] =>
        dragged.map((node) => ({ ...node, position: drag.current?.placed.get(node.id) ?? node.position })),
      end() {
        drag.current?.stop();
        drag.current = null;
        setGuides(noGuides);
        setDragging(false);
      },
    };

    function moveBy({ lines, free }: Drag, moves: readonly { id: string; position: Point }[]): Point {
      const [lead] = moves;
      if (lead === undefined || free) {
        setGuides(noGuides);
        return { x: 0, y: 0 };
      }
      const boxes = moves.flatMap(({ id, position }) => {
        const [box, shown] = [boxOf(id), getInternalNode(id)?.position];
        return box === null || shown === undefined ? [] : [{ ...box, x: box.x + position.x - shown.x, y: box.y + position.y - shown.y }];
      });
      const left = Math.min(...boxes.map(({ x }) => x));
      const top = Math.min(...boxes.map(({ y }) => y));
      const around = {
        x: left,
        y: top,
        width: Math.max(...boxes.map(({ x, width }) => x + width)) - left,
        height: Math.max(...boxes.map(({ y, height }) => y + height)) - top,
      };
      const found = snapTo(lines, around, REACH / Math.max(getZoom(), 0.5));
      setGuides(found.guides.length > 0 ? found.guides : noGuides);
      const toGrid = (value: number) => Math.round(value / grid) * grid - value;
      return { x: found.x ?? toGrid(lead.position.x), y: found.y ?? toGrid(lead.position.y) };
    }
  }, [getNodes, getInternalNode, getZoom, screenToFlowPosition, grid]);
  return { ...handlers, dragging, guides };
}

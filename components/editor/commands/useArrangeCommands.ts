"use client";

import {
  IconLayoutAlignBottom,
  IconLayoutAlignCenter,
  IconLayoutAlignLeft,
  IconLayoutAlignMiddle,
  IconLayoutAlignRight,
  IconLayoutAlignTop,
  IconLayoutDistributeHorizontal,
  IconLayoutDistributeVertical,
} from "@tabler/icons-react";
import { useReactFlow } from "@xyflow/react";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { type Alignment, type Axis, align, alignments, type Box, distribute } from "@/core/graph/align";
import type { Point } from "@/core/graph/levels";
import { useEditorStore } from "../EditorContext";
import type { EditorState } from "../store";
import { useEditorCommands } from "./CommandsContext";
import type { EditorCommand } from "./command";

const alignIcons = {
  left: IconLayoutAlignLeft,
  // Tabler names the icons by the direction of the line.
  centre: IconLayoutAlignCenter,
  right: IconLayoutAlignRight,
  top: IconLayoutAlignTop,
  middle: IconLayoutAlignMiddle,
  bottom: IconLayoutAlignBottom,
} satisfies Record<Alignment, unknown>;
const distributeIcons = { horizontal: IconLayoutDistributeVertical, vertical: IconLayoutDistributeHorizontal };
const axes: readonly Axis[] = ["horizontal", "vertical"];

/** The selected nodes and notes that move by themselves: what is inside a selected container goes with that. */
export function movable({ document, selection }: Pick<EditorState, "document" | "selection">): string[] {
  if (selection.nodes.length === 0) return [];
  const chosen = new Set(selection.nodes);
  const nodes = document.nodes.filter(({ id, parentId = "" }) => chosen.has(id) && !chosen.has(parentId));
  return [...nodes, ...document.notes.filter(({ id }) => chosen.has(id))].map(({ id }) => id);
}

/** Aligning and distributing the selected nodes. */
export function useArrangeCommands() {
  const t = useTranslations("commands.title");
  const store = useEditorStore();
  const { getInternalNode } = useReactFlow();
  const commands = useMemo((): EditorCommand[] => {
    const arrange = (place: (boxes: readonly Box[]) => Record<string, Point>) => {
      const state = store.getState();
      const boxes = movable(state).flatMap((id): Box[] => {
        const node = getInternalNode(id);
        const { width, height } = node?.measured ?? {};
        return node === undefined || width === undefined || height === undefined
          ? []
          : [{ id, ...node.internals.positionAbsolute, width, height }];
      });
      const before = new Map(boxes.map((box) => [box.id, box]));
      const byId = new Map([...state.document.nodes, ...state.document.notes].map((element) => [element.id, element]));
      const positions = Object.entries(place(boxes)).flatMap(([id, to]): [string, Point][] => {
        const [from, node] = [before.get(id), byId.get(id)];
        // A node inside a container counts from the container's corner, so it moves by as much as it would on the whole canvas.
        return from === undefined || node === undefined
          ? []
          : [[id, { x: node.position.x + to.x - from.x, y: node.position.y + to.y - from.y }]];
      });
      if (positions.length > 0) state.perform({ type: "moveNodes", positions: Object.fromEntries(positions) });
    };
    return [
      ...alignments.map(
        (alignment): EditorCommand => ({
          id: `align.${alignment}`,
          title: t(`align.${alignment}`),
          group: "arrange",
          icon: alignIcons[alignment],
          isEnabled: (state) => movable(state).length >= 2,
          run: () => arrange((boxes) => align(boxes, alignment)),
        }),
      ),
      ...axes.map(
        (axis): EditorCommand => ({
          id: `distribute.${axis}`,
          title: t(`distribute.${axis}`),
          group: "arrange",
          icon: distributeIcons[axis],
          isEnabled: (state) => movable(state).length >= 3,
          run: () => arrange((boxes) => distribute(boxes, axis)),
        }),
      ),
    ];
  }, [t, store, getInternalNode]);
  useEditorCommands(commands);
}

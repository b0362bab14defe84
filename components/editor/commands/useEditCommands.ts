"use client";

import { IconArrowBackUp, IconArrowForwardUp, IconDeselect, IconPencil, IconSelectAll, IconTrash } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { GRID } from "../../canvas/Canvas";
import { useEditorStore } from "../EditorContext";
import type { EditorState, EditorStore } from "../store";
import { useEditorCommands } from "./CommandsContext";
import type { EditorCommand } from "./command";

export const hasSelection = ({ selection }: EditorState): boolean => selection.nodes.length + selection.edges.length > 0;
export const hasNodes = ({ selection }: EditorState): boolean => selection.nodes.length > 0;

/** Undo and redo, and what is done to the selection alone. */
export function useEditCommands() {
  const t = useTranslations("commands.title");
  const store = useEditorStore();
  const commands = useMemo(
    (): EditorCommand[] => [
      {
        id: "undo",
        title: t("undo"),
        group: "edit",
        icon: IconArrowBackUp,
        shortcuts: ["Mod+Z"],
        isEnabled: ({ history }) => history.undo !== null,
        run: () => store.getState().undo(),
      },
      {
        id: "redo",
        title: t("redo"),
        group: "edit",
        icon: IconArrowForwardUp,
        shortcuts: ["Mod+Shift+Z", "Mod+Y"],
        isEnabled: ({ history }) => history.redo !== null,
        run: () => store.getState().redo(),
      },
      {
        id: "selectAll",
        title: t("selectAll"),
        group: "edit",
        icon: IconSelectAll,
        shortcuts: ["Mod+A"],
        menus: ["canvas"],
        isEnabled: ({ document }) => document.nodes.length > 0,
        run: () => {
          const { document, select } = store.getState();
          select({ nodes: [...document.nodes, ...document.notes].map(({ id }) => id), edges: document.edges.map(({ id }) => id) });
        },
      },
      {
        id: "deselect",
        title: t("deselect"),
        group: "edit",
        icon: IconDeselect,
        shortcuts: ["Escape"],
        isEnabled: hasSelection,
        run: () => store.getState().select({ nodes: [], edges: [] }),
      },
      {
        id: "edit",
        title: t("edit"),
        group: "edit",
        icon: IconPencil,
        shortcuts: ["Enter"],
        menus: ["node"],
        isEnabled: ({ selection }) => selection.nodes.length === 1,
        run: () => focusInspector(store.getState().selection.nodes[0] ?? ""),
      },
      {
        id: "remove",
        title: t("remove"),
        group: "edit",
        icon: IconTrash,
        shortcuts: ["Delete", "Backspace"],
        menus: ["node", "edge"],
        dangerous: true,
        isEnabled: hasSelection,
        run: () => {
          const { selection, perform } = store.getState();
          perform({ type: "removeElements", nodes: selection.nodes, edges: selection.edges });
        },
      },
      ...nudges(store, t("nudge"), t("nudgeFar")),
    ],
    [t, store],
  );
  useEditorCommands(commands);
}

/** How long a form that is loaded for the first time may take until the focus no longer follows. Milliseconds. */
const PATIENCE_MS = 5_000;

/** Puts the focus into the first field of the selected node's form, as soon as that is there. */
function focusInspector(id: string): void {
  const field = () =>
    document.querySelector<HTMLElement>(
      `aside[data-side-panel][data-shows="${CSS.escape(id)}"] :is(input, textarea, [contenteditable=true])`,
    );
  const present = field();
  if (present !== null) {
    present.focus();
    return;
  }
  const observer = new MutationObserver(() => {
    const come = field();
    if (come === null) return;
    observer.disconnect();
    come.focus();
  });
  observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ["data-shows"] });
  setTimeout(() => observer.disconnect(), PATIENCE_MS);
}

const directions = [
  ["ArrowLeft", -1, 0],
  ["ArrowRight", 1, 0],
  ["ArrowUp", 0, -1],
  ["ArrowDown", 0, 1],
] as const;

/** Moving by the arrow keys: React Flow does it for a node that has the focus, this for a selection when none has. */
function nudges(store: EditorStore, near: string, far: string): EditorCommand[] {
  const nudge = (steps: number, title: string, prefix: string): EditorCommand[] =>
    directions.map(([key, x, y]) => ({
      id: `nudge.${prefix}${key}`,
      title,
      group: "arrange",
      shortcuts: [`${prefix}${key}`],
      hidden: true,
      isEnabled: hasNodes,
      run: () => {
        const { document, selection, perform } = store.getState();
        const chosen = new Set(selection.nodes);
        // What is inside a selected container goes with it.
        const moving = document.nodes.filter(({ id, parentId = "" }) => chosen.has(id) && !chosen.has(parentId));
        const notes = document.notes.filter(({ id }) => chosen.has(id));
        const positions = [...moving, ...notes].map(({ id, position }): [string, { x: number; y: number }] => [
          id,
          { x: position.x + x * steps * GRID, y: position.y + y * steps * GRID },
        ]);
        perform({ type: "moveNodes", positions: Object.fromEntries(positions) }, `move ${selection.nodes.join()}`);
      },
    }));
  return [...nudge(1, near, ""), ...nudge(4, far, "Shift+")];
}

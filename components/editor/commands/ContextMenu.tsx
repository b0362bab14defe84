"use client";

import { useReactFlow } from "@xyflow/react";
import { useTranslations } from "next-intl";
import { type MouseEvent, type ReactNode, useMemo, useState } from "react";
import { useEditorStore } from "../EditorContext";
import { ContextMenuItems, OnceWanted } from "../later";
import { useCommands, useEditorCommands } from "./CommandsContext";
import { type CommandMenu, type EditorCommand, isEnabled } from "./command";

type Opened = { menu: CommandMenu; x: number; y: number };

/** What can be done with what is under the pointer: by a right click, Shift+F10 or the menu key. */
export function ContextMenu({ className, children }: { className: string | undefined; children: ReactNode }) {
  const t = useTranslations("commands");
  const store = useEditorStore();
  const commands = useCommands();
  const { flowToScreenPosition, getInternalNode } = useReactFlow();
  const [opened, setOpened] = useState<Opened | null>(null);

  const own = useMemo((): EditorCommand[] => {
    const openAtSelection = () => {
      const { selection } = store.getState();
      const pane = document.querySelector(".react-flow")?.getBoundingClientRect() ?? new DOMRect();
      const corner = getInternalNode(selection.nodes[0] ?? "")?.internals.positionAbsolute;
      const at = corner === undefined ? { x: pane.x + pane.width / 2, y: pane.y + pane.height / 2 } : flowToScreenPosition(corner);
      const menu = selection.nodes.length > 0 ? "node" : selection.edges.length > 0 ? "edge" : "canvas";
      const within = (value: number, from: number, size: number) => Math.min(Math.max(value + 24, from), from + size - 40);
      setOpened({ menu, x: within(at.x, pane.x, pane.width), y: within(at.y, pane.y, pane.height) });
    };
    return [
      {
        id: "contextMenu",
        title: t("title.contextMenu"),
        group: "view",
        shortcuts: ["Shift+F10", "ContextMenu"],
        hidden: true,
        run: openAtSelection,
      },
    ];
  }, [t, store, flowToScreenPosition, getInternalNode]);
  useEditorCommands(own);

  const onContextMenu = (event: MouseEvent) => {
    if (!(event.target instanceof Element) || event.target.closest(".react-flow") === null) return;
    // In a field on the canvas, such as a note's, the browser's own menu has spelling and the like.
    if (event.target.closest("input, textarea, [contenteditable=true]") !== null) return;
    event.preventDefault();
    setOpened({ menu: menuAt(event.target), x: event.clientX, y: event.clientY });
  };
  /** Selects what is under the pointer, unless it is part of the selection. */
  const menuAt = (target: Element): CommandMenu => {
    const { selection, select } = store.getState();
    const node = target.closest(".react-flow__node")?.getAttribute("data-id") ?? null;
    const edge = target.closest(".react-flow__edge")?.getAttribute("data-id") ?? null;
    if (target.closest(".react-flow__nodesselection") !== null) return "node";
    if (node !== null) {
      if (!selection.nodes.includes(node)) select({ nodes: [node], edges: [] });
      return "node";
    }
    if (edge !== null) {
      if (!selection.edges.includes(edge)) select({ nodes: [], edges: [edge] });
      return "edge";
    }
    return "canvas";
  };

  /** What has the focus in the menu gives it back to the node that the menu was about. */
  const close = () => {
    const { selection } = store.getState();
    const inMenu = document.activeElement?.closest("[role=menu]") != null;
    setOpened(null);
    const node = document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(selection.nodes.at(-1) ?? "")}"]`);
    if (inMenu) requestAnimationFrame(() => node?.focus());
  };

  const offered =
    opened === null ? [] : commands.filter((command) => isOffered(command, opened.menu) && isEnabled(command, store.getState()));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keyboard opens the same menu by a command
    <div className={className} onContextMenu={onContextMenu}>
      {children}
      <OnceWanted wanted={opened !== null}>
        <ContextMenuItems at={opened} commands={offered} onClose={close} />
      </OnceWanted>
    </div>
  );
}

const isOffered = ({ menus }: EditorCommand, menu: CommandMenu): boolean => menus?.includes(menu) === true;

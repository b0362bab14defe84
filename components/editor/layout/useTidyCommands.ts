"use client";

import { notifications } from "@mantine/notifications";
import { IconHierarchy2 } from "@tabler/icons-react";
import { useReactFlow } from "@xyflow/react";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { type Point, withDescendants } from "@/core/graph/levels";
import { useEditorCommands } from "../commands/CommandsContext";
import type { EditorCommand } from "../commands/command";
import { movable } from "../commands/useArrangeCommands";
import { useEditorStore } from "../EditorContext";
import classes from "./Tidy.module.css";

/** As long as the nodes take to glide to their places, in milliseconds. */
const GLIDE = 320;

/** Laying out the whole graph or the selected nodes, as one step. */
export function useTidyCommands() {
  const t = useTranslations("commands");
  const store = useEditorStore();
  const { getInternalNode, fitView } = useReactFlow();
  const commands = useMemo((): EditorCommand[] => {
    const run = async (chosen: ReadonlySet<string> | null) => {
      const { document: before } = store.getState();
      const { tidy } = await import("./tidy");
      const measured = (id: string) => {
        const { width, height } = getInternalNode(id)?.measured ?? {};
        return width === undefined || height === undefined ? undefined : { width, height };
      };
      const positions = await tidy(before, chosen, measured);
      const { document, perform } = store.getState();
      const moved = [...document.nodes, ...document.notes].flatMap(({ id, position: { x, y } }): [string, Point][] => {
        const to = positions[id];
        return to === undefined || (to.x === x && to.y === y) ? [] : [[id, to]];
      });
      if (moved.length === 0) {
        notifications.show({ id: "tidy", message: t("tidyAlready") });
        return;
      }
      glide();
      perform({ type: "moveNodes", positions: Object.fromEntries(moved) });
      if (chosen === null) requestAnimationFrame(() => void fitView({ padding: 0.08, maxZoom: 1, duration: GLIDE }));
    };
    const start = (chosen: ReadonlySet<string> | null) => {
      run(chosen).catch((error: unknown) => {
        console.error(error);
        notifications.show({ id: "tidy", color: "red", message: t("tidyFailed") });
      });
    };
    return [
      {
        id: "layout.selection",
        title: t("title.layoutSelection"),
        group: "arrange",
        icon: IconHierarchy2,
        menus: ["node"],
        isEnabled: (state) => movable(state).length >= 2,
        run: () => {
          const { document, selection } = store.getState();
          start(withDescendants(document.nodes, selection.nodes));
        },
      },
      {
        id: "layout",
        title: t("title.layout"),
        group: "arrange",
        icon: IconHierarchy2,
        shortcuts: ["Shift+L"],
        menus: ["more", "canvas"],
        isEnabled: ({ document }) => document.nodes.length > 1,
        run: () => start(null),
      },
    ];
  }, [t, store, getInternalNode, fitView]);
  useEditorCommands(commands);
}

/** Lets the nodes glide to where they go next. */
function glide(): void {
  const canvas = document.querySelector(".react-flow");
  const gliding = classes.gliding;
  if (canvas === null || gliding === undefined) return;
  canvas.classList.add(gliding);
  setTimeout(() => canvas.classList.remove(gliding), GLIDE + 60);
}

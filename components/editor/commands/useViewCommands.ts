"use client";

import {
  IconAlertTriangle,
  IconArrowsMaximize,
  IconFocusCentered,
  IconPalette,
  IconPlayerPlay,
  IconSearch,
  IconZoomIn,
  IconZoomOut,
} from "@tabler/icons-react";
import { useReactFlow } from "@xyflow/react";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useEditorStore } from "../EditorContext";
import { requestRun } from "../RunPanel";
import { overlays } from "../store";
import { useCommandDialog, useEditorCommands } from "./CommandsContext";
import type { EditorCommand } from "./command";
import { hasNodes } from "./useEditCommands";

const DURATION = 250;

/** What is seen of the graph, finding something in it, and running it. */
export function useViewCommands() {
  const t = useTranslations("commands.title");
  const names = useTranslations("editor.overlay.names");
  const store = useEditorStore();
  const { fitView, zoomIn, zoomOut } = useReactFlow();
  const [, open] = useCommandDialog();
  const commands = useMemo(
    (): EditorCommand[] => [
      {
        id: "fit",
        title: t("fit"),
        group: "view",
        icon: IconArrowsMaximize,
        shortcuts: ["1"],
        menus: ["canvas"],
        isEnabled: ({ document }) => document.nodes.length > 0,
        run: () => void fitView({ padding: 0.08, maxZoom: 1, duration: DURATION }),
      },
      {
        id: "zoomSelection",
        title: t("zoomSelection"),
        group: "view",
        icon: IconFocusCentered,
        shortcuts: ["2"],
        isEnabled: hasNodes,
        run: () => {
          const nodes = store.getState().selection.nodes.map((id) => ({ id }));
          void fitView({ nodes, padding: 0.25, maxZoom: 1.2, duration: DURATION });
        },
      },
      {
        id: "zoomIn",
        title: t("zoomIn"),
        group: "view",
        icon: IconZoomIn,
        shortcuts: ["+", "="],
        run: () => void zoomIn({ duration: 120 }),
      },
      {
        id: "zoomOut",
        title: t("zoomOut"),
        group: "view",
        icon: IconZoomOut,
        shortcuts: ["-"],
        run: () => void zoomOut({ duration: 120 }),
      },
      // The canvas itself moves while Space is held; it stands here for the list.
      { id: "pan", title: t("pan"), group: "view", shortcuts: ["Space"], browserKeys: true, hidden: true, run: () => {} },
      {
        id: "run",
        title: t("run"),
        group: "run",
        icon: IconPlayerPlay,
        shortcuts: ["Mod+Enter"],
        whileTyping: true,
        run: () => {
          if (store.getState().selection.nodes.length > 0) store.getState().select({ nodes: [], edges: [] });
          // The run panel appears with the next frame when a node was selected.
          requestAnimationFrame(() => requestRun());
        },
      },
      {
        id: "search",
        title: t("search"),
        group: "view",
        icon: IconSearch,
        shortcuts: ["Mod+F"],
        menus: ["more", "canvas"],
        run: () => open("search"),
      },
      {
        id: "nextProblem",
        title: t("nextProblem"),
        group: "view",
        icon: IconAlertTriangle,
        shortcuts: ["F8"],
        isEnabled: ({ problems }) => problems.some(({ nodeId }) => nodeId !== undefined),
        run: () => {
          const { problems, selection, focusNode } = store.getState();
          const nodes = [...new Set(problems.flatMap(({ nodeId }) => nodeId ?? []))];
          focusNode(nodes[(nodes.indexOf(selection.nodes[0] ?? "") + 1) % nodes.length] ?? null);
        },
      },
      ...overlays.map(
        (overlay): EditorCommand => ({
          id: `overlay.${overlay}`,
          title: t("overlay", { name: names(overlay) }),
          group: "view",
          icon: IconPalette,
          isEnabled: (state) => state.overlay !== overlay,
          run: () => store.getState().show({ overlay, heat: {} }),
        }),
      ),
    ],
    [t, names, store, fitView, zoomIn, zoomOut, open],
  );
  useEditorCommands(commands);
}

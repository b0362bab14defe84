"use client";

import {
  IconAlertTriangle,
  IconChartBar,
  IconCommand,
  IconHistory,
  IconLayoutGrid,
  IconPalette,
  IconPlayerPlay,
  IconSearch,
} from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useEditorStore } from "../EditorContext";
import { useStage } from "../StageContext";
import { overlays } from "../store";
import { useCommandDialog, useEditorCommands } from "./CommandsContext";
import type { EditorCommand } from "./command";

/** Finding things, and the pages around the graph. */
export function useGraphCommands() {
  const t = useTranslations("commands.title");
  const names = useTranslations("editor.overlay.names");
  const store = useEditorStore();
  const router = useRouter();
  const [, open] = useCommandDialog();
  const { show } = useStage();
  const commands = useMemo(
    (): EditorCommand[] => [
      {
        id: "palette",
        title: t("palette"),
        group: "view",
        icon: IconCommand,
        shortcuts: ["Mod+K"],
        menus: ["more"],
        hidden: true,
        whileTyping: true,
        run: () => open("palette"),
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
      {
        id: "insights",
        title: t("insights"),
        group: "graph",
        icon: IconChartBar,
        menus: ["more"],
        run: () => router.push(`/graphs/${store.getState().graph.id}/insights`),
      },
      {
        id: "runs",
        title: t("runs"),
        group: "graph",
        icon: IconPlayerPlay,
        menus: ["more"],
        run: () => router.push(`/runs?graph=${store.getState().graph.id}`),
      },
      { id: "history", title: t("history"), group: "graph", icon: IconHistory, menus: ["more"], run: () => show("history") },
      { id: "allGraphs", title: t("allGraphs"), group: "graph", icon: IconLayoutGrid, run: () => router.push("/graphs") },
    ],
    [t, names, store, router, open, show],
  );
  useEditorCommands(commands);
}

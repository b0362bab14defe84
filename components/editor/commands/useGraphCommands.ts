"use client";

import { IconChartBar, IconChecklist, IconCommand, IconHistory, IconKeyboard, IconLayoutGrid, IconPlayerPlay } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useEditorStore } from "../EditorContext";
import { useStage } from "../StageContext";
import { useCommandDialog, useEditorCommands } from "./CommandsContext";
import type { EditorCommand } from "./command";

/** What lists the commands, and the pages around the graph. */
export function useGraphCommands() {
  const t = useTranslations("commands.title");
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
        id: "shortcuts",
        title: t("shortcuts"),
        group: "help",
        icon: IconKeyboard,
        shortcuts: ["?"],
        menus: ["more"],
        run: () => open("shortcuts"),
      },
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
      { id: "tests", title: t("tests"), group: "graph", icon: IconChecklist, menus: ["more"], run: () => show("tests") },
      { id: "allGraphs", title: t("allGraphs"), group: "graph", icon: IconLayoutGrid, run: () => router.push("/graphs") },
    ],
    [t, store, router, open, show],
  );
  useEditorCommands(commands);
}

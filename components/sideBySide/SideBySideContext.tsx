"use client";

import { IconColumns3 } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import { assignmentOf } from "@/core/graph/serve";
import { useEditorCommands } from "../editor/commands/CommandsContext";
import type { EditorCommand } from "../editor/commands/command";
import { useNode } from "../editor/EditorContext";

/** Needed only once somebody compares. */
const SideBySideDialog = dynamic(() => import("./SideBySideDialog").then((module) => module.SideBySideDialog), { ssr: false });

type Open = (wanted?: string | null) => void;

const Context = createContext<Open | null>(null);

/** Opens the comparison of models on the node that is shown, with one more model in mind; null when the node asks no model. */
export const useSideBySide = (): Open | null => useContext(Context);

const none: readonly EditorCommand[] = [];

/** Lets whatever shows a node compare models on it. */
export function SideBySideProvider({ nodeId, children }: { nodeId: string; children: ReactNode }) {
  const node = useNode(nodeId);
  const t = useTranslations("sideBySide");
  const [opened, setOpened] = useState<{ wanted: string | null } | null>(null);
  const asks = node !== undefined && assignmentOf(node.config) !== null;
  const open = useMemo((): Open => (wanted) => setOpened({ wanted: wanted ?? null }), []);
  const commands = useMemo(
    (): readonly EditorCommand[] =>
      asks ? [{ id: "sideBySide", title: t("open"), group: "run", icon: IconColumns3, menus: ["node"], run: open }] : none,
    [asks, t, open],
  );
  useEditorCommands(commands);
  return (
    <Context value={asks ? open : null}>
      {children}
      {opened !== null && asks && <SideBySideDialog node={node} wanted={opened.wanted} onClose={() => setOpened(null)} />}
    </Context>
  );
}

"use client";

import { IconCircleOff, IconHandStop, IconPin, IconPlayerSkipForward } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { hasFinished } from "@/core/engine/live";
import { selectedNode, useEditorStore } from "../EditorContext";
import { pinnable } from "../pins";
import { useRunner } from "../RunContext";
import { useEditorCommands } from "./CommandsContext";
import type { EditorCommand } from "./command";

/** What helps to find out why a graph does what it does: breakpoints, pinned outputs, runs that begin in the middle. */
export function useDebugCommands() {
  const t = useTranslations("debugging.command");
  const store = useEditorStore();
  const { again } = useRunner();
  const commands = useMemo(
    (): EditorCommand[] => [
      {
        id: "breakpoint",
        title: t("breakpoint"),
        group: "run",
        icon: IconHandStop,
        shortcuts: ["F9"],
        menus: ["node"],
        isEnabled: ({ selection, document }) => document.nodes.some(({ id }) => selection.nodes.includes(id)),
        run: () => {
          const { selection, document, breakpoints, setBreakpoints } = store.getState();
          const chosen = document.nodes.filter(({ id }) => selection.nodes.includes(id)).map(({ id }) => id);
          const all = chosen.every((id) => breakpoints.has(id));
          setBreakpoints(all ? new Set([...breakpoints].filter((id) => !chosen.includes(id))) : new Set([...breakpoints, ...chosen]));
        },
      },
      {
        id: "noBreakpoints",
        title: t("noBreakpoints"),
        group: "run",
        icon: IconCircleOff,
        isEnabled: ({ breakpoints }) => breakpoints.size > 0,
        run: () => store.getState().setBreakpoints(new Set()),
      },
      {
        id: "pin",
        title: t("pin"),
        group: "run",
        icon: IconPin,
        shortcuts: ["P"],
        menus: ["node"],
        isEnabled: (state) => {
          const node = selectedNode(state);
          return node !== null && (node.pinned !== undefined || pinnable(node, state.run) !== null);
        },
        run: () => {
          const state = store.getState();
          const node = selectedNode(state);
          if (node === null) return;
          const outputs = node.pinned === undefined ? pinnable(node, state.run) : null;
          state.perform({ type: "pinOutput", id: node.id, outputs });
        },
      },
      {
        id: "again",
        title: t("again"),
        group: "run",
        icon: IconPlayerSkipForward,
        menus: ["node"],
        isEnabled: (state) => {
          const node = selectedNode(state);
          return node !== null && state.run !== null && hasFinished(state.run.status);
        },
        run: () => {
          const node = selectedNode(store.getState());
          if (node !== null) again(node.id);
        },
      },
    ],
    [t, store, again],
  );
  useEditorCommands(commands);
}

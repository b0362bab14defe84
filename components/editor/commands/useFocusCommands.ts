"use client";

import { IconFocus2 } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useEditorStore } from "../EditorContext";
import { useEditorCommands } from "./CommandsContext";
import type { EditorCommand } from "./command";

/** The parts of the editor, in the order in which F6 goes round them. */
const parts = ["header", "[data-palette]", ".react-flow", "aside[data-side-panel]"];
const FIELD = "input:not(:disabled), textarea, [contenteditable=true]";
const FOCUSABLE = "button:not(:disabled), a[href], input:not(:disabled), textarea, [contenteditable=true], [tabindex='0']";

/** Going from part to part of the editor by key, past everything else in them. */
export function useFocusCommands() {
  const t = useTranslations("commands.title");
  const store = useEditorStore();
  const commands = useMemo((): EditorCommand[] => {
    const go = (by: 1 | -1) => {
      const found = parts.flatMap((part) => document.querySelector<HTMLElement>(part) ?? []);
      const at = found.findIndex((part) => part.contains(document.activeElement));
      const [canvas] = found.filter((part) => part.matches(".react-flow"));
      const next = at < 0 ? canvas : found[(at + by + found.length) % found.length];
      if (next === undefined) return;
      const chosen = store.getState().selection.nodes.at(-1);
      const node =
        next === canvas && chosen !== undefined
          ? next.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(chosen)}"]`)
          : null;
      const first = next === canvas ? next.querySelector<HTMLElement>(".react-flow__node") : null;
      const field = next.matches("aside") ? next.querySelector<HTMLElement>(FIELD) : null;
      (node ?? first ?? field ?? next.querySelector<HTMLElement>(FOCUSABLE))?.focus();
    };
    return [
      {
        id: "nextPart",
        title: t("nextPart"),
        group: "view",
        icon: IconFocus2,
        shortcuts: ["F6"],
        whileTyping: true,
        hidden: true,
        run: () => go(1),
      },
      { id: "lastPart", title: t("lastPart"), group: "view", shortcuts: ["Shift+F6"], whileTyping: true, hidden: true, run: () => go(-1) },
    ];
  }, [t, store]);
  useEditorCommands(commands);
}

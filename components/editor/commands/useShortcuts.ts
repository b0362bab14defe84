"use client";

import { useEffect } from "react";
import { useEditorStore } from "../EditorContext";
import { useCommandsStore, useReadCommands } from "./CommandsContext";
import { isEnabled } from "./command";
import { isMac } from "./platform";
import { isPressed } from "./shortcut";

const element = (target: EventTarget | null): HTMLElement | null => (target instanceof HTMLElement ? target : null);

export const isTyping = (target: EventTarget | null): boolean =>
  element(target)?.matches("input, textarea, select, [contenteditable]:not([contenteditable=false]) *") === true ||
  element(target)?.isContentEditable === true;

const OWN_KEYS = "[role=menu], [role=listbox], [role=tablist], [role=radiogroup], [role=slider], [role=dialog], .nokey";
/** An entry of the palette: whoever just clicked it means the node it added. */
const PALETTE_ENTRY = "[data-kind][draggable=true]";

/** In a dialog, a menu or a panel keys belong to what has the focus there. */
const hasOwnKeys = (target: EventTarget | null, key: string): boolean => {
  const at = element(target);
  if (at === null) return false;
  if (at.closest(OWN_KEYS) !== null && !at.matches(PALETTE_ENTRY)) return true;
  return (key === "Enter" || key === " ") && at.closest("button, a, summary") !== null;
};

const isModal = (target: EventTarget | null): boolean => element(target)?.closest("[aria-modal=true]") != null;

/** Runs the command whose shortcut is pressed. */
export function useShortcuts() {
  const store = useEditorStore();
  const readCommands = useReadCommands();
  const commands = useCommandsStore();
  useEffect(() => {
    const mac = isMac();
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || isModal(event.target)) return;
      const typing = isTyping(event.target);
      const plain = !(event.ctrlKey || event.metaKey || event.altKey);
      // Whoever has asked for the palette is writing into it, even if it is still on its way.
      if (commands.getState().open === "palette" && plain && (event.key.length === 1 || event.key === "Enter")) {
        event.preventDefault();
        commands.setState(({ early }) => ({ early: early + (event.key === "Enter" ? "\n" : event.key) }));
        return;
      }
      // "?" and the keys of functions are no keys of any control.
      if (plain && !/^(\?|F\d+)$/.test(event.key) && hasOwnKeys(event.target, event.key)) return;
      const meant = readCommands().filter(
        (command) => command.browserKeys !== true && command.shortcuts?.some((shortcut) => isPressed(shortcut, event, mac)) === true,
      );
      const command = meant.find((candidate) => (!typing || candidate.whileTyping === true) && isEnabled(candidate, store.getState()));
      // The browser's own meaning of Ctrl+D or Ctrl+F isn't wanted just because nothing is selected.
      if (command !== undefined || (meant.length > 0 && !plain && !typing)) event.preventDefault();
      command?.run();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [store, readCommands, commands]);
}

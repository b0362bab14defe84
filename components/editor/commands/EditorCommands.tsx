"use client";

import { ShortcutList } from "./ShortcutList";
import { useEditCommands } from "./useEditCommands";
import { useShortcuts } from "./useShortcuts";
import { useViewCommands } from "./useViewCommands";

/** The editor's own commands, the keys that run them, and what shows them. */
export function EditorCommands() {
  useEditCommands();
  useViewCommands();
  useShortcuts();
  return <ShortcutList />;
}

"use client";

import { FileCommands } from "../FileCommands";
import { GroupCommands } from "../grouping/GroupCommands";
import { CommandPalette, OnceWanted, ShortcutList } from "../later";
import { useTidyCommands } from "../layout/useTidyCommands";
import { useCommandDialog } from "./CommandsContext";
import { useArrangeCommands } from "./useArrangeCommands";
import { useClipboard } from "./useClipboard";
import { useDebugCommands } from "./useDebugCommands";
import { useEditCommands } from "./useEditCommands";
import { useEvaluateCommand } from "./useEvaluateCommand";
import { useFocusCommands } from "./useFocusCommands";
import { useGraphCommands } from "./useGraphCommands";
import { useShortcuts } from "./useShortcuts";
import { useViewCommands } from "./useViewCommands";

/** Commands for the graph on the canvas, as long as that is shown. */
export function CanvasCommands() {
  useEditCommands();
  useClipboard();
  useArrangeCommands();
  useTidyCommands();
  useViewCommands();
  useDebugCommands();
  useEvaluateCommand();
  useFocusCommands();
  return <GroupCommands />;
}

/** The editor's own commands, the keys that run them, and the dialogs that list them. */
export function EditorCommands() {
  useGraphCommands();
  useShortcuts();
  const [dialog] = useCommandDialog();
  return (
    <>
      <OnceWanted wanted={dialog === "shortcuts"}>
        <ShortcutList />
      </OnceWanted>
      <FileCommands />
      <OnceWanted wanted={dialog === "palette"}>
        <CommandPalette />
      </OnceWanted>
    </>
  );
}

"use client";

import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import { FileCommands } from "../FileCommands";
import { GroupCommands } from "../grouping/GroupCommands";
import { useTidyCommands } from "../layout/useTidyCommands";
import { useCommandDialog } from "./CommandsContext";
import { ShortcutList } from "./ShortcutList";
import { useArrangeCommands } from "./useArrangeCommands";
import { useClipboard } from "./useClipboard";
import { useDebugCommands } from "./useDebugCommands";
import { useEditCommands } from "./useEditCommands";
import { useFocusCommands } from "./useFocusCommands";
import { useGraphCommands } from "./useGraphCommands";
import { useShortcuts } from "./useShortcuts";
import { useViewCommands } from "./useViewCommands";

const CommandPalette = dynamic(() => import("./CommandPalette").then((loaded) => loaded.CommandPalette), { ssr: false });

/** Commands for the graph on the canvas, as long as that is shown. */
export function CanvasCommands() {
  useEditCommands();
  useClipboard();
  useArrangeCommands();
  useTidyCommands();
  useViewCommands();
  useDebugCommands();
  useFocusCommands();
  return <GroupCommands />;
}

/** The editor's own commands, the keys that run them, and the dialogs that list them. */
export function EditorCommands() {
  useGraphCommands();
  useShortcuts();
  const [dialog] = useCommandDialog();
  const [wanted, setWanted] = useState(false);
  useEffect(() => {
    if (dialog === "palette") setWanted(true);
  }, [dialog]);
  return (
    <>
      <ShortcutList />
      <FileCommands />
      {wanted && <CommandPalette />}
    </>
  );
}

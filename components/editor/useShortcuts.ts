"use client";

import { useEffect } from "react";
import { useEditorStore } from "./EditorContext";
import { requestRun } from "./RunPanel";

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));

/** Undo and redo, and run with Ctrl + Enter. Text fields keep their own undo. */
export function useShortcuts() {
  const store = useEditorStore();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      const key = event.key.toLowerCase();
      if (key === "enter") {
        event.preventDefault();
        if (store.getState().selection.nodes.length > 0) store.getState().select({ nodes: [], edges: [] });
        // The run panel appears with the next frame when a node was selected.
        requestAnimationFrame(() => requestRun());
        return;
      }
      if (isTyping(event.target)) return;
      if (key === "z") {
        event.preventDefault();
        if (event.shiftKey) store.getState().redo();
        else store.getState().undo();
      } else if (key === "y") {
        event.preventDefault();
        store.getState().redo();
      }
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [store]);
}

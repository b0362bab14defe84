"use client";

import { createContext, type ReactNode, useContext, useMemo } from "react";
import { useStore } from "zustand/react";
import type { GraphNode } from "@/core/graph/document";
import { answering, type ModelInfo } from "@/core/models";
import type { EditorState, EditorStore } from "./store";

const Context = createContext<EditorStore | null>(null);

export function EditorProvider({ store, children }: { store: EditorStore; children: ReactNode }) {
  return <Context value={store}>{children}</Context>;
}

export function useEditorStore(): EditorStore {
  const store = useContext(Context);
  if (store === null) throw new Error("useEditorStore outside an EditorProvider");
  return store;
}

export function useEditor<Slice>(select: (state: EditorState) => Slice): Slice {
  return useStore(useEditorStore(), select);
}

/** The one selected node, or null when none or several are. */
export const selectedNode = ({ document, selection }: EditorState): GraphNode | null =>
  selection.nodes.length === 1 && selection.edges.length === 0
    ? (document.nodes.find(({ id }) => id === selection.nodes[0]) ?? null)
    : null;

/** The models that a model node may use. */
export function useModelList(): readonly ModelInfo[] {
  const models = useEditor((state) => state.models);
  return useMemo(() => answering([...models.values()]), [models]);
}

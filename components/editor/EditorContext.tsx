"use client";

import { createContext, type ReactNode, useContext, useMemo, useRef } from "react";
import { useStore } from "zustand/react";
import type { GraphNode } from "@/core/graph/document";
import { isSame, type JsonObject } from "@/core/graph/json";
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

/** A node but for what is set in its form and where it stands. */
export type NodeShell = Omit<GraphNode, "config" | "position">;

/** A node as it is now, every key that is typed into its form included. */
export const useNode = (id: string): GraphNode | undefined => useEditor(({ document }) => document.nodes.find((node) => node.id === id));

/** The node as of the last pause in typing. */
export const useSettledNode = (id: string): GraphNode | undefined =>
  useEditor(({ settled }) => settled.nodes.find((node) => node.id === id));

/** The same object while nothing changes but what a key in the node's form changes. */
export function useNodeShell(id: string): NodeShell | undefined {
  const node = useNode(id);
  const last = useRef<NodeShell>(undefined);
  if (!isAlike(last.current, node)) last.current = node;
  return last.current;
}

const isAlike = (one: NodeShell | undefined, other: NodeShell | undefined): boolean =>
  one === other || (one !== undefined && other !== undefined && isSame(shellOf(one), shellOf(other)));

const shellOf = (node: NodeShell): JsonObject => ({ ...node, config: null, position: null });

/** The models that a model node may use. */
export function useModelList(): readonly ModelInfo[] {
  const models = useEditor((state) => state.models);
  return useMemo(() => answering([...models.values()]), [models]);
}

import { useDeferredValue, useRef } from "react";
import type { GraphDocument } from "@/core/graph/document";
import { useEditor } from "../editor/EditorContext";

/**
 * The document around a node, a moment later than what is typed: the same object as long as nothing changes but that node's own settings,
 * so that nothing about its neighbours is looked for again with every key.
 */
export function useAround(id: string): GraphDocument {
  const now = useDeferredValue(useEditor((state) => state.settled));
  const last = useRef(now);
  if (!isAlikeAround(last.current, now, id)) last.current = now;
  return last.current;
}

function isAlikeAround(one: GraphDocument, other: GraphDocument, id: string): boolean {
  if (one.edges !== other.edges || one.nodes.length !== other.nodes.length) return false;
  return one.nodes.every((node, index) => {
    const now = other.nodes[index];
    return node === now || (node.id === id && now?.id === id && node.parentId === now.parentId);
  });
}

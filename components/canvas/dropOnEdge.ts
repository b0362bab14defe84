import type { Point } from "@/core/graph/levels";

/** The edge under a point of the screen, whatever lies over it; null when there is none. */
export function edgeUnder({ x, y }: Point): string | null {
  for (const element of document.elementsFromPoint(x, y)) {
    const edge = element.closest(".react-flow__edge");
    if (edge !== null) return edge.getAttribute("data-id");
  }
  return null;
}

/** Shows on which edge something would be dropped. It is told to the page itself: what is drawn of an edge doesn't depend on it. */
export function markEdge(id: string | null): void {
  for (const marked of document.querySelectorAll(".react-flow__edge[data-drop]")) marked.removeAttribute("data-drop");
  if (id !== null) document.querySelector(`.react-flow__edge[data-id="${CSS.escape(id)}"]`)?.setAttribute("data-drop", "");
}

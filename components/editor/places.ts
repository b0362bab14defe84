import type { GraphDocument } from "@/core/graph/document";

/** Do only names and settings of nodes differ, and nothing of where things are and what leads where? */
export function hasSamePlaces(one: GraphDocument, other: GraphDocument): boolean {
  return (
    one === other ||
    (one.edges === other.edges &&
      one.notes === other.notes &&
      one.nodes.length === other.nodes.length &&
      one.nodes.every((node, index) => {
        const same = other.nodes[index];
        return (
          node === same ||
          (node.id === same?.id &&
            node.kind === same.kind &&
            node.position.x === same.position.x &&
            node.position.y === same.position.y &&
            node.parentId === same.parentId &&
            node.collapsed === same.collapsed)
        );
      }))
  );
}

import type { GraphDocument } from "./document";
import { withDescendants } from "./levels";

/** What shows of a document: without what is inside collapsed containers. The same object when nothing is collapsed. */
export function visiblePart(document: GraphDocument): GraphDocument {
  const closed = document.nodes.filter(({ collapsed }) => collapsed === true);
  if (closed.length === 0) return document;
  const hidden = hiddenNodes(document);
  const isClosed = new Set(closed.map(({ id }) => id));
  return {
    ...document,
    nodes: document.nodes.filter(({ id }) => !hidden.has(id)),
    edges: document.edges.filter(
      // What goes straight through a body lies in it.
      ({ source, target }) =>
        !hidden.has(source.node) && !hidden.has(target.node) && !(source.node === target.node && isClosed.has(source.node)),
    ),
  };
}

/** Everything inside collapsed containers. */
export function hiddenNodes({ nodes }: Pick<GraphDocument, "nodes">): Set<string> {
  const closed = new Set(nodes.flatMap(({ id, collapsed }) => (collapsed === true ? [id] : [])));
  if (closed.size === 0) return closed;
  return withDescendants(
    nodes,
    nodes.flatMap(({ id, parentId = "" }) => (closed.has(parentId) ? [id] : [])),
  );
}

/** The collapsed containers around a node, which have to be expanded for it to show. */
export function collapsedAround({ nodes }: Pick<GraphDocument, "nodes">, id: string): string[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const found: string[] = [];
  const seen = new Set([id]);
  for (let above = byId.get(byId.get(id)?.parentId ?? ""); above !== undefined && !seen.has(above.id); ) {
    seen.add(above.id);
    if (above.collapsed === true) found.push(above.id);
    above = byId.get(above.parentId ?? "");
  }
  return found;
}

import type { GraphDocument } from "./document";

/**
 * Ids of the nodes each node feeds on its own level, by node id. What goes in and out of a body at its container is left out,
 * and so are edges to nodes that aren't there.
 */
export function successorsOf({ nodes, edges }: GraphDocument): Map<string, string[]> {
  const successors = new Map<string, string[]>(nodes.map(({ id }) => [id, []]));
  const parents = new Map(nodes.map(({ id, parentId }) => [id, parentId]));
  for (const { source, target } of edges) {
    const beside = parents.has(target.node) && parents.get(source.node) === parents.get(target.node) && source.node !== target.node;
    if (beside) successors.get(source.node)?.push(target.node);
  }
  return successors;
}

/** The ids along one cycle, in order and without the repeated first; null when the graph has none. Iterative: graphs may be deep. */
export function findCycle(document: GraphDocument): string[] | null {
  const successors = successorsOf(document);
  const finished = new Set<string>();
  for (const { id: root } of document.nodes) {
    if (finished.has(root)) continue;
    const path = [{ id: root, next: 0 }];
    const onPath = new Set([root]);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const child = successors.get(top.id)?.[top.next++];
      if (child === undefined) {
        finished.add(top.id);
        onPath.delete(top.id);
        path.pop();
      } else if (onPath.has(child)) {
        const ids = path.map(({ id }) => id);
        return ids.slice(ids.indexOf(child));
      } else if (!finished.has(child)) {
        onPath.add(child);
        path.push({ id: child, next: 0 });
      }
    }
  }
  return null;
}

/** What can be reached from a node, itself included, along the edges or against them. */
function reach(from: string, next: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const seen = new Set([from]);
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const other of next.get(id) ?? []) {
      if (seen.has(other)) continue;
      seen.add(other);
      open.push(other);
    }
  }
  return seen;
}

/** Remembers what was reached: one end is asked about against every possible other. */
function openReaches(document: GraphDocument) {
  const successors = successorsOf(document);
  const predecessors = new Map<string, string[]>(document.nodes.map(({ id }) => [id, []]));
  for (const [id, nexts] of successors) for (const next of nexts) predecessors.get(next)?.push(id);
  return { successors, predecessors, after: new Map<string, ReadonlySet<string>>(), before: new Map<string, ReadonlySet<string>>() };
}
const reaches = new WeakMap<GraphDocument, ReturnType<typeof openReaches>>();

/** Would an edge from `source` to `target` close a cycle? Many edges at one node take O(nodes + edges) together. */
export function closesCycle(document: GraphDocument, source: string, target: string): boolean {
  const known = reaches.get(document) ?? openReaches(document);
  reaches.set(document, known);
  const { successors, predecessors, after, before } = known;
  const afterTarget = after.get(target);
  if (afterTarget !== undefined) return afterTarget.has(source);
  const beforeSource = before.get(source) ?? reach(source, predecessors);
  if (!before.has(source)) after.set(target, reach(target, successors));
  before.set(source, beforeSource);
  return beforeSource.has(target);
}

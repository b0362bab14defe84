import "server-only";
import type { ActivationView } from "@/core/engine/events";
import type { GraphDocument } from "@/core/graph/document";
import { successorsOf } from "@/core/graph/traverse";

/** The length of the longest way to each node of an acyclic graph, by node id. */
function depths(document: GraphDocument): Map<string, number> {
  const successors = successorsOf(document);
  const waiting = new Map(document.nodes.map(({ id }) => [id, 0]));
  for (const id of [...successors.values()].flat()) waiting.set(id, (waiting.get(id) ?? 0) + 1);
  const depth = new Map<string, number>();
  let level = [...waiting].filter(([, before]) => before === 0).map(([id]) => id);
  for (let distance = 0; level.length > 0; distance++) {
    const next: string[] = [];
    for (const id of level) {
      depth.set(id, distance);
      for (const successor of successors.get(id) ?? []) {
        const before = (waiting.get(successor) ?? 0) - 1;
        waiting.set(successor, before);
        if (before === 0) next.push(successor);
      }
    }
    level = next;
  }
  return depth;
}

/** Activations in the order in which they began; those of the same millisecond, which is all we know, in the graph's order. */
export function inOrder(activations: readonly ActivationView[], document: GraphDocument): ActivationView[] {
  const depth = depths(document);
  const began = ({ startedAt, finishedAt }: ActivationView) => startedAt ?? finishedAt ?? "";
  return activations.toSorted(
    (a, b) => began(a).localeCompare(began(b)) || (depth.get(a.nodeId) ?? 0) - (depth.get(b.nodeId) ?? 0) || a.path.localeCompare(b.path),
  );
}

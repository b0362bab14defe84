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

/** The node of the top level that a path begins with. */
const topOf = (path: string): string => /^[^/#[]+/.exec(path)?.[0] ?? path;

/** Activations in the order in which they began; those of the same millisecond, which is all we know, in the graph's order, containers before what is inside. */
export function inOrder(activations: readonly ActivationView[], document: GraphDocument): ActivationView[] {
  const depth = depths(document);
  const placeOf = ({ path, nodeId, startedAt, finishedAt }: ActivationView) => ({
    began: startedAt ?? finishedAt ?? "",
    top: depth.get(topOf(path)) ?? 0,
    inside: path.split("/").length,
    node: depth.get(nodeId) ?? 0,
    path,
  });
  return activations
    .map((activation) => ({ activation, place: placeOf(activation) }))
    .toSorted(
      ({ place: a }, { place: b }) =>
        a.began.localeCompare(b.began) || a.top - b.top || a.inside - b.inside || a.node - b.node || a.path.localeCompare(b.path),
    )
    .map(({ activation }) => activation);
}

import type { GraphEdge, GraphNode, PortRef } from "../document";
import { edgeId } from "../edits";
import { PortName } from "../names";

/** A connection that could not be kept, by names that people know: `Classify.label`. */
export type Lost = { from: string; to: string };

export const edgeOf = (source: PortRef, target: PortRef): GraphEdge => ({ id: edgeId(source, target), source, target });

/** Gives port names that are valid, reserved by nothing and free; each is taken from then on. */
export function portNames(reserved: readonly string[]): (wanted: string) => string {
  const taken = new Set(reserved);
  return (wanted) => {
    const stem = PortName.safeParse(wanted).success ? wanted : `_${wanted.replaceAll(/[^\w-]+/g, "_")}`.slice(0, 50);
    let name = stem;
    for (let number = 2; taken.has(name); number++) name = `${stem.slice(0, 50)}_${number}`;
    taken.add(name);
    return name;
  };
}

type Named = { nodes: readonly Pick<GraphNode, "id" | "name">[] };

/** A connection as people call it. */
export function lostWire({ nodes }: Named, source: PortRef, target: PortRef): Lost {
  const nameOf = ({ node, port }: PortRef) => `${nodes.find(({ id }) => id === node)?.name ?? node}.${port}`;
  return { from: nameOf(source), to: nameOf(target) };
}

/** How the values that leave a part are called: by their port, or by the node when several leave. */
export function resultNames({ nodes }: Named, results: readonly { source: PortRef }[]): (result: { source: PortRef }) => string {
  if (results.length < 2) return ({ source }) => source.port;
  return ({ source }) => {
    const name = nodes.find(({ id }) => id === source.node)?.name ?? "";
    const plain = name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "_")
      .replaceAll(/^_+|_+$/g, "");
    return PortName.safeParse(plain).success ? plain : source.port;
  };
}

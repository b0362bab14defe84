import ElkClient, { type ELK } from "elkjs/lib/elk-api.js";
import type { Box } from "@/core/graph/align";
import { hiddenNodes } from "@/core/graph/collapse";
import type { GraphDocument, GraphNode } from "@/core/graph/document";
import { portsOf } from "@/core/graph/kind";
import { elkLevel, placesOf } from "@/core/graph/layout";
import { levelsOf, type Point } from "@/core/graph/levels";
import { followNodes } from "@/core/graph/noteLayout";
import type { Ports } from "@/core/graph/ports";
import { kinds } from "@/nodes/definitions";
import { containerSizes, firstInBody, type Size } from "../../canvas/containers";

const GRID = 16;
const noPorts: Ports = { inputs: [], outputs: [] };
const unmeasured: Size = { width: 240, height: 130 };

let kernel: ELK | null = null;
const start = (): ELK => new ElkClient({ workerFactory: () => new Worker(new URL("./elkWorker.ts", import.meta.url), { type: "module" }) });

/**
 * New places that make a graph readable from left to right: its levels one by one, the innermost first, since a container is as large
 * as what is inside it.
 * @param chosen the nodes to move with what is inside them; null for all
 */
export async function tidy(
  document: GraphDocument,
  chosen: ReadonlySet<string> | null,
  measured: (id: string) => Size | undefined,
): Promise<Record<string, Point>> {
  kernel ??= start();
  const ports = new Map(document.nodes.map((node) => [node.id, portsOf(node, kinds)]));
  const levels = [...levelsOf(document)].toSorted(([a], [b]) => depthOf(b, document.nodes) - depthOf(a, document.nodes));
  // What doesn't show has no sizes, and stays as it is.
  const hidden = hiddenNodes(document);
  const positions: Record<string, Point> = {};
  for (const [level, part] of levels) {
    const nodes = part.nodes.filter(({ id }) => !hidden.has(id) && (chosen === null || chosen.has(id)));
    if (nodes.length === 0) continue;
    const placed = { ...document, nodes: document.nodes.map((node) => ({ ...node, position: positions[node.id] ?? node.position })) };
    const containers = containerSizes(placed, ({ id }) => ports.get(id), measured);
    const ids = new Set(nodes.map(({ id }) => id));
    const edges = part.edges.filter(({ source, target }) => isAmong(source.node, ids, level) && isAmong(target.node, ids, level));
    const sizeOf = ({ id }: GraphNode) => containers.get(id) ?? measured(id) ?? unmeasured;
    const laid = await kernel.layout(elkLevel(level, { nodes, edges }, sizeOf, (id) => ports.get(id) ?? noPorts));
    const all = nodes.length === part.nodes.length;
    const corner = level !== null && all ? firstInBody : cornerOf(nodes);
    Object.assign(positions, placesOf(laid, corner, GRID));
  }
  return { ...positions, ...followingNotes(document, positions, ports, measured) };
}

/** Notes stand on the top level, and go along with its nodes. */
function followingNotes(
  document: GraphDocument,
  positions: Record<string, Point>,
  ports: ReadonlyMap<string, Ports>,
  measured: (id: string) => Size | undefined,
): Record<string, Point> {
  const notes = document.notes.map(({ id, position, size }) => ({ id, ...position, ...size }));
  const moved = { ...document, nodes: document.nodes.map((node) => ({ ...node, position: positions[node.id] ?? node.position })) };
  const boxes = (nodes: readonly GraphNode[]): Box[] => {
    const containers = containerSizes({ nodes: [...nodes] }, ({ id }) => ports.get(id), measured);
    const top = nodes.filter(({ parentId }) => parentId === undefined);
    return top.map(({ id, position }) => ({ id, ...position, ...(containers.get(id) ?? measured(id) ?? unmeasured) }));
  };
  return followNodes(notes, boxes(document.nodes), boxes(moved.nodes));
}

const isAmong = (id: string, ids: ReadonlySet<string>, level: string | null): boolean => id === level || ids.has(id);

const cornerOf = (nodes: readonly GraphNode[]): Point => ({
  x: Math.min(...nodes.map(({ position }) => position.x)),
  y: Math.min(...nodes.map(({ position }) => position.y)),
});

function depthOf(level: string | null, nodes: readonly GraphNode[]): number {
  const parents = new Map(nodes.map(({ id, parentId }) => [id, parentId]));
  const above = new Set<string>();
  for (let id = level ?? undefined; id !== undefined && !above.has(id); id = parents.get(id)) above.add(id);
  return above.size;
}

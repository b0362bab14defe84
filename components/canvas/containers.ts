import type { GraphDocument, GraphNode } from "@/core/graph/document";
import { absolutePosition, type Point } from "@/core/graph/levels";
import type { Ports } from "@/core/graph/ports";

/** Where a container's body lies on the canvas. All in pixels, from the container's own corner. */

export const HEAD = 40;
/** Strips at both edges in which the container's ports stand. */
export const GUTTER = 112;
const ROW = 22;
const PADDING = 28;
export const SMALLEST = { width: 560, height: 220 };
const NODE = { width: 240, height: 130 };

export type Size = { width: number; height: number };

/** Nearest to its container's corner that a node inside may stand. */
export const bodyCorner: Point = { x: GUTTER + 16, y: HEAD + 8 };

/** Where the first node inside best stands, with room for the edges that come from the container's own ports. */
export const firstInBody: Point = { x: bodyCorner.x + 32, y: bodyCorner.y + 16 };

/** Sizes of all containers that show their inside: as large as what is inside asks for. Without ports a node is no container. */
export function containerSizes(
  { nodes }: Pick<GraphDocument, "nodes">,
  insideOf: (node: GraphNode) => Ports | undefined,
  measured: (id: string) => Size | undefined,
): Map<string, Size> {
  const children = Map.groupBy(nodes, ({ parentId }) => parentId);
  const sizes = new Map<string, Size>();
  const sizeOf = (node: GraphNode, above: ReadonlySet<string>): Size => {
    const ports = insideOf(node);
    if (ports?.inside === undefined || node.collapsed === true || above.has(node.id)) return measured(node.id) ?? NODE;
    const rows = Math.max(ports.inputs.length + ports.inside.gives.length, ports.outputs.length + ports.inside.takes.length);
    let { width, height } = { ...SMALLEST, height: Math.max(SMALLEST.height, HEAD + (rows + 1) * ROW + PADDING) };
    const within = new Set([...above, node.id]);
    for (const child of children.get(node.id) ?? []) {
      const size = sizeOf(child, within);
      width = Math.max(width, child.position.x + size.width + GUTTER + 16);
      height = Math.max(height, child.position.y + size.height + PADDING);
    }
    sizes.set(node.id, { width, height });
    return { width, height };
  };
  for (const node of nodes) if (node.parentId === undefined) sizeOf(node, new Set());
  return sizes;
}

/** Containers before what is inside them, as React Flow wants it; otherwise in the document's order. */
export function outsideFirst(nodes: readonly GraphNode[]): readonly GraphNode[] {
  if (nodes.every(({ parentId }) => parentId === undefined)) return nodes;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const placed = new Set<string>();
  const order: GraphNode[] = [];
  const place = (node: GraphNode) => {
    if (placed.has(node.id)) return;
    placed.add(node.id);
    const parent = byId.get(node.parentId ?? "");
    if (parent !== undefined) place(parent);
    order.push(node);
  };
  for (const node of nodes) place(node);
  return order;
}

/** The innermost container at a point of the canvas, other than those left out. */
export function containerAt(
  { nodes }: Pick<GraphDocument, "nodes">,
  sizes: ReadonlyMap<string, Size>,
  point: Point,
  except: ReadonlySet<string>,
): { id: string; corner: Point } | null {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  let best: { id: string; corner: Point; area: number } | null = null;
  for (const [id, { width, height }] of sizes) {
    const node = byId.get(id);
    if (node === undefined || except.has(id)) continue;
    const corner = absolutePosition(node, byId);
    const inside = point.x >= corner.x && point.x <= corner.x + width && point.y >= corner.y && point.y <= corner.y + height;
    if (inside && (best === null || width * height < best.area)) best = { id, corner, area: width * height };
  }
  return best === null ? null : { id: best.id, corner: best.corner };
}

import "server-only";
import ELK from "elkjs/lib/elk.bundled.js";
import type { GraphDocument, GraphNode } from "@/core/graph/document";
import { portsOf } from "@/core/graph/kind";
import { elkLevel, placesOf } from "@/core/graph/layout";
import { kinds } from "@/nodes/definitions";

const GRID = 16;
/** About as large as the editor draws a node. Pixels. */
const WIDTH = 240;
const HEAD = 108;
const ROW = 22;

const elk = new ELK();

/** The same graph with its nodes in layers from left to right. */
export async function layOut(document: GraphDocument): Promise<GraphDocument> {
  const ports = new Map(document.nodes.map((node) => [node.id, portsOf(node, kinds)]));
  const of = (id: string) => ports.get(id) ?? { inputs: [], outputs: [] };
  const sizeOf = ({ id }: GraphNode) => ({ width: WIDTH, height: HEAD + ROW * Math.max(of(id).inputs.length, of(id).outputs.length) });
  const placed = await elk.layout(elkLevel(null, { nodes: document.nodes, edges: document.edges }, sizeOf, of));
  const places = placesOf(placed, { x: 0, y: 0 }, GRID);
  return { ...document, nodes: document.nodes.map((node) => ({ ...node, position: places[node.id] ?? node.position })) };
}

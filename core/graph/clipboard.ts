import { z } from "zod";
import { GRAPH_FORMAT, GraphDocument, GraphEdge, GraphNode, GraphNote } from "./document";
import { absolutePosition, type Point, withDescendants } from "./levels";

export const CLIP_FORMAT = "minnow.clip/1";

/**
 * A part of a graph, as it is copied. Its outermost nodes have no parent and stand where they stood on the canvas. As a document it
 * names secrets but never holds one.
 */
export const Clip = z.object({
  format: z.literal(CLIP_FORMAT),
  nodes: z.array(GraphNode).max(10_000),
  edges: z.array(GraphEdge).max(50_000),
  notes: z.array(GraphNote).max(1_000),
});
export type Clip = z.infer<typeof Clip>;

/** The chosen nodes with what is inside them, the edges between those, and the chosen notes. */
export function copyPart(document: GraphDocument, chosen: Iterable<string>): Clip {
  const ids = new Set(chosen);
  const copied = withDescendants(document.nodes, ids);
  const byId = new Map(document.nodes.map((node) => [node.id, node]));
  const nodes = document.nodes.flatMap((node) => {
    if (!copied.has(node.id)) return [];
    if (copied.has(node.parentId ?? "")) return [node];
    const { parentId: _, ...outermost } = node;
    return [{ ...outermost, position: absolutePosition(node, byId) }];
  });
  return {
    format: CLIP_FORMAT,
    nodes,
    edges: document.edges.filter(({ source, target }) => copied.has(source.node) && copied.has(target.node)),
    notes: document.notes.filter(({ id }) => ids.has(id)),
  };
}

export const isEmptyClip = ({ nodes, notes }: Clip): boolean => nodes.length + notes.length === 0;

/** What a text from the clipboard is: a part of a graph, some other text, or one of our formats that can't be read, and why. */
export type ReadClip =
  | { type: "clip"; clip: Clip }
  | { type: "text"; text: string }
  | { type: "unreadable"; code: "clip_newer" | "clip_broken" | "clip_empty" };

const Formatted = z.looseObject({ format: z.string().regex(/^minnow\./) });

/** Reads what was copied here or elsewhere: a part of a graph, or a whole exported one. */
export function readClip(text: string): ReadClip {
  const value = parsed(text);
  const formatted = Formatted.safeParse(value);
  if (!formatted.success) return text.trim() === "" ? { type: "unreadable", code: "clip_empty" } : { type: "text", text };
  const { format } = formatted.data;
  if (format !== CLIP_FORMAT && format !== GRAPH_FORMAT) return { type: "unreadable", code: "clip_newer" };
  const read = format === CLIP_FORMAT ? Clip.safeParse(value) : GraphDocument.safeParse(value);
  if (!read.success) return { type: "unreadable", code: "clip_broken" };
  const { nodes, edges, notes } = read.data;
  const clip: Clip = { format: CLIP_FORMAT, nodes, edges, notes };
  return isEmptyClip(clip) ? { type: "unreadable", code: "clip_empty" } : { type: "clip", clip };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** About as large as a node is drawn; how large exactly only the canvas knows. */
const NODE = { width: 240, height: 130 };

/** Where a clip's outermost nodes and notes lie. */
export function clipExtent({ nodes, notes }: Clip): Point & { width: number; height: number } {
  const boxes = [
    ...nodes.filter(({ parentId }) => parentId === undefined).map(({ position }) => ({ ...position, ...NODE })),
    ...notes.map(({ position, size }) => ({ ...position, ...size })),
  ];
  const [x, y] = [Math.min(...boxes.map((box) => box.x)), Math.min(...boxes.map((box) => box.y))];
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

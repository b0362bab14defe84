import { type Clip, clipExtent } from "@/core/graph/clipboard";
import type { GraphDocument } from "@/core/graph/document";
import { absolutePosition, type Point } from "@/core/graph/levels";
import { bodyCorner, containerAt, type Size } from "../../canvas/containers";

const GRID = 16;
/** How far a copy stands from what it was copied from. */
const OFFSET = 2 * GRID;

type Scene = {
  document: GraphDocument;
  selected: readonly string[];
  /** Of the containers. */
  sizes: ReadonlyMap<string, Size>;
  /** On the canvas; null when it is elsewhere. */
  pointer: Point | null;
  /** The middle of what is seen of the canvas. */
  centre: Point;
};

export type PasteTarget = { into?: string; at: Point };

/**
 * Where a clip goes: into the one selected container, unless that is what was copied; else under the pointer; else beside its
 * original; else into the middle of the view. It never covers a copy pasted before.
 */
export function pasteTarget(clip: Clip, { document, selected, sizes, pointer, centre }: Scene): PasteTarget {
  const byId = new Map(document.nodes.map((node) => [node.id, node]));
  const { width, height, ...corner } = clipExtent(clip);
  const copied = new Set(clip.nodes.map(({ id }) => id));
  const [only] = selected;
  const container = selected.length === 1 && only !== undefined && sizes.has(only) && !copied.has(only) ? byId.get(only) : undefined;
  const under = pointer === null ? null : containerAt(document, sizes, pointer, new Set());
  const around = ({ x, y }: Point): Point => ({ x: x - width / 2, y: y - height / 2 });

  // Notes stand on the top level.
  if (clip.nodes.length === 0 && pointer !== null) return free(document, { at: around(pointer) });
  if (container !== undefined && clip.nodes.length > 0) {
    const inIt = pointer !== null && under?.id === container.id;
    const at = inIt ? minus(around(pointer), absolutePosition(container, byId)) : bodyCorner;
    return free(document, { into: container.id, at: inside(at) });
  }
  if (pointer !== null) {
    if (under === null) return free(document, { at: around(pointer) });
    return free(document, { into: under.id, at: inside(minus(around(pointer), under.corner)) });
  }
  const here = new Set([...document.nodes, ...document.notes].map(({ id }) => id));
  const isHere = [...clip.nodes, ...clip.notes].some(({ id }) => here.has(id));
  return free(document, { at: isHere ? { x: corner.x + OFFSET, y: corner.y + OFFSET } : around(centre) });
}

/** Beside the original, on the level that all that was chosen is on. */
export function duplicateTarget(clip: Clip, document: GraphDocument): PasteTarget {
  const byId = new Map(document.nodes.map((node) => [node.id, node]));
  const outermost = clip.nodes.filter(({ parentId }) => parentId === undefined);
  const levels = new Set(outermost.map(({ id }) => byId.get(id)?.parentId));
  const level = levels.size === 1 && clip.notes.length === 0 ? byId.get([...levels][0] ?? "") : undefined;
  const { x, y } = clipExtent(clip);
  const at = { x: x + OFFSET, y: y + OFFSET };
  if (level === undefined) return free(document, { at });
  return free(document, { into: level.id, at: minus(at, absolutePosition(level, byId)) });
}

const minus = (a: Point, b: Point): Point => ({ x: a.x - b.x, y: a.y - b.y });
const inside = ({ x, y }: Point): Point => ({ x: Math.max(x, bodyCorner.x), y: Math.max(y, bodyCorner.y) });

function free({ nodes, notes }: GraphDocument, { into, at }: PasteTarget): PasteTarget {
  let [x, y] = [Math.round(at.x / GRID) * GRID, Math.round(at.y / GRID) * GRID];
  const level = nodes.filter(({ parentId }) => parentId === into);
  const places = new Set([...level, ...(into === undefined ? notes : [])].map(({ position }) => `${position.x} ${position.y}`));
  while (places.has(`${x} ${y}`)) [x, y] = [x + OFFSET, y + OFFSET];
  return { at: { x, y }, ...(into !== undefined && { into }) };
}

import type { Box } from "./align";
import type { Point } from "./levels";

/** Kept free between a note and what it would cover, in pixels. */
const GAP = 16;

/**
 * Where notes go when the nodes around them move: each goes along with the node nearest to it, and then up until it covers nothing.
 * A note that lay behind nodes, as a frame does, only goes along.
 * @param before the nodes as they were, in the same order as `after`
 * @returns new corners of the notes that move
 */
export function followNodes(notes: readonly Box[], before: readonly Box[], after: readonly Box[]): Record<string, Point> {
  const placed: Box[] = [];
  for (const note of notes) {
    const at = nearest(note, before);
    const [from, to] = [before[at], after[at]];
    if (from === undefined || to === undefined) continue;
    const moved = { ...note, x: note.x + to.x - from.x, y: note.y + to.y - from.y };
    const isFrame = before.some((node) => overlap(node, note));
    placed.push(isFrame ? moved : lifted(moved, [...after, ...placed]));
  }
  const corners = new Map(notes.map((note) => [note.id, note]));
  return Object.fromEntries(
    placed.flatMap(({ id, x, y }) => (corners.get(id)?.x === x && corners.get(id)?.y === y ? [] : [[id, { x, y }]])),
  );
}

function lifted(note: Box, others: readonly Box[]): Box {
  let free = note;
  // Every step goes above something, so that it ends above everything at the latest.
  for (let over = others.find((other) => overlap(free, other)); over !== undefined; ) {
    free = { ...free, y: over.y - free.height - GAP };
    over = others.find((other) => overlap(free, other));
  }
  return free;
}

function nearest(note: Box, nodes: readonly Box[]): number {
  const centre = ({ x, y, width, height }: Box) => ({ x: x + width / 2, y: y + height / 2 });
  const own = centre(note);
  const distances = nodes.map(centre).map(({ x, y }) => Math.hypot(x - own.x, y - own.y));
  return distances.indexOf(Math.min(...distances));
}

const overlap = (a: Box, b: Box): boolean => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

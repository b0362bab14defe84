import type { Box } from "./align";
import type { Point } from "./levels";

type Rect = Omit<Box, "id">;

/** Kept free beside what has grown, in pixels. */
const GAP = 48;

/**
 * New corners that make room on the canvas for something that has grown: what lies to the right of where it was goes further right,
 * all by as much as the nearest needs, and what lies below it further down.
 * @param grid what corners are moved by is a multiple of it
 */
export function makeRoom(others: readonly Box[], before: Rect, after: Rect, grid: number): Record<string, Point> {
  const right = others.filter(({ x }) => x >= before.x + before.width);
  const below = others.filter(
    ({ x, y, width }) => x < before.x + before.width && y >= before.y + before.height && x < after.x + after.width && x + width > after.x,
  );
  const needed = (nearest: number, end: number) => Math.max(0, Math.ceil((end + GAP - nearest) / grid) * grid);
  const beside = right.filter(({ y, height }) => y < after.y + after.height && y + height > after.y);
  const dx = beside.length === 0 ? 0 : needed(Math.min(...beside.map(({ x }) => x)), after.x + after.width);
  const dy = below.length === 0 ? 0 : needed(Math.min(...below.map(({ y }) => y)), after.y + after.height);
  return Object.fromEntries([
    ...(dx === 0 ? [] : right.map(({ id, x, y }) => [id, { x: x + dx, y }])),
    ...(dy === 0 ? [] : below.map(({ id, x, y }) => [id, { x, y: y + dy }])),
  ]);
}

export type Rect = { x: number; y: number; width: number; height: number };

/** The smallest rectangle around all; one of no size at the origin when there are none. */
export function unionOf(rects: readonly Rect[]): Rect {
  let [left, top, right, bottom] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { x, y, width, height } of rects) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
  }
  return rects.length === 0 ? { x: 0, y: 0, width: 0, height: 0 } : { x: left, y: top, width: right - left, height: bottom - top };
}

/** Free room at the edges of a map, as a share of its size. */
const MARGIN = 0.06;

/** How a rectangle is shown whole in the middle of a map: a point p of it lies at `x + p.x * scale`, `y + p.y * scale`. */
export function fitInto(map: { width: number; height: number }, rect: Rect): { scale: number; x: number; y: number } {
  const room = 1 - 2 * MARGIN;
  const scale = Math.min((map.width * room) / Math.max(rect.width, 1), (map.height * room) / Math.max(rect.height, 1));
  return {
    scale,
    x: map.width / 2 - (rect.x + rect.width / 2) * scale,
    y: map.height / 2 - (rect.y + rect.height / 2) * scale,
  };
}

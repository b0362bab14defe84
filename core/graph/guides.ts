import type { Box } from "./align";

/** A line of the canvas that something lines up with; it is drawn from one end of all that lies on it to the other. */
export type Guide = { axis: "x" | "y"; at: number; from: number; to: number };
/** How far to move to be in line, and with what. An axis on which nothing is near is null. */
export type Snap = { x: number | null; y: number | null; guides: Guide[] };

type Rect = Omit<Box, "id">;
type Line = { at: number; from: number; to: number };

/** Lines of the things around, by their place, so that the nearest is found fast. */
export type Lines = { x: readonly Line[]; y: readonly Line[]; boxes: readonly Rect[] };

const startOf = (box: Rect, axis: "x" | "y"): number => box[axis];
const lengthOf = ({ width, height }: Rect, axis: "x" | "y"): number => (axis === "x" ? width : height);
const other = (axis: "x" | "y"): "x" | "y" => (axis === "x" ? "y" : "x");

/** Left, centre and right, or top, middle and bottom. */
const placesOf = (box: Rect, axis: "x" | "y"): [number, number, number] => {
  const [start, length] = [startOf(box, axis), lengthOf(box, axis)];
  return [start, start + length / 2, start + length];
};

const spanOf = (box: Rect, axis: "x" | "y") => ({
  from: startOf(box, other(axis)),
  to: startOf(box, other(axis)) + lengthOf(box, other(axis)),
});

/** The lines that things can be brought in line with; made once for each drag. */
export function linesOf(boxes: readonly Rect[]): Lines {
  const along = (axis: "x" | "y") =>
    boxes.flatMap((box) => placesOf(box, axis).map((at): Line => ({ at, ...spanOf(box, axis) }))).sort((a, b) => a.at - b.at);
  return { x: along("x"), y: along("y"), boxes };
}

/** Where a box that is dragged lines up with others, or stands with equal gaps between them, when that is no further than `reach`. */
export function snapTo(lines: Lines, box: Rect, reach: number): Snap {
  const guides: Guide[] = [];
  const along = (axis: "x" | "y"): number | null =>
    nearest(lines[axis], placesOf(box, axis), reach) ?? equalGap(lines.boxes, box, axis, reach);
  const [x, y] = [along("x"), along("y")];
  const moved = { ...box, x: box.x + (x ?? 0), y: box.y + (y ?? 0) };
  for (const axis of ["x", "y"] as const) {
    if ((axis === "x" ? x : y) === null) continue;
    for (const at of new Set(placesOf(moved, axis))) {
      const met = between(lines[axis], at - 0.5, at + 0.5);
      if (met.length === 0) continue;
      const own = spanOf(moved, axis);
      guides.push({ axis, at, from: Math.min(own.from, ...met.map(({ from }) => from)), to: Math.max(own.to, ...met.map(({ to }) => to)) });
    }
  }
  return { x, y, guides };
}

/** The smallest move that brings one of the places onto a line. */
function nearest(lines: readonly Line[], places: readonly number[], reach: number): number | null {
  let best: number | null = null;
  for (const place of places) {
    for (const { at } of between(lines, place - reach, place + reach)) {
      if (best === null || Math.abs(at - place) < Math.abs(best)) best = at - place;
    }
  }
  return best;
}

/** Lines from `low` to `high`; the first is found by halving. */
function between(lines: readonly Line[], low: number, high: number): Line[] {
  let [start, end] = [0, lines.length];
  while (start < end) {
    const middle = (start + end) >> 1;
    if ((lines[middle]?.at ?? 0) < low) start = middle + 1;
    else end = middle;
  }
  const found: Line[] = [];
  for (let line = lines[start]; line !== undefined && line.at <= high; line = lines[++start]) found.push(line);
  return found;
}

/** The move to where the gap to the neighbour on one side is as large as that on the other, or as the neighbours' own. */
function equalGap(boxes: readonly Rect[], box: Rect, axis: "x" | "y", reach: number): number | null {
  const across = other(axis);
  const [start, length] = [startOf(box, axis), lengthOf(box, axis)];
  const end = (rect: Rect) => startOf(rect, axis) + lengthOf(rect, axis);
  const beside = boxes.filter(
    (rect) =>
      startOf(rect, across) < startOf(box, across) + lengthOf(box, across) &&
      startOf(rect, across) + lengthOf(rect, across) > startOf(box, across),
  );
  const before = beside.filter((rect) => end(rect) <= start + reach).sort((a, b) => end(b) - end(a));
  const after = beside.filter((rect) => startOf(rect, axis) >= start + length - reach).sort((a, b) => startOf(a, axis) - startOf(b, axis));
  const [previous, beforeThat] = before;
  const [next, afterThat] = after;
  const wanted = [
    ...(previous && next ? [(end(previous) + startOf(next, axis) - length) / 2] : []),
    ...(previous && beforeThat ? [end(previous) + startOf(previous, axis) - end(beforeThat)] : []),
    ...(next && afterThat ? [startOf(next, axis) - (startOf(afterThat, axis) - end(next)) - length] : []),
  ];
  const moves = wanted.map((place) => place - start).filter((move) => Math.abs(move) <= reach);
  return moves.length === 0 ? null : moves.reduce((best, move) => (Math.abs(move) < Math.abs(best) ? move : best));
}

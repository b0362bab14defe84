import type { Point } from "./levels";

/** What lies on the canvas: a corner and a size, in pixels. */
export type Box = Point & { id: string; width: number; height: number };

export const alignments = ["left", "centre", "right", "top", "middle", "bottom"] as const;
export type Alignment = (typeof alignments)[number];
export type Axis = "horizontal" | "vertical";

type Positions = Record<string, Point>;

/** New corners that bring the boxes into one line: at an outermost edge, or at the middle of all. Boxes that stay are left out. */
export function align(boxes: readonly Box[], alignment: Alignment): Positions {
  const left = Math.min(...boxes.map(({ x }) => x));
  const right = Math.max(...boxes.map(({ x, width }) => x + width));
  const top = Math.min(...boxes.map(({ y }) => y));
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height));
  const place = ({ x, y, width, height }: Box): Point => {
    switch (alignment) {
      case "left":
        return { x: left, y };
      case "centre":
        return { x: (left + right - width) / 2, y };
      case "right":
        return { x: right - width, y };
      case "top":
        return { x, y: top };
      case "middle":
        return { x, y: (top + bottom - height) / 2 };
      case "bottom":
        return { x, y: bottom - height };
    }
  };
  return changed(boxes, place);
}

/** New corners that make the gaps between neighbours equal; the outermost boxes stay. Fewer than three boxes stay as they are. */
export function distribute(boxes: readonly Box[], axis: Axis): Positions {
  if (boxes.length < 3) return {};
  const start = (box: Box) => (axis === "horizontal" ? box.x : box.y);
  const length = (box: Box) => (axis === "horizontal" ? box.width : box.height);
  const centre = (box: Box) => start(box) + length(box) / 2;
  const order = boxes.toSorted((a, b) => centre(a) - centre(b));
  const [first, last] = [order[0] as Box, order.at(-1) as Box];
  const filled = order.reduce((sum, box) => sum + length(box), 0);
  const gap = (start(last) + length(last) - start(first) - filled) / (order.length - 1);
  const starts = new Map<string, number>();
  let next = start(first);
  for (const box of order) {
    starts.set(box.id, next);
    next += length(box) + gap;
  }
  return changed(boxes, ({ id, x, y }) => (axis === "horizontal" ? { x: starts.get(id) ?? x, y } : { x, y: starts.get(id) ?? y }));
}

function changed(boxes: readonly Box[], place: (box: Box) => Point): Positions {
  return Object.fromEntries(
    boxes.flatMap((box) => {
      const { x, y } = place(box);
      return x === box.x && y === box.y ? [] : [[box.id, { x, y }]];
    }),
  );
}

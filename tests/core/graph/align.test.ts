import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Alignment, type Axis, align, alignments, type Box, distribute } from "@/core/graph/align";

const length = fc.integer({ min: 20, max: 400 });
const place = fc.integer({ min: -2000, max: 2000 });
const boxes = (least: number): fc.Arbitrary<Box[]> =>
  fc
    .array(fc.record({ x: place, y: place, width: length, height: length }), { minLength: least, maxLength: 12 })
    .map((list) => list.map((box, index) => ({ id: `b${index}`, ...box })));

const moved = (list: readonly Box[], positions: Record<string, { x: number; y: number }>): Box[] =>
  list.map((box) => ({ ...box, ...positions[box.id] }));

const lineOf: Record<Alignment, (box: Box) => number> = {
  left: ({ x }) => x,
  centre: ({ x, width }) => x + width / 2,
  right: ({ x, width }) => x + width,
  top: ({ y }) => y,
  middle: ({ y, height }) => y + height / 2,
  bottom: ({ y, height }) => y + height,
};

describe("aligning", () => {
  it.each(alignments)("brings all to one line: %s", (alignment) => {
    fc.assert(
      fc.property(boxes(2), (list) => {
        const after = moved(list, align(list, alignment));
        expect(new Set(after.map(lineOf[alignment])).size).toBe(1);
        // Again changes nothing, and the other direction is left alone.
        expect(align(after, alignment)).toEqual({});
        const other = ["left", "centre", "right"].includes(alignment) ? "y" : "x";
        expect(after.map((box) => box[other])).toEqual(list.map((box) => box[other]));
      }),
    );
  });
});

describe("distributing", () => {
  it.each<Axis>(["horizontal", "vertical"])("makes equal gaps and keeps both ends: %s", (axis) => {
    const [start, size] = axis === "horizontal" ? (["x", "width"] as const) : (["y", "height"] as const);
    fc.assert(
      fc.property(boxes(3), (list) => {
        const after = moved(list, distribute(list, axis));
        const centre = (box: Box) => box[start] + box[size] / 2;
        const order = list.toSorted((a, b) => centre(a) - centre(b)).map(({ id }) => after.find((box) => box.id === id) as Box);
        const gaps = order.slice(1).map((box, index) => box[start] - (order[index] as Box)[start] - (order[index] as Box)[size]);
        for (const gap of gaps) expect(gap).toBeCloseTo(gaps[0] as number, 6);
        expect(after.find(({ id }) => id === order[0]?.id)?.[start]).toBe(list.find(({ id }) => id === order[0]?.id)?.[start]);
      }),
    );
  });

  it("needs three", () => {
    expect(distribute([{ id: "a", x: 0, y: 0, width: 1, height: 1 }], "horizontal")).toEqual({});
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linesOf, snapTo } from "@/core/graph/guides";
import { makeRoom } from "@/core/graph/room";

const length = fc.integer({ min: 20, max: 400 });
const place = fc.integer({ min: -2000, max: 2000 });
const box = fc.record({ x: place, y: place, width: length, height: length });
const boxes = fc.array(box, { minLength: 1, maxLength: 30 });
const places = (start: number, size: number) => [start, start + size / 2, start + size];

describe("guides", () => {
  it("bring a box that is near a line onto it, and never further than they reach", () => {
    fc.assert(
      fc.property(boxes, box, fc.integer({ min: 1, max: 12 }), (others, dragged, reach) => {
        const { x, y, guides } = snapTo(linesOf(others), dragged, reach);
        expect(Math.max(Math.abs(x ?? 0), Math.abs(y ?? 0))).toBeLessThanOrEqual(reach);
        const after = { ...dragged, x: dragged.x + (x ?? 0), y: dragged.y + (y ?? 0) };
        for (const { axis, at, from, to } of guides) {
          const on = (rect: typeof after) =>
            (axis === "x" ? places(rect.x, rect.width) : places(rect.y, rect.height)).some((line) => Math.abs(line - at) <= 0.5);
          expect(on(after)).toBe(true);
          expect(others.some(on)).toBe(true);
          const [start, size] = axis === "x" ? [after.y, after.height] : [after.x, after.width];
          expect(from).toBeLessThanOrEqual(start);
          expect(to).toBeGreaterThanOrEqual(start + size);
        }
      }),
    );
  });

  it("find the nearest of all lines", () => {
    fc.assert(
      fc.property(boxes, box, (others, dragged) => {
        const distances = others.flatMap((rect) =>
          places(rect.x, rect.width).flatMap((line) => places(dragged.x, dragged.width).map((own) => Math.abs(line - own))),
        );
        const least = Math.min(...distances);
        const { x } = snapTo(linesOf(others), dragged, 6);
        if (least <= 6) expect(Math.abs(x ?? Number.NaN)).toBeCloseTo(least);
      }),
    );
  });

  it("leave a box alone when nothing is near", () => {
    expect(snapTo(linesOf([{ x: 0, y: 0, width: 100, height: 50 }]), { x: 220, y: 300, width: 80, height: 30 }, 6)).toEqual({
      x: null,
      y: null,
      guides: [],
    });
  });

  it("make the gaps between neighbours equal", () => {
    const row = [
      { x: 0, y: 0, width: 100, height: 60 },
      { x: 500, y: 3, width: 100, height: 60 },
    ];
    expect(snapTo(linesOf(row), { x: 253, y: 17, width: 90, height: 40 }, 6).x).toBe(2);
    expect(snapTo(linesOf(row), { x: 1004, y: 17, width: 90, height: 40 }, 6).x).toBe(-4);
  });
});

describe("making room", () => {
  it("moves what lies beside and below out of the way of what has grown, as one", () => {
    const before = { x: 0, y: 0, width: 240, height: 130 };
    const after = { x: 0, y: 0, width: 560, height: 320 };
    const others = [
      { id: "left", x: -400, y: 0, width: 240, height: 130 },
      { id: "near", x: 320, y: 0, width: 240, height: 130 },
      { id: "far", x: 640, y: 400, width: 240, height: 130 },
      { id: "below", x: 0, y: 200, width: 240, height: 130 },
    ];
    const moved = makeRoom(others, before, after, 16);
    expect(moved).toEqual({ near: { x: 608, y: 0 }, far: { x: 928, y: 400 }, below: { x: 0, y: 376 } });
    expect(makeRoom(others, after, after, 16)).toEqual({});
  });
});

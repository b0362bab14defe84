import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitInto, type Rect, unionOf } from "@/components/canvas/mapScale";

const rect: fc.Arbitrary<Rect> = fc.record({
  x: fc.integer({ min: -50_000, max: 50_000 }),
  y: fc.integer({ min: -50_000, max: 50_000 }),
  width: fc.integer({ min: 1, max: 20_000 }),
  height: fc.integer({ min: 1, max: 20_000 }),
});
const MAP = { width: 150, height: 100 };

describe("a map of rectangles", () => {
  it("shows all of every one, and uses the room it has", () => {
    fc.assert(
      fc.property(fc.array(rect, { minLength: 1 }), (rects) => {
        const whole = unionOf(rects);
        const { scale, x, y } = fitInto(MAP, whole);
        for (const one of rects) {
          expect(x + one.x * scale).toBeGreaterThanOrEqual(0);
          expect(y + one.y * scale).toBeGreaterThanOrEqual(0);
          expect(x + (one.x + one.width) * scale).toBeLessThanOrEqual(MAP.width);
          expect(y + (one.y + one.height) * scale).toBeLessThanOrEqual(MAP.height);
        }
        expect(Math.max((whole.width * scale) / MAP.width, (whole.height * scale) / MAP.height)).toBeCloseTo(0.88, 6);
      }),
    );
  });

  it("of nothing has no size", () => {
    expect(unionOf([])).toEqual({ x: 0, y: 0, width: 0, height: 0 });
  });
});

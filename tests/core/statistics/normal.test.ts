import { describe, expect, it } from "vitest";
import { oneSidedDeviate, twoSidedDeviate, upperTail } from "@/core/statistics/normal";

describe("the standard normal", () => {
  it("has the tabulated deviates", () => {
    expect(twoSidedDeviate(0.95)).toBeCloseTo(1.959963984540054, 14);
    expect(oneSidedDeviate(0.95)).toBeCloseTo(1.6448536269514722, 14);
    expect(oneSidedDeviate(0.5)).toBeCloseTo(0, 14);
  });

  it("keeps its digits far out in the tail", () => {
    // scipy 1.17, norm.sf(8).
    expect(upperTail(8) / 6.220960574271785e-16).toBeCloseTo(1, 9);
    expect(upperTail(Number.POSITIVE_INFINITY)).toBe(0);
    expect(upperTail(Number.NEGATIVE_INFINITY)).toBe(1);
  });

  it("refuses confidences that are none", () => {
    expect(() => twoSidedDeviate(95)).toThrow("confidence must lie between 0 and 1");
    expect(() => oneSidedDeviate(Number.NaN)).toThrow(RangeError);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { atOnce, eachOf } from "@/core/steps";

describe("work in steps", () => {
  it("gives what it gives at once, however many items a step takes", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5)), fc.integer({ min: 1, max: 9 }), (items, atATime) => {
        const twice = (item: number) => Array.from({ length: item }, () => item);
        expect(atOnce(eachOf(items, twice, atATime))).toEqual(items.flatMap(twice));
      }),
    );
  });

  it("stops after every step", () => {
    const seen: number[] = [];
    const steps = eachOf([1, 2, 3, 4, 5], (item) => [seen.push(item)], 2);
    steps.next();
    expect(seen).toEqual([1, 2]);
    steps.next();
    expect(seen).toEqual([1, 2, 3, 4]);
  });
});

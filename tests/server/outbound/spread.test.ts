import { setImmediate as nextTurn } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openSpread } from "@/server/outbound/spread";

/** How many have begun, turn by turn, when so many ask at once. */
async function begun(count: number, perTurn: number): Promise<{ counts: number[]; order: number[] }> {
  const turn = openSpread(perTurn);
  const order: number[] = [];
  const all = Promise.all(Array.from({ length: count }, (_, index) => turn().then(() => order.push(index))));
  const counts: number[] = [];
  for (let told = 0; told < count; await nextTurn()) {
    // By now, whatever may begin in this turn has.
    for (let settled = 0; settled < 5; settled++) await Promise.resolve();
    counts.push(order.length - told);
    told = order.length;
  }
  await all;
  return { counts, order };
}

describe("pieces of work that come at once", () => {
  it("begin in the order they came, so many in a turn of the event loop", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 12 }), async (count, perTurn) => {
        const { counts, order } = await begun(count, perTurn);
        expect(order).toEqual(order.toSorted((a, b) => a - b));
        expect(Math.max(...counts)).toBeLessThanOrEqual(perTurn);
        expect(counts).toHaveLength(Math.ceil(count / perTurn));
      }),
      { numRuns: 60 },
    );
  });

  it("wait for nobody where they are few", async () => {
    const turn = openSpread(2);
    for (let round = 0; round < 3; round++) {
      await Promise.all([turn(), turn()]);
      await nextTurn();
    }
  });
});

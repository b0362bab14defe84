import { afterAll, describe, expect, it } from "vitest";
import { closeCounting, countTokens } from "@/server/models/tokens/count";

afterAll(closeCounting);

describe("counting tokens", () => {
  it("finds the words of the vocabulary, in any script", async () => {
    expect(await countTokens(["", "How deep is the sea?", "12345678", "深い海の魚", "🐟"])).toEqual([0, 6, 3, 5, 2]);
  });

  it("takes what looks like a mark of the model's own for text", async () => {
    const [count = 0] = await countTokens(["<|endoftext|>"]);
    expect(count).toBeGreaterThan(1);
  });

  it("is done with text that has no gaps, and keeps pairs of surrogates together", async () => {
    const [letters = 0, fish = 0] = await countTokens(["a".repeat(20_000), "🐟".repeat(1_000)]);
    expect(letters).toBeGreaterThan(2_000);
    expect(letters).toBeLessThan(4_000);
    expect(fish).toBe(2_000);
  });

  it("leaves this thread to others meanwhile", async () => {
    let turns = 0;
    let done = false;
    const counting = countTokens(["all kinds of words ".repeat(50_000)]).then((counts) => {
      done = true;
      return counts;
    });
    while (!done) {
      turns += 1;
      await new Promise(setImmediate);
    }
    const [count = 0] = await counting;
    expect(count).toBeGreaterThan(199_999);
    // Had it been counted here, there would have been one.
    expect(turns).toBeGreaterThan(10);
  });

  it("of many texts at once gives each its own", async () => {
    const counts = await Promise.all(Array.from({ length: 20 }, (_, index) => countTokens(["fish ".repeat(index).trim()])));
    expect(counts.map(([count]) => count)).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answerLimit, upperBound } from "@/core/evaluation/upperBound";
import { callCost } from "@/core/prices";

const prices = { inputPrice: 3, outputPrice: 15, cachedInputPrice: 0.3, reasoningPrice: null };

describe("the most a call can cost", () => {
  it("is no less than what any answer within the limit comes to, repaired and hedged or not", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: "binary" }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 4_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        (texts, maxTokens, share, repaired) => {
          const input = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
          const output = Math.floor(share * maxTokens);
          const once = callCost(prices, { input: 2 * input, output }) ?? 0;
          const again = repaired ? (callCost(prices, { input: 2 * (input + output), output }) ?? 0) : 0;
          expect(upperBound({ texts, maxTokens, repaired }, prices)).toBeGreaterThanOrEqual(once + again);
        },
      ),
    );
  });

  it("isn't known without a price, and is nothing for what costs nothing", () => {
    const request = { texts: ["hello"], maxTokens: 10, repaired: false };
    expect(upperBound(request, { ...prices, inputPrice: null })).toBeNull();
    expect(upperBound(request, { inputPrice: 0, outputPrice: 0, cachedInputPrice: null, reasoningPrice: null })).toBe(0);
  });
});

describe("the limit of an answer whose request sets none", () => {
  it("is far above the longest recorded answer, and within the model's context", () => {
    expect(answerLimit(10, null)).toBe(2_048);
    expect(answerLimit(5_000, null)).toBe(20_000);
    expect(answerLimit(5_000, 900)).toBe(900);
    expect(answerLimit(5_000, -3)).toBe(1);
  });
});

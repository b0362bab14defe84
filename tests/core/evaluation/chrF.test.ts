import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chrF } from "@/core/evaluation/chrF";

const text = fc.string({ unit: fc.constantFrom(..."abc é退"), maxLength: 40 });
const word = (letters: string) => fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 20 });

describe("chrF", () => {
  it.each([
    // 1-grams 2 of 3, 2-grams 1 of 2, 3-grams none, on both sides: (2/3 + 1/2 + 0) / 3.
    ["abc", "abd", 7 / 18],
    // What is there is right; 2 of 4 and 1 of 3 are there: recall 5/12, 5 R / (4 + R).
    ["abcd", "ab", 25 / 53],
    // An n-gram counts as often as both have it.
    ["aab", "aaa", 7 / 18],
    // As sacreBLEU 2 has them.
    ["The cat sat on the mat.", "The cat is on the mat.", 0.64581668],
    ["退款将在三天内到账。", "退款会在三天到账", 0.22098993],
    ["A refund takes three working days.", "Refunds take up to 3 business days, sorry.", 0.27356618],
  ])("of %j, answered as %j, is %f", (reference, answer, score) => {
    expect(chrF(reference, answer)).toBeCloseTo(score, 8);
  });

  it("is 1 of a text and itself, however it is spaced and its accents are written", () => {
    fc.assert(
      fc.property(text, (one) => {
        expect(chrF(one, ` ${one.normalize("NFD").replaceAll(" ", "\n")}`)).toBeCloseTo(1, 12);
      }),
    );
    expect(chrF("a b c", "abc")).toBe(1);
  });

  it("is 0 of texts without a character in common, and of one that is empty", () => {
    fc.assert(
      fc.property(word("abc"), word("xyz"), (one, other) => {
        expect(chrF(one, other)).toBe(0);
      }),
    );
    expect(chrF("a", " ")).toBe(0);
    expect(chrF("", "a")).toBe(0);
    expect(chrF("", " ")).toBe(1);
  });

  it("stays in [0, 1], and swaps precision and recall when the texts are swapped", () => {
    fc.assert(
      fc.property(text, text, fc.double({ min: 0.25, max: 4, noNaN: true }), (one, other, beta) => {
        const score = chrF(one, other, { beta });
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
        expect(chrF(other, one, { beta: 1 / beta })).toBeCloseTo(score, 10);
        expect(chrF(other, one, { beta: 1 })).toBeCloseTo(chrF(one, other, { beta: 1 }), 12);
      }),
    );
  });

  it("misses what was left out more than what was added", () => {
    expect(chrF("abcdef", "abc")).toBeLessThan(chrF("abc", "abcdef"));
  });
});

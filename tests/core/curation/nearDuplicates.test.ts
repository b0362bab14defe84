import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jaccard, PLACES, setOf, signatureOf, similarity } from "@/core/curation/minhash";
import { openNearDuplicates } from "@/core/curation/nearDuplicates";
import { normalText, shinglesOf, wordsOf } from "@/core/curation/shingles";
import { seededRandom } from "@/core/statistics/random";

const signature = (text: string, seed = 1) => signatureOf(shinglesOf(normalText(text)), seed);
const words = fc.array(fc.constantFrom(..."der die lamp broken order please 退款 灯 损坏 where is my invoice 4711".split(" ")), {
  maxLength: 60,
});
const text = words.map((list) => list.join(" "));

/** Two sets that share a given part of what either has. */
function pairOf(either: number, both: number, random: () => number): [Uint32Array, Uint32Array] {
  const numbers = Array.from({ length: either }, () => Math.floor(random() * 4_294_967_296));
  const rest = numbers.slice(both);
  const half = Math.floor(rest.length / 2);
  return [
    Uint32Array.from([...numbers.slice(0, both), ...rest.slice(0, half)]),
    Uint32Array.from([...numbers.slice(0, both), ...rest.slice(half)]),
  ];
}

describe("similarity of texts", () => {
  it("is symmetric, from 0 to 1, and 1 of a text and itself", () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const [one, other] = [signature(a), signature(b)];
        expect(similarity(one, other)).toBe(similarity(other, one));
        expect(similarity(one, one)).toBe(1);
        const [left, right] = [a, b].map((each) => setOf(shinglesOf(normalText(each)))) as [Uint32Array, Uint32Array];
        expect(jaccard(left, right)).toBe(jaccard(right, left));
        expect(jaccard(left, right)).toBeGreaterThanOrEqual(0);
        expect(jaccard(left, right)).toBeLessThanOrEqual(1);
        expect(jaccard(left, left)).toBe(1);
      }),
    );
  });

  it.each([0.2, 0.5, 0.8, 0.95])("is estimated without bias and within its error, where it is %d", (wanted) => {
    const random = seededRandom(7);
    const either = 1_000;
    const estimates = Array.from({ length: 60 }, (_, seed) => {
      const [a, b] = pairOf(either, Math.round(either * wanted), random);
      return similarity(signatureOf(a, seed), signatureOf(b, seed));
    });
    const error = Math.sqrt((wanted * (1 - wanted)) / PLACES);
    const mean = estimates.reduce((sum, one) => sum + one, 0) / estimates.length;
    // Four standard errors of the mean of 60, and of one.
    expect(Math.abs(mean - wanted)).toBeLessThan((4 * error) / Math.sqrt(estimates.length));
    for (const one of estimates) expect(Math.abs(one - wanted)).toBeLessThan(4 * error + 1 / PLACES);
  });

  it("hangs on the seed: the same gives the same", () => {
    expect(signature("where is my order, please", 3)).toEqual(signature("where is my order, please", 3));
    expect(signature("where is my order, please", 3)).not.toEqual(signature("where is my order, please", 4));
  });

  it("doesn't see case, width and spacing; of a value it sees texts and numbers, and no names of fields", () => {
    expect(normalText("  Ｗhere IS\n my\t order ")).toBe("where is my order");
    expect(wordsOf({ b: ["x", 2], a: { c: "y" } })).toBe("y\nx\n2");
    expect(wordsOf({ other: "y" })).toBe(wordsOf({ name: "y" }));
  });
});

describe("near duplicates", () => {
  it("are texts that are the same, whatever else was kept", () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 12 }), text, fc.integer({ min: 0, max: 9 }), (others, one, seed) => {
        const near = openNearDuplicates(0.9, seed);
        near.isNew(one);
        for (const other of others) near.isNew(other);
        expect(near.isNew(one)).toBe(false);
      }),
    );
  });

  it("are told in Chinese as in English", () => {
    const near = openNearDuplicates(0.75, 1);
    expect(near.isNew("您好，我三天前买的台灯不亮了，请问可以退货吗？订单号是四七一一。")).toBe(true);
    expect(near.isNew("您好，我五天前买的台灯不亮了，请问可以退货吗？订单号是四七一一。")).toBe(false);
    expect(near.isNew("您好，我想把收货地址改成公司地址，麻烦帮我处理一下，谢谢。")).toBe(true);
    expect(near.isNew("The lamp that I bought three days ago does not light up; may I send it back?")).toBe(true);
    expect(near.isNew("The lamp that I bought four days ago does not light up; may I send it back?")).toBe(false);
  });

  it("are found among thousands, and little else is taken for one", () => {
    const random = seededRandom(5);
    const vocabulary = Array.from({ length: 900 }, () =>
      Array.from({ length: 4 + Math.floor(random() * 6) }, () => String.fromCharCode(97 + Math.floor(random() * 26))).join(""),
    );
    const made = (length: number) => Array.from({ length }, () => vocabulary[Math.floor(random() * vocabulary.length)] ?? "");
    const originals = Array.from({ length: 2_000 }, () => made(12 + Math.floor(random() * 200)));
    const near = openNearDuplicates(0.8, 1);
    expect(originals.filter((list) => near.isNew(list.join(" "))).length).toBe(originals.length);
    // A word in eighty is another one.
    const copies = originals.map((list) => list.map((word) => (random() < 1 / 80 ? "zzzzz" : word)).join(" "));
    const exact = copies.filter((copy, index) => {
      const [a, b] = [copy, originals[index]?.join(" ") ?? ""].map((one) => setOf(shinglesOf(normalText(one)))) as [
        Uint32Array,
        Uint32Array,
      ];
      return jaccard(a, b) >= 0.87;
    });
    const found = exact.filter((copy) => !near.isNew(copy));
    expect(exact.length).toBeGreaterThan(1_500);
    expect(found.length / exact.length).toBeGreaterThan(0.99);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { callCost, type DatedPrices, hardwarePrices, perMillionAt, pricesAt, TokenPrices, withPrices } from "@/core/prices";

const price = fc.double({ min: 0, max: 100, noNaN: true });
const tokens = fc.nat(1_000_000);

describe("a call's cost", () => {
  it("is tokens times prices per million", () => {
    expect(callCost({ inputPrice: 3, outputPrice: 12 }, { input: 1_000, output: 500 })).toBeCloseTo(0.009);
  });

  it("is unknown when a price is", () => {
    expect(callCost({ inputPrice: 3, outputPrice: null }, { input: 1_000, output: 0 })).toBeNull();
    expect(callCost({ inputPrice: null, outputPrice: 3 }, { input: 0, output: 1_000 })).toBeNull();
  });

  it("counts what the server had kept and what it thought at prices of their own", () => {
    const prices = { inputPrice: 2, outputPrice: 8, cachedInputPrice: 0.5, reasoningPrice: 4 };
    // 600 × 2 + 400 × 0.5 + 100 × 8 + 100 × 4
    expect(callCost(prices, { input: 1_000, output: 200, cached: 400, reasoning: 100 })).toBeCloseTo(0.0026);
    expect(callCost({ inputPrice: 2, outputPrice: 8 }, { input: 1_000, output: 200, cached: 400, reasoning: 100 })).toBeCloseTo(0.0036);
  });

  it("lies between what all of it at the lower and at the higher price would be, and takes no more tokens than there are", () => {
    fc.assert(
      fc.property(
        price,
        price,
        price,
        price,
        tokens,
        tokens,
        tokens,
        tokens,
        (input, cached, output, reasoning, read, kept, written, thought) => {
          const prices = { inputPrice: input, outputPrice: output, cachedInputPrice: cached, reasoningPrice: reasoning };
          const cost = callCost(prices, { input: read, output: written, cached: kept, reasoning: thought }) ?? Number.NaN;
          const all = (of: (one: number, other: number) => number) => (of(input, cached) * read + of(output, reasoning) * written) / 1e6;
          expect(cost).toBeGreaterThanOrEqual(all(Math.min) * (1 - 1e-9));
          expect(cost).toBeLessThanOrEqual(all(Math.max) * (1 + 1e-9));
        },
      ),
    );
  });
});

describe("prices with dates", () => {
  const days = fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { maxLength: 8 });
  const at = (day: number) => Date.UTC(2026, 0, 1 + day);
  const dated = (day: number): DatedPrices => ({
    ...TokenPrices.parse({ inputPrice: day, outputPrice: day }),
    from: new Date(at(day)).toISOString(),
    origin: { by: "person" },
  });
  const listOf = (order: readonly number[]) => order.reduce<DatedPrices[]>((list, day) => withPrices(list, dated(day)), []);

  it("hold from their date until the next, in whatever order they were entered", () => {
    fc.assert(
      fc.property(days, fc.integer({ min: -10, max: 410 }), (order, day) => {
        const past = order.filter((start) => start <= day);
        expect(pricesAt(listOf(order), at(day))?.inputPrice ?? null).toBe(past.length === 0 ? null : Math.max(...past));
      }),
    );
  });

  it("change nothing about the time before them", () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 0, max: 400 }), (order, added) => {
        const list = listOf(order);
        for (const day of [0, added - 1])
          if (day < added) expect(pricesAt(withPrices(list, dated(added)), at(day))).toEqual(pricesAt(list, at(day)));
      }),
    );
  });

  it("make room for others of the same moment", () => {
    const list = withPrices(listOf([1, 5]), { ...dated(5), inputPrice: 9 });
    expect(list.map(({ inputPrice }) => inputPrice)).toEqual([1, 9]);
  });
});

describe("a machine of one's own", () => {
  it("costs an hour's price over the tokens of an hour", () => {
    // 450 tokens a second at 40 %: 648,000 an hour.
    expect(perMillionAt(450, { hourly: 0.8, inputPerSecond: 1, outputPerSecond: 450, utilisation: 0.4 })).toBeCloseTo(0.8 / 0.648);
  });

  it("pays for an hour under load exactly what the hour costs, and the more a token the more it idles", () => {
    const figure = fc.double({ min: 0.01, max: 10_000, noNaN: true });
    const share = fc.double({ min: 0.01, max: 1, noNaN: true });
    fc.assert(
      fc.property(figure, figure, figure, share, (hourly, inputPerSecond, outputPerSecond, utilisation) => {
        const use = { hourly, inputPerSecond, outputPerSecond, utilisation };
        const { outputPrice } = hardwarePrices(use);
        const written = outputPerSecond * 3_600 * utilisation;
        expect(((outputPrice ?? Number.NaN) * written) / 1e6 / hourly).toBeCloseTo(1);
        expect(hardwarePrices({ ...use, utilisation: utilisation / 2 }).outputPrice).toBeCloseTo(2 * (outputPrice ?? Number.NaN));
      }),
    );
  });
});

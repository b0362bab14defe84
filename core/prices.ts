import { z } from "zod";

/** US dollars per million tokens; null when nobody has said. */
export const Price = z.number().nonnegative().max(100_000).nullable();

export const TokenPrices = z.object({
  inputPrice: Price,
  outputPrice: Price,
  /** Of input tokens the server had kept; null when they cost as much as any. */
  cachedInputPrice: Price.default(null),
  /** Of output tokens spent on reasoning; null when they cost as much as any. */
  reasoningPrice: Price.default(null),
});
export type TokenPrices = z.infer<typeof TokenPrices>;

/** Cached tokens are among those of the input, reasoning ones among those of the output. */
export type PricedTokens = { input: number; output: number; cached?: number | null; reasoning?: number | null };

type CallPrices = Pick<TokenPrices, "inputPrice" | "outputPrice"> & Partial<TokenPrices>;

/** Cost of a call in US dollars, or null when a price it needs is unknown. */
export function callCost(prices: CallPrices, { input, output, cached, reasoning }: PricedTokens): number | null {
  const { inputPrice, outputPrice, cachedInputPrice, reasoningPrice } = prices;
  if (inputPrice === null || outputPrice === null) return null;
  const kept = Math.min(cached ?? 0, input);
  const thought = Math.min(reasoning ?? 0, output);
  const read = inputPrice * (input - kept) + (cachedInputPrice ?? inputPrice) * kept;
  const written = outputPrice * (output - thought) + (reasoningPrice ?? outputPrice) * thought;
  return (read + written) / 1e6;
}

/** A machine of one's own that serves a model: what it costs, what it does when it is busy, and how much of the time it is. */
export const HardwareUse = z.object({
  /** US dollars an hour. */
  hourly: z.number().positive().max(100_000),
  /** Tokens it reads and writes a second under full load, of all calls together. */
  inputPerSecond: z.number().positive().max(10_000_000),
  outputPerSecond: z.number().positive().max(10_000_000),
  /** Share of the hours paid for in which it is under load. */
  utilisation: z.number().positive().max(1),
});
export type HardwareUse = z.infer<typeof HardwareUse>;

/** US dollars per million tokens: what an hour costs over the tokens of an hour, in millions. */
export const perMillionAt = (tokensPerSecond: number, { hourly, utilisation }: HardwareUse): number =>
  hourly / ((tokensPerSecond * 3_600 * utilisation) / 1e6);

/** What a token costs on a machine of one's own, reading and writing each at their own speed. */
export const hardwarePrices = (use: HardwareUse): TokenPrices => ({
  inputPrice: perMillionAt(use.inputPerSecond, use),
  outputPrice: perMillionAt(use.outputPerSecond, use),
  cachedInputPrice: null,
  reasoningPrice: null,
});

/** Who says so. before: kept from when prices had no dates. */
export const PriceOrigin = z.discriminatedUnion("by", [
  z.object({ by: z.enum(["person", "server", "file", "invented", "before"]) }),
  /** A map of prices, and its entry. */
  z.object({ by: z.literal("map"), file: z.string().max(200), entry: z.string().max(300) }),
  z.object({ by: z.literal("hardware"), use: HardwareUse }),
]);
export type PriceOrigin = z.infer<typeof PriceOrigin>;

/** Prices from a moment on, until the next ones. */
export const DatedPrices = TokenPrices.extend({ from: z.iso.datetime(), origin: PriceOrigin });
export type DatedPrices = z.infer<typeof DatedPrices>;

/** All prices a model has had and is known to get, in the order of their dates. */
export const PriceList = z.array(DatedPrices);
export type PriceList = z.infer<typeof PriceList>;

const startOf = ({ from }: DatedPrices): number => Date.parse(from);

/** The prices that hold at a moment, in milliseconds since 1970; null before the first. */
export const pricesAt = (list: readonly DatedPrices[], at: number): DatedPrices | null =>
  list.findLast((prices) => startOf(prices) <= at) ?? null;

/** The list with these prices in their place; those of the same moment make room. */
export const withPrices = (list: readonly DatedPrices[], added: DatedPrices): PriceList =>
  [...list.filter((prices) => startOf(prices) !== startOf(added)), added].sort((a, b) => startOf(a) - startOf(b));

/** Prices a person enters, or what they follow from on a machine of their own. */
export const NewPrices = z.intersection(
  z.object({ key: z.string().min(1), from: z.iso.datetime() }),
  z.discriminatedUnion("by", [
    z.object({ by: z.literal("person"), prices: TokenPrices }),
    z.object({ by: z.literal("hardware"), use: HardwareUse }),
  ]),
);
export type NewPrices = z.infer<typeof NewPrices>;

/** Prices of a map that a person chose for models of the registry. */
export const PriceMapImport = z.object({
  file: z.string().trim().min(1).max(200),
  from: z.iso.datetime(),
  entries: z
    .array(z.object({ key: z.string().min(1), entry: z.string().min(1).max(300), prices: TokenPrices }))
    .min(1)
    .max(2_000),
});
export type PriceMapImport = z.infer<typeof PriceMapImport>;

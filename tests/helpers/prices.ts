import { TokenPrices } from "@/core/prices";

/** The column of a model that has always cost so much, in US dollars per million tokens. */
export const priced = (inputPrice: number, outputPrice: number, more: Partial<TokenPrices> = {}) => ({
  prices: [
    { ...TokenPrices.parse({ inputPrice, outputPrice, ...more }), from: "2020-01-01T00:00:00.000Z", origin: { by: "person" as const } },
  ],
});

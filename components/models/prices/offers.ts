import type { ConnectionInfo } from "@/core/connections";
import { matchPrices, type PriceMap, type PriceMatch } from "@/core/liteLlm";
import type { ModelInfo } from "@/core/models";
import { TokenPrices } from "@/core/prices";

/** Prices a map has for a model of the registry; same: the ones it has today. */
export type PriceOffer = PriceMatch & { model: ModelInfo; same: boolean };

const names = TokenPrices.keyof().options;

export function priceOffers(map: PriceMap, models: readonly ModelInfo[], connections: readonly ConnectionInfo[]): PriceOffer[] {
  const baseUrls = new Map(connections.map(({ id, baseUrl }) => [id, baseUrl]));
  return models.flatMap((model) => {
    const match = matchPrices(map, model.name, { kind: model.connectionKind, baseUrl: baseUrls.get(model.connectionId) ?? null });
    if (match === null) return [];
    return [{ ...match, model, same: names.every((name) => match.found.prices[name] === model[name]) }];
  });
}

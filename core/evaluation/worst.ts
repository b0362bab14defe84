import type { Scores } from "./loss";

/**
 * The items on which the candidate did worst, for a person to look at: most lost first; of those alike, what people said goes before mere
 * disagreement, and then ids decide, so that a page shows the same each time. Where the incumbent wasn't replayed it is taken to agree with
 * itself. Items on which the candidate lost nothing are left out.
 */
export function worstDisagreements<I extends { id: string } & Pick<Scores, "ground" | "incumbent" | "candidate">>(
  items: readonly I[],
  most: number,
): I[] {
  const lost = ({ incumbent, candidate }: I): number => (incumbent ?? 1) - candidate;
  const told = ({ ground }: I): number => (ground === "recorded" ? 0 : 1);
  return items
    .filter((item) => lost(item) > 0)
    .sort((a, b) => lost(b) - lost(a) || told(b) - told(a) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
    .slice(0, most);
}

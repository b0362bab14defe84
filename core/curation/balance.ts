import { fnv1a, spread } from "../statistics/hash";

/** A chance that hangs on an id and a seed alone. */
export const lotOf = (id: string, seed: number): number => spread(fnv1a(id, 0, id.length, spread(seed)));

/** As many of each group as the middle one has, of two in the middle the smaller. */
export function middleSize(sizes: readonly number[]): number {
  const sorted = [...sizes].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

/**
 * At most so many of each group, drawn by lot: which ones hangs on their ids and the seed, not on their order, and who is drawn stays drawn
 * when more may be. Small groups stay whole.
 * @param most null: as many as the middle group has
 * @returns the ids that stay, in the order given
 */
export function balanced(items: readonly { id: string; group: string }[], most: number | null, seed: number): string[] {
  const groups = Map.groupBy(items, ({ group }) => group);
  const limit = most ?? middleSize([...groups.values()].map(({ length }) => length));
  const drawn = new Set(
    [...groups.values()].flatMap((group) =>
      group.length <= limit
        ? group
        : group
            .map((item) => ({ item, lot: lotOf(item.id, seed) }))
            .sort((a, b) => a.lot - b.lot || (a.item.id < b.item.id ? -1 : 1))
            .slice(0, limit)
            .map(({ item }) => item),
    ),
  );
  return items.flatMap((item) => (drawn.has(item) ? [item.id] : []));
}

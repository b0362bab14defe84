import { shuffled } from "../statistics/random";

export type SampledCall = { id: string; cluster: string | null };

/**
 * Recorded calls in an order in which any beginning is about proportional to their clusters, so that a sequential test may stop anywhere and
 * take plain means, without weights: after k calls each cluster has k times its share of all calls, off by less than one call. Calls in no
 * cluster are a group like the others. Within a cluster the order is by lot. The first calls of a long tail of small clusters can't be there
 * from the start: what a cluster weighs too little or too much in a mean of k calls is less than 1/k.
 *
 * Each place goes to the cluster that must have it first, among those that may have another by then (Tijdeman 1980, The chairman assignment
 * problem, Discrete Mathematics 32; there is always such an order). It takes time with the number of clusters for each place.
 * @param calls in any order: their ids and the chances decide
 * @param most how many are wanted; fewer are the beginning of more
 * @param random numbers in [0, 1)
 */
export function sampleStratified<C extends SampledCall>(calls: readonly C[], most: number, random: () => number): C[] {
  const ordered = calls.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const total = ordered.length;
  const groups = [...Map.groupBy(ordered, ({ cluster }) => cluster).values()].map((group) => ({
    calls: shuffled(group, random),
    taken: 0,
  }));
  // Which of two clusters of one size goes first is by lot, too.
  const queue = shuffled(groups, random);
  return Array.from({ length: Math.min(most, total) }, (_, place) => {
    let best: { group: (typeof queue)[number]; due: number } | null = null;
    for (const group of queue) {
      const { length } = group.calls;
      const isEarly = group.taken * total >= (place + 1) * length;
      if (isEarly || group.taken === length) continue;
      const due = Math.ceil(((group.taken + 1) * total) / length);
      if (best === null || due < best.due) best = { group, due };
    }
    if (best === null) throw new Error("a place that no cluster may have");
    return best.group.calls[best.group.taken++] as C;
  });
}

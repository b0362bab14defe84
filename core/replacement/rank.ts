import { stakeWeights } from "./weights";

/** What is at stake at one node per month: US dollars (null when unknown) and milliseconds waited for the model. */
export type Stake = { score: number; money: number | null; waiting: number };

const shareOf = (value: number, total: number) => (total > 0 ? value / total : 0);

/**
 * The order in which nodes deserve an evaluation: score / 100 times the node's share of all money and waiting at stake,
 * weighted by `stakeWeights`. Shares make the two comparable without putting a price on an hour.
 * @returns each with its weight in [0, 1], greatest first; ties keep their order
 */
export function rankByStake<T extends Stake>(nodes: readonly T[]): (T & { weight: number })[] {
  const money = nodes.reduce((sum, node) => sum + (node.money ?? 0), 0);
  const waiting = nodes.reduce((sum, node) => sum + node.waiting, 0);
  return nodes
    .map((node) => {
      const stake = stakeWeights.money * shareOf(node.money ?? 0, money) + stakeWeights.waiting * shareOf(node.waiting, waiting);
      return { ...node, weight: (node.score / 100) * stake };
    })
    .toSorted((a, b) => b.weight - a.weight);
}

import { CALLS_AT_ONCE, type EvaluationAsked, type EvaluationProposal, MOST_ITEMS, type ProposedModel } from "./plan";

/** Calls, US dollars and milliseconds; null where a price or a latency isn't known. */
export type Expected = { calls: number; money: number | null; time: number | null };

/** Recorded calls that a budget of calls is enough for: each is asked of the incumbent and of one candidate at least. */
export const itemsFor = (recorded: number, mostCalls: number): number => Math.min(recorded, Math.floor(mostCalls / 2), MOST_ITEMS);

/**
 * About as many calls as a model must be compared in that loses nothing, before it can be told from one that loses as much as is tolerated: from the
 * score test's z = sqrt(n D / (1 - D)) at a bound of 2.4, which is usual for an error of 5 % that is split among a few candidates. For people to plan by.
 */
export const itemsNeeded = (tolerance: number): number => Math.ceil((2.4 ** 2 * (1 - tolerance)) / tolerance);

/**
 * What an evaluation is expected to use when its first candidate settles it, and at most, when every candidate needs the whole sample.
 * Both are upper ends: the evidence is often clear sooner.
 */
export function expectedOf(
  { incumbent, candidates, recorded }: Pick<EvaluationProposal, "incumbent" | "candidates" | "recorded">,
  { models, mostCalls, mostMoney }: Pick<EvaluationAsked, "models" | "mostCalls" | "mostMoney">,
): { items: number; first: Expected; most: Expected } {
  const items = itemsFor(recorded, mostCalls);
  const chosen = candidates.filter(({ model }) => models.includes(model));
  return {
    items,
    first: upTo(items, [incumbent, ...chosen.slice(0, 1)], mostCalls, mostMoney),
    most: upTo(items, [incumbent, ...chosen], mostCalls, mostMoney),
  };
}

function upTo(items: number, asked: readonly ProposedModel[], mostCalls: number, mostMoney: number): Expected {
  const wanted = items * asked.length;
  const calls = Math.min(wanted, mostCalls);
  const share = wanted === 0 ? 0 : calls / wanted;
  const money = sum(asked.map(({ cost }) => cost));
  const time = sum(asked.map(({ latency }) => latency));
  return {
    calls,
    money: money === null ? null : Math.min(mostMoney, money * items * share),
    time: time === null ? null : (time * items * share) / CALLS_AT_ONCE,
  };
}

const sum = (values: readonly (number | null)[]): number | null =>
  values.reduce<number | null>((total, value) => (total === null || value === null ? null : total + value), 0);

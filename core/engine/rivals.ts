import { EXIT, type Level, type PlannedNode } from "./level";
import { topologicalOrder } from "./priorities";

/**
 * Notes at every node that fires first come, first served, which nodes of its level work for nobody else: every path from them leads
 * to it. When it has fired, nothing waits for them any more.
 */
export function findRivals(level: Level): void {
  if (level.nodes.every(({ fires }) => fires === "all")) return;
  /** The nearest race that every path from a node leads to; null when there is none. */
  const leadsTo: (number | null)[] = level.nodes.map(() => null);
  for (const index of topologicalOrder(level).toReversed()) {
    let common: number | null | undefined;
    for (const edge of [...(level.nodes[index] as PlannedNode).outputs.values()].flat()) {
      const target = level.targets[edge] as number;
      const race = target === EXIT ? null : level.nodes[target]?.fires === "first" ? target : (leadsTo[target] ?? null);
      common = common === undefined || common === race ? race : null;
      if (common === null) break;
    }
    leadsTo[index] = common ?? null;
  }
  for (const [race, planned] of level.nodes.entries()) {
    if (planned.fires === "first") planned.rivals = leadsTo.flatMap((_, index) => (leads(leadsTo, index, race) ? [index] : []));
  }
}

/** Does the node lead to the race, perhaps through other races? */
function leads(leadsTo: readonly (number | null)[], from: number, race: number): boolean {
  let at = leadsTo[from] ?? null;
  while (at !== null && at !== race) at = leadsTo[at] ?? null;
  return at === race;
}

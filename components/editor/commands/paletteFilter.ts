import type { SpotlightActionData, SpotlightActionGroupData } from "@mantine/spotlight";

/**
 * The actions in which every word of the query stands somewhere, the nearest first: those whose name begins with the query, those that
 * have all words in their name, then the rest. The group with the nearest one comes first.
 */
export function findActions(query: string, groups: readonly SpotlightActionGroupData[]): SpotlightActionGroupData[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === "") return groups.filter(({ actions }) => actions.length > 0);
  const words = wanted.split(/\s+/);
  return groups
    .map(({ group, actions }) => {
      const found = actions.flatMap((action) => {
        const distance = distanceOf(action, wanted, words);
        return distance === null ? [] : [{ action, distance }];
      });
      found.sort((a, b) => a.distance - b.distance);
      return { group, actions: found.map(({ action }) => action), nearest: found[0]?.distance ?? Number.POSITIVE_INFINITY };
    })
    .filter(({ actions }) => actions.length > 0)
    .toSorted((a, b) => a.nearest - b.nearest)
    .map(({ group, actions }) => ({ group, actions }));
}

function distanceOf({ label = "", description = "", keywords = [] }: SpotlightActionData, wanted: string, words: string[]): number | null {
  const name = label.toLowerCase();
  if (name.startsWith(wanted)) return 0;
  if (words.every((word) => name.includes(word))) return 1;
  const all = [name, description, ...(typeof keywords === "string" ? [keywords] : keywords)].join(" ").toLowerCase();
  return words.every((word) => all.includes(word)) ? 2 : null;
}

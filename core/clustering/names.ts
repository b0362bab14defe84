import type { Features } from "./features";

const TERMS = 3;
/** Added to shares, so that a word that others never have doesn't win by a single call. */
const SMOOTH = 0.01;
/** In how many of a cluster's calls a word must be to tell it. */
const COMMON = 0.08;

type Member = { cluster: string; features: Pick<Features, "words" | "signature"> };

/** In what share of a cluster's calls each term is. */
function sharesOf(members: readonly Member[], termsOf: (member: Member) => readonly string[]): Map<string, Map<string, number>> {
  const sizes = new Map<string, number>();
  for (const { cluster } of members) sizes.set(cluster, (sizes.get(cluster) ?? 0) + 1);
  const shares = new Map<string, Map<string, number>>();
  for (const member of members) {
    const own = shares.get(member.cluster) ?? new Map<string, number>();
    for (const term of new Set(termsOf(member))) own.set(term, (own.get(term) ?? 0) + 1 / (sizes.get(member.cluster) ?? 1));
    shares.set(member.cluster, own);
  }
  return shares;
}

const isWord = (word: string): boolean => word.length > 1 && !word.startsWith("#") && !word.startsWith("<");

/** Words that only hold sentences together are short in every language that has letters (Zipf 1935). */
const heft = (word: string): number =>
  /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]/u.test(word) ? Math.min(1, word.length / 6) ** 2 : 1;

/** Two forms of a word, or two pairs cut from one unspaced word. */
function areAlike(a: string, b: string): boolean {
  const short = Math.min(a.length, b.length);
  if (short <= 2) return [...a].some((character) => b.includes(character));
  return a.slice(0, Math.min(4, short)) === b.slice(0, Math.min(4, short));
}

/**
 * What each cluster's calls have and the others' don't: what their answers do when nearly all do it, then words. A word counts by the
 * share of calls that have it times how many times more that is than elsewhere (as in class-based TF-IDF, Grootendorst 2022), so words
 * that are everywhere drop out in every language without a list of them.
 * @returns up to three terms a cluster, most telling first
 */
export function distinctiveTerms(members: readonly Member[]): Map<string, string[]> {
  const words = sharesOf(members, ({ features }) => features.words.filter(isWord));
  const actions = sharesOf(members, ({ features }) => features.signature);
  return new Map(
    [...words].map(([cluster, own]) => {
      const elsewhere = (all: Map<string, Map<string, number>>, term: string) => {
        let sum = 0;
        for (const [other, shares] of all) if (other !== cluster) sum += shares.get(term) ?? 0;
        return all.size < 2 ? 0 : sum / (all.size - 1);
      };
      const chosen = [...(actions.get(cluster) ?? [])]
        .filter(
          ([feature, share]) => share >= 0.6 && elsewhere(actions, feature) <= 0.2 && words.size > 1 && !/^(?:form|shape):/.test(feature),
        )
        .map(([feature]) => feature.replace(/^\w+:(?:.*=)?/, ""))
        .slice(0, 1);
      const scored = [...own]
        .filter(([, share]) => share >= COMMON)
        .map(([word, share]): [string, number] => [
          word,
          heft(word) * (words.size < 2 ? -share * Math.log(share) : share * Math.log((share + SMOOTH) / (elsewhere(words, word) + SMOOTH))),
        ])
        .filter(([, score]) => score > 0)
        .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
      for (const [word] of scored) {
        if (chosen.length === TERMS) break;
        if (!chosen.some((other) => areAlike(other, word))) chosen.push(word);
      }
      return [cluster, chosen];
    }),
  );
}

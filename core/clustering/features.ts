import { fnv1a } from "../statistics/hash";
import type { ClusterCall } from "./call";
import { signatureOf } from "./signature";
import { gramsOf, textOf, wordsOf } from "./terms";

/** What of a call is compared: how often each word and each piece of a word is in it (by hash), and what its answer did. */
export type Features = { words: string[]; terms: Map<number, number>; signature: string[] };

/** Whole words and what says less, such as pieces of words, are told apart by the lowest bit. */
export const isPiece = (term: number): boolean => (term & 1) === 1;

export function termHash(text: string, piece: boolean): number {
  let hash = fnv1a(text);
  hash ^= hash >>> 15;
  return ((hash & ~1) | (piece ? 1 : 0)) >>> 0;
}

/** Numbers and single letters stand in every kind of text. */
const isSlight = (word: string): boolean => word.startsWith("#") || /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]$/u.test(word);

export function featuresOf(call: ClusterCall): Features {
  const words = wordsOf(textOf(call.variables));
  const terms = new Map<number, number>();
  const add = (term: number) => terms.set(term, (terms.get(term) ?? 0) + 1);
  for (const word of words) {
    add(termHash(word, isSlight(word)));
    for (const gram of gramsOf(word)) add(termHash(gram, true));
  }
  return { words, terms, signature: [...new Set(signatureOf(call))] };
}

import { isJsonObject, type Json } from "../graph/json";
import { fnv1a, spread } from "../statistics/hash";

/** Longer texts are compared by their beginning. Characters. */
const LONGEST = 20_000;
/** Length of a shingle: of alphabets, and of scripts whose characters say as much as a syllable or a word does. Characters. */
const [LETTERS, SYLLABLES] = [5, 2];
/** Where in Unicode the latter begin: CJK, kana, Hangul. */
const DENSE = 0x2e80;

/** A text as it is compared: without differences of case, width and spacing. */
export const normalText = (text: string): string => text.slice(0, LONGEST).normalize("NFKC").toLowerCase().replaceAll(/\s+/g, " ").trim();

/** Every text and number of a value, in a fixed order; names of fields are the graph's and the same in all calls. */
export function wordsOf(value: Json): string {
  if (typeof value === "string") return value;
  if (value === null) return "";
  if (Array.isArray(value)) return value.map(wordsOf).join("\n");
  if (!isJsonObject(value)) return String(value);
  return Object.keys(value)
    .sort()
    .map((name) => wordsOf(value[name] ?? null))
    .join("\n");
}

/**
 * The shingles of a normal text as 32-bit hashes, some of them more than once: every run of five characters, of two in Chinese, Japanese and
 * Korean. An empty text has none.
 */
export function shinglesOf(text: string): Uint32Array {
  const hashes = new Uint32Array(text.length);
  let count = 0;
  for (let start = 0; start < text.length; start++) {
    const length = text.charCodeAt(start) >= DENSE ? SYLLABLES : LETTERS;
    if (start + length > text.length && start > 0) break;
    hashes[count++] = spread(fnv1a(text, start, Math.min(text.length, start + length)));
  }
  return hashes.subarray(0, count);
}

/** Runs of scripts that put no spaces between words: full-text search would take a whole sentence for one word. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+/gu;

const normal = (text: string): string => text.normalize("NFKC");

/** `退款政策` as `退款 款政 政策`: pairs find words of any length without a dictionary. A single character stays. */
function pairsOf(run: string): string {
  const characters = [...run];
  if (characters.length < 2) return run;
  return characters
    .slice(1)
    .map((character, index) => `${characters[index]}${character}`)
    .join(" ");
}

/** A text as full-text search reads it: unspaced runs as pairs, and their single characters after the end. Other text stays as it is. */
export function searchTerms(text: string): string {
  const single = new Set<string>();
  const terms = normal(text).replaceAll(unspaced, (run) => {
    for (const character of run) single.add(character);
    return ` ${pairsOf(run)} `;
  });
  return single.size === 0 ? terms : `${terms}\n${[...single].join(" ")}`;
}

/** A question as full-text search reads it; quotes and minus signs keep their meaning. */
export const queryTerms = (query: string): string => normal(query).replaceAll(unspaced, (run) => ` ${pairsOf(run)} `.trim());

/** The words of a question that may be misspelled: long enough to be told from others, and each once. */
export function spelledWords(query: string): string[] {
  const words =
    normal(query)
      .replaceAll(unspaced, " ")
      .toLowerCase()
      .match(/[\p{L}\p{N}]{4,}/gu) ?? [];
  return [...new Set(words)];
}

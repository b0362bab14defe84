/** Longer texts are compared by their beginning. Characters. */
const LONGEST = 20_000;

/**
 * Likeness of a text to a reference by their character n-grams: chrF. Precision and recall of n-grams, counted with their repetitions, are
 * averaged over n = 1 to `order`, then joined to (1 + β²) P R / (β² P + R). White space is left out; case counts. Lengths of which one text
 * has no n-gram at all are left out of the averages. Texts are compared by their code points in Unicode's composed form (NFC), and by their
 * first 20,000. Swapping the texts swaps precision and recall, so that it is symmetric for β = 1 alone.
 * @returns 0 to 1; 1 of two empty texts, 0 when one is empty
 * @see Popović (2015), chrF: character n-gram F-score for automatic MT evaluation, WMT; order 6 and β = 2 are in wide use
 */
export function chrF(reference: string, text: string, { order = 6, beta = 2 } = {}): number {
  const [wanted, given] = [charactersOf(reference), charactersOf(text)];
  if (wanted.length === 0 || given.length === 0) return wanted.length === given.length ? 1 : 0;
  const longest = Math.min(order, wanted.length, given.length);
  let [precision, recall] = [0, 0];
  for (let length = 1; length <= longest; length++) {
    const matches = overlap(grams(wanted, length), grams(given, length));
    precision += matches / (given.length - length + 1) / longest;
    recall += matches / (wanted.length - length + 1) / longest;
  }
  const weight = beta ** 2;
  return precision + recall === 0 ? 0 : Math.min(1, ((1 + weight) * precision * recall) / (weight * precision + recall));
}

const charactersOf = (text: string): string[] => [...text.normalize("NFC").replaceAll(/\s+/g, "")].slice(0, LONGEST);

function grams(characters: readonly string[], length: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let start = 0; start + length <= characters.length; start++) {
    const gram = characters.slice(start, start + length).join("");
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}

function overlap(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): number {
  let matches = 0;
  for (const [gram, times] of one) matches += Math.min(times, other.get(gram) ?? 0);
  return matches;
}

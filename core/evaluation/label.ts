import { plainText } from "../graph/equal";

/** Marks that models put around a word: quotes, brackets, emphasis, and what ends a sentence. */
const AROUND = /^["'`“”„‘’«»「」『』*_([{<\s]+|["'`“”„‘’«»「」『』*_)\]}>.,;:!?。，！？\s]+$/gu;

/** What is longer is no label with marks around it, and not searched for them. Characters. */
const LONGEST_MARKED = 200;

/**
 * Reads labels, so that two that mean the same are the same text: without regard to case, white space around and inside, and ways to
 * write an accent. Marks around it are looked through only where what is left is one of the labels (a label may end in a mark itself) or,
 * where no set is known, a single word. Case counts when two labels of the set differ by nothing else.
 * @param labels the set, or null when it isn't known
 * @returns the label as the set has it, or what was read when it is none of them
 */
export function labelReader(labels: readonly string[] | null): (text: string) => { label: string; known: boolean } {
  const byPlain = new Map((labels ?? []).map((label) => [plainText(label), label]));
  const fold = byPlain.size === new Set(labels).size ? plainText : (text: string) => text.normalize("NFC").trim();
  const known = new Map((labels ?? []).map((label) => [fold(label), label]));
  return (text) => {
    const whole = fold(text);
    const bare = text.length > LONGEST_MARKED ? whole : fold(text.trim().replaceAll(AROUND, ""));
    const label = known.get(whole) ?? known.get(bare);
    if (label !== undefined) return { label, known: true };
    return { label: labels === null && bare !== "" && !/\s/.test(bare) ? bare : whole, known: false };
  };
}

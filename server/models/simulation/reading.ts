import "server-only";

/** What a simulated model "understands" of a prompt: words, names, numbers, sentences. Plain heuristics. */

const STOP = new Set(
  "about after again all also and any are because been before but can could did does for from give given had has have her here him his how into its just like may more most must not now only other our out over please should some such than that the their them then there these they this those under until was were what when where which while who why will with without would you your".split(
    " ",
  ),
);

export const wordsOf = (text: string): string[] =>
  (text.toLowerCase().match(/[\p{L}][\p{L}'-]{2,}/gu) ?? []).filter((word) => !STOP.has(word));

/** Word stems, so that "refunds" meets "refund" and "charged" meets "charge". */
export const stem = (word: string): string => word.replace(/(?:ing|ed|es|s|e)$/, "");

export const sentencesOf = (text: string): string[] =>
  text
    .split(/(?<=[.!?])\s+|\n+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence.length > 2);

/** A person's name: introduced, or signing. */
export function nameIn(text: string): string {
  const introduced = /\b(?:I'm|I am|my name is|name is) ([A-Z]\p{L}+(?: [A-Z]\p{L}+)?)/u.exec(text)?.[1];
  if (introduced !== undefined) return introduced;
  const pairs = [...text.matchAll(/(?<![.!?] )(?<=[.!?,:]\s)([A-Z]\p{L}+ [A-Z]\p{L}+)(?=[.,\s]|$)/gu)].map((match) => match[1] ?? "");
  return pairs.at(-1) ?? [...text.matchAll(/\b(?!Dear )([A-Z]\p{Ll}+ [A-Z]\p{Ll}+)\b/gu)].map((match) => match[1] ?? "").at(-1) ?? "";
}

/** Digits after a # or the word order, or the first long number. */
export const numberIn = (text: string): string => (/(?:#|order\s+#?)(\d{3,})/i.exec(text) ?? /\b(\d{4,})\b/.exec(text))?.[1] ?? "";

const NOT_A_THING =
  /\b(?:order|invoice|price|payment|money|amount|password|account|address|refund|difference|socket|box|way|one|card|same|usual|old|new|last)\b/;

/** The thing a text is about: "the Aurora desk lamp". */
export function thingIn(text: string): string {
  const found = [...text.matchAll(/\b(?:the|The|my|My|a|an)\s+((?:[A-Z]\p{Ll}+\s)?\p{Ll}{3,}(?:\s\p{Ll}{4,})?)/gu)].map(
    (match) => match[1] ?? "",
  );
  const things = found
    .map((thing) => thing.split(/\s(?:from|for|with|does|goes|that|which|stopped|were|when|switches|before)\b/)[0] ?? "")
    .filter((thing) => !NOT_A_THING.test(thing));
  return things.find((thing) => /^[A-Z]/.test(thing)) ?? things[0] ?? "";
}

const ASKING = /\b(?:please|could you|can you|can't|help|would like|want|need)\b|\?/i;

/** The sentence that asks for something, else the first. */
export function requestIn(text: string): string {
  const sentences = sentencesOf(text);
  return sentences.find((sentence) => ASKING.test(sentence)) ?? sentences[0] ?? "";
}

/** Parts of the instructions that each say one thing. A colon parts them too, unless what stands before it is a label it explains. */
function clausesOf(instructions: string, labels: readonly string[]): string[] {
  const known = new Set(labels.map((label) => label.toLowerCase()));
  return instructions.split(/[;.\n]/).flatMap((part) => {
    const colon = part.indexOf(":");
    const before = part.slice(0, colon).replaceAll(/[-*"'`“”]/g, "");
    return colon === -1 || known.has(before.trim().toLowerCase()) ? [part] : part.split(":");
  });
}

/**
 * The label a text fits best, by the words it shares with the label and with what the instructions say of it;
 * "other", or the middle one, when nothing is shared (of low, normal, high: normal).
 */
export function bestLabel(labels: readonly string[], instructions: string, text: string): number {
  const said = new Set(wordsOf(text).map(stem));
  const clauses = clausesOf(instructions, labels);
  const scores = labels.map((label) => {
    const own = wordsOf(label).map(stem);
    const about = clauses.filter((clause) => own.some((word) => wordsOf(clause).map(stem).includes(word)));
    const words = new Set(about.flatMap((clause) => wordsOf(clause).map(stem)));
    const shared = [...words].filter((word) => said.has(word)).length;
    return shared + 3 * own.filter((word) => said.has(word)).length;
  });
  const best = Math.max(0, ...scores);
  if (best > 0) return scores.indexOf(best);
  const fallback = labels.findIndex((label) => /^(?:other|none|unknown)$/i.test(label));
  return fallback === -1 ? Math.floor((labels.length - 1) / 2) : fallback;
}

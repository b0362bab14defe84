import type { Json, JsonObject } from "../graph/json";

/** What is read of a call at most, in characters: a task shows long before that, and a call may hold a book. */
const MOST_CHARACTERS = 6_000;
const UNSPACED =
  /([\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+)/u;
/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+/uy;
/** In order: a placeholder of redaction, a run of letters with its marks and inner apostrophes, a number. */
const TOKEN = /<([A-Z][A-Z_]*)_[A-Z0-9]+>|[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*|\p{N}+/gu;
const GRAM = 4;

/** The texts in a value, keys of objects included: they tell what kind of thing it is. */
export function* textsIn(value: Json): Generator<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "number" || typeof value === "boolean") yield String(value);
  else if (Array.isArray(value)) for (const item of value) yield* textsIn(item);
  else if (value !== null)
    for (const [key, inner] of Object.entries(value)) {
      yield key;
      yield* textsIn(inner);
    }
}

/** The text of a call's variables, cut where it says enough: names of variables are the node's and say nothing of the call. */
export function textOf(variables: JsonObject | null): string {
  let text = "";
  for (const value of Object.values(variables ?? {})) {
    for (const part of textsIn(value)) {
      text += `${part}\n`;
      if (text.length >= MOST_CHARACTERS) return text.slice(0, MOST_CHARACTERS);
    }
  }
  return text;
}

/** Words of a text, in lower case: numbers as their number of digits, placeholders as their kind, unspaced scripts as pairs. */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const match of text.normalize("NFKC").matchAll(TOKEN)) {
    const [token, placeholder] = match;
    if (placeholder !== undefined) words.push(`<${placeholder.toLowerCase()}>`);
    else if (/^\p{N}/u.test(token)) words.push(`#${Math.min(token.length, 6)}`);
    else words.push(...split(token.toLowerCase()));
  }
  return words;
}

/** What is between runs of unspaced scripts, as it is, and of these runs all pairs of neighbouring characters. */
function split(token: string): string[] {
  return token.split(UNSPACED).flatMap((part, index) => {
    if (index % 2 === 0) return part === "" ? [] : [part];
    const characters = [...part];
    return characters.length === 1 ? characters : characters.slice(1).map((character, at) => `${characters[at]}${character}`);
  });
}

/** Pieces of a word, which its forms and its misspellings share. */
export function* gramsOf(word: string): Generator<string> {
  if (word.length <= GRAM || word.startsWith("<") || word.startsWith("#")) return;
  const padded = `^${word}$`;
  for (let at = 0; at + GRAM <= padded.length; at++) yield padded.slice(at, at + GRAM);
}

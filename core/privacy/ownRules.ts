import type { Correction } from "./corrections";
import type { FoundKind } from "./kinds";

/**
 * What a workspace looks for beside the kinds, and what its analysts have corrected. Words are found whatever their case; in patterns
 * `#` is a digit and `@` a letter, and everything else is itself.
 */
export type OwnRules = {
  words: readonly string[];
  patterns: readonly string[];
  corrections?: readonly Correction[];
  /** Values that were found elsewhere in what belongs together, as they were written there. */
  found?: readonly FoundValue[];
};

export type FoundValue = { kind: FoundKind; text: string };

export type Place = { start: number; end: number };
type Entry = { form: Correction["form"] | "exact"; text: string; kind: FoundKind };

const LETTER = /[\p{L}\p{N}]/u;
/** Scripts that put no spaces between words: a word ends anywhere. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const UNSPACED_CLASS =
  "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}";

const endsWord = (edge: string | undefined, next: string | undefined): boolean =>
  edge === undefined || next === undefined || !LETTER.test(edge) || !LETTER.test(next) || UNSPACED.test(edge) || UNSPACED.test(next);

/** In small letters, character by character where the whole would be of another length. */
function lowered(text: string): string {
  const low = text.toLowerCase();
  if (low.length === text.length) return low;
  return Array.from({ length: text.length }, (_, index) => {
    const unit = text.charAt(index);
    return unit.toLowerCase().length === 1 ? unit.toLowerCase() : unit;
  }).join("");
}

type Matcher = (text: string) => Generator<Place & { kind: FoundKind }>;

/** Finds many words in one pass over a text, however many there are; of two that begin alike the longer one counts. */
function matcherOf(entries: readonly Entry[]): Matcher {
  const byStart = new Map<string, { low: string; exact: string | null; kind: FoundKind }[]>();
  for (const { form, text, kind } of entries) {
    const low = lowered(text.trim());
    if (form === "pattern" || low.length < 2) continue;
    const start = low.slice(0, 2);
    byStart.set(start, [...(byStart.get(start) ?? []), { low, exact: form === "exact" ? text.trim() : null, kind }]);
  }
  for (const list of byStart.values()) list.sort((a, b) => b.low.length - a.low.length);
  const patterns = entries.flatMap(({ form, text, kind }) =>
    form === "pattern" && text.trim() !== "" ? [{ pattern: patternOf(text), kind }] : [],
  );
  return function* (text) {
    if (byStart.size > 0) {
      const low = lowered(text);
      for (let start = 0; start < low.length - 1; start++) {
        const found = byStart.get(low.slice(start, start + 2))?.find(({ low: word, exact }) => {
          if (!low.startsWith(word, start) || (exact !== null && !text.startsWith(exact, start))) return false;
          const end = start + word.length;
          return endsWord(text[start], text[start - 1]) && endsWord(text[end - 1], text[end]);
        });
        if (found === undefined) continue;
        yield { start, end: start + found.low.length, kind: found.kind };
        start += found.low.length - 1;
      }
    }
    for (const { pattern, kind } of patterns)
      for (const { 0: found, index } of text.matchAll(pattern)) yield { start: index, end: index + found.length, kind };
  };
}

function patternOf(pattern: string): RegExp {
  const body = pattern
    .trim()
    .replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&")
    .replaceAll("#", "\\d")
    .replaceAll("@", "\\p{L}");
  return new RegExp(`(?<![[\\p{L}\\p{N}]--[${UNSPACED_CLASS}]])(?:${body})(?![[\\p{L}\\p{N}]--[${UNSPACED_CLASS}]])`, "giv");
}

type Compiled = { replaced: Matcher; kept: Matcher; keptNumbers: ReadonlySet<string> };
const known = new WeakMap<OwnRules, Compiled>();

const digitsOf = (text: string): string => text.replaceAll(/[^\p{L}\p{N}]/gu, "").toLowerCase();

function compiled(own: OwnRules): Compiled {
  const before = known.get(own);
  if (before !== undefined) return before;
  const corrections = own.corrections ?? [];
  const harmless = corrections.filter(({ verdict }) => verdict === "harmless");
  const rules: Compiled = {
    replaced: matcherOf([
      ...corrections.flatMap(({ form, text, kind }) => (kind === null ? [] : [{ form, text, kind }])),
      ...own.words.map((text): Entry => ({ form: "value", text, kind: "own" })),
      ...own.patterns.map((text): Entry => ({ form: "pattern", text, kind: "own" })),
      ...(own.found ?? []).map(({ text, kind }): Entry => ({ form: "exact", text, kind })),
    ]),
    kept: matcherOf(harmless.map(({ form, text }) => ({ form, text, kind: "own" }))),
    // A number is the same however its digits are grouped.
    keptNumbers: new Set(harmless.flatMap(({ form, text }) => (form === "value" && /\d/.test(text) ? [digitsOf(text)] : []))),
  };
  known.set(own, rules);
  return rules;
}

/** What a workspace has said is to be replaced, whatever else is looked for. */
export const ownPlaces = (text: string, own: OwnRules): Iterable<Place & { kind: FoundKind }> => compiled(own).replaced(text);

/** What it has said is harmless: whether a found place lies in it, or is the same number written otherwise. */
export function keptIn(text: string, own: OwnRules): (place: Place) => boolean {
  const { kept, keptNumbers } = compiled(own);
  const places = [...kept(text)];
  return ({ start, end }) =>
    places.some((place) => place.start <= start && end <= place.end) ||
    (keptNumbers.size > 0 && keptNumbers.has(digitsOf(text.slice(start, end))));
}

import { templateVariables } from "../graph/template";

/** A text with gaps: what stands before the first, between each two, and after the last. One part: no gaps. */
export type Pattern = readonly string[];

const WORD = /[\p{L}\p{N}_]/u;
/** Lines shorter than this say too little to hold two texts together. */
const ANCHOR = 8;

/**
 * What texts that were filled into one template have in common. Lines that all of them have, in the same order, hold them
 * together; between those, what they begin and end with alike is the template's, and the rest is a gap.
 * @param samples at least one; characters
 */
export function inferPattern(samples: readonly string[]): Pattern {
  const [first = "", ...others] = samples;
  if (others.every((other) => other === first)) return withoutVariables([first]);
  const anchors = commonLines(samples);
  const parts: string[] = [];
  let from = samples.map(() => 0);
  for (const line of [...anchors, null]) {
    const to = line === null ? samples.map(({ length }) => length) : line.at;
    const between = ends(samples.map((text, sample) => text.slice(from[sample], to[sample])));
    // The literal that ended the piece before goes on into this one.
    parts[Math.max(0, parts.length - 1)] = (parts.at(-1) ?? "") + (between[0] ?? "");
    parts.push(...between.slice(1));
    if (line !== null) {
      parts[parts.length - 1] += line.text;
      from = line.at.map((start) => start + line.text.length);
    }
  }
  return withoutVariables(telling(parts));
}

/** What a piece of all texts begins and ends with alike, with a gap between; or the piece itself where all have the same. */
function ends(pieces: readonly string[]): string[] {
  const [first = "", ...others] = pieces;
  if (others.every((other) => other === first)) return [first];
  let start = 0;
  while (start < first.length && others.every((other) => other[start] === first[start])) start++;
  start = wordStart(pieces, start);
  let end = 0;
  const room = Math.min(...pieces.map(({ length }) => length)) - start;
  while (end < room && others.every((other) => other[other.length - 1 - end] === first[first.length - 1 - end])) end++;
  end = wordEnd(pieces, end);
  return [first.slice(0, start), end === 0 ? "" : first.slice(-end)];
}

/** Words and numbers that only begin alike are different ones. */
function wordStart(pieces: readonly string[], length: number): number {
  let start = length;
  while (start > 0 && WORD.test(pieces[0]?.[start - 1] ?? "") && pieces.some((piece) => WORD.test(piece[start] ?? ""))) start--;
  return start;
}

function wordEnd(pieces: readonly string[], length: number): number {
  let end = length;
  const before = (piece: string) => piece[piece.length - 1 - end] ?? "";
  while (end > 0 && WORD.test(pieces[0]?.at(-end) ?? "") && pieces.some((piece) => WORD.test(before(piece)))) end--;
  return end;
}

type Anchor = { text: string; at: number[] };

/** Lines, or the labels of lines, that stand in every text exactly once and in the same order. */
function commonLines(samples: readonly string[]): Anchor[] {
  const [first, ...others] = samples.map(linesOnce);
  if (first === undefined) return [];
  let lines = [...first].flatMap(([text, at]): Anchor[] => {
    const places = others.map((known) => known.get(text));
    return places.some((place) => place === undefined) ? [] : [{ text, at: [at, ...(places as number[])] }];
  });
  // Of a line and its label, both in all of them, the line.
  const longest = new Map(lines.map((line) => [line.at[0], line]));
  lines = lines.filter((line) => longest.get(line.at[0]) === line);
  for (let sample = 1; sample < samples.length; sample++) lines = rising(lines, sample);
  return lines;
}

/** Such as `Message:` at the start of a line. */
const LABEL = /^[#*\-\s]*\p{L}[\p{L}\p{N} _-]{1,29}:(?=\s|$)/u;

/** Where each telling line begins, or the label that it begins with; those that stand there more than once are left out. */
function linesOnce(text: string): Map<string, number> {
  const found = new Map<string, number>();
  const repeated = new Set<string>();
  const note = (part: string, at: number) => {
    if (found.has(part)) repeated.add(part);
    found.set(part, at);
  };
  let at = 0;
  for (const line of text.split("\n")) {
    const label = LABEL.exec(line)?.[0];
    if (label !== undefined && label !== line) note(label, at);
    if (line.length >= ANCHOR && /\p{L}/u.test(line)) note(line, at);
    at += line.length + 1;
  }
  for (const line of repeated) found.delete(line);
  return found;
}

/** The longest run of lines whose places in a sample rise. */
function rising(lines: readonly Anchor[], sample: number): Anchor[] {
  const place = (index: number) => lines[index]?.at[sample] ?? 0;
  const tails: number[] = [];
  const before: (number | undefined)[] = [];
  for (let index = 0; index < lines.length; index++) {
    let [low, high] = [0, tails.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (place(tails[middle] ?? 0) < place(index)) low = middle + 1;
      else high = middle;
    }
    before[index] = tails[low - 1];
    tails[low] = index;
  }
  const kept: Anchor[] = [];
  for (let index = tails.at(-1); index !== undefined; index = before[index]) {
    const line = lines[index];
    if (line !== undefined) kept.unshift(line);
  }
  return kept;
}

/** Parts that a few texts may share by chance become part of the gap: a later text would not have them. */
function telling(parts: readonly string[]): string[] {
  const kept: string[] = [];
  for (const [index, part] of parts.entries()) {
    const outer = index === 0 || index === parts.length - 1;
    if (outer) kept.push(isTelling(part) ? part : "");
    else if (isTelling(part)) kept.push(part);
  }
  return kept;
}

/** A label, a line, or several words. */
const isTelling = (part: string): boolean =>
  /\p{L}{2}/u.test(part) && (/[:>=\n]\s*["'`]*$|^["'`]*\s*[<\n]/u.test(part) || part.trim().length >= 12);

/** A literal that reads like a variable of a template can't stand in one. */
function withoutVariables(parts: readonly string[]): string[] {
  return parts.flatMap((part) => (templateVariables(part).length === 0 ? [part] : part.split(/\{\{[^{}]*\}\}/)));
}

/** The values of a pattern's gaps in a text that was filled into it; null when it wasn't. */
export function matchPattern(pattern: Pattern, text: string): string[] | null {
  const [start = "", ...rest] = pattern;
  if (rest.length === 0) return text === start ? [] : null;
  const end = rest.at(-1) ?? "";
  if (!text.startsWith(start) || !text.endsWith(end) || text.length < start.length + end.length) return null;
  const values: string[] = [];
  const until = text.length - end.length;
  let from = start.length;
  for (const part of rest.slice(0, -1)) {
    const at = text.indexOf(part, from);
    if (at < 0 || at + part.length > until) return null;
    values.push(text.slice(from, at));
    from = at + part.length;
  }
  values.push(text.slice(from, until));
  return values;
}

/** Characters of a pattern that are the same in every text. */
export const fixedLength = (pattern: Pattern): number => pattern.reduce((sum, part) => sum + part.length, 0);

/** Names for a pattern's gaps, from the label or tag that stands before each. */
export function gapNames(pattern: Pattern, otherwise: string, taken: ReadonlySet<string> = new Set()): string[] {
  const used = new Set(taken);
  return pattern.slice(0, -1).map((before) => {
    const wanted = labelBefore(before) ?? otherwise;
    let name = wanted;
    for (let count = 2; used.has(name); count++) name = `${wanted}_${count}`;
    used.add(name);
    return name;
  });
}

function labelBefore(text: string): string | null {
  const tag = /<([A-Za-z][\w-]*)[^<>]*>\s*["'`]*$/.exec(text)?.[1];
  const label = tag ?? /(?:^|[\n.!?,;(>])\s*(?:[-*#\d.]+\s*)*["'*]*([A-Za-z][\w -]{0,29}?)["'*]*\s*[:=]\s*["'`*]*\s*$/.exec(text)?.[1];
  // A gap further on in a line is of what the line is about.
  const own = label ?? LABEL.exec(text.slice(text.lastIndexOf("\n") + 1))?.[0].replace(/^[#*\-\s]+|:$/g, "");
  if (own === undefined) return null;
  const words = own
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  return words.length === 0 || words.length > 4 ? null : words.join("_");
}

/** The template that a pattern is, with its gaps named. */
export const templateOf = (pattern: Pattern, names: readonly string[]): string =>
  pattern.map((part, index) => (index === pattern.length - 1 ? part : `${part}{{${names[index]}}}`)).join("");

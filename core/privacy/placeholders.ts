import { FoundKind } from "./kinds";

const nameOf = (kind: FoundKind): string => kind.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
const kindOf = new Map(FoundKind.options.map((kind) => [nameOf(kind), kind]));

const LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/** `<EMAIL_K7Q2ZXAB>`: 40 bits of a keyed hash, in letters that can't be taken for one another. */
export function placeholderOf(kind: FoundKind, hash: Uint8Array): string {
  const letters = Array.from(hash.subarray(0, 8), (byte) => LETTERS[byte % LETTERS.length]).join("");
  return `<${nameOf(kind)}_${letters}>`;
}

/** `<EMAIL_1>`. */
export const numberedPlaceholder = (kind: FoundKind, number: number): string => `<${nameOf(kind)}_${number}>`;

const PLACEHOLDER = /<([A-Z]+(?:_[A-Z]+)?)_([A-HJ-NP-Z2-9]{8})>/g;

/** Keyed placeholders in a text, with what they stand for. */
export function placeholdersIn(text: string): { kind: FoundKind; start: number; end: number }[] {
  if (!text.includes("<")) return [];
  return [...text.matchAll(PLACEHOLDER)].flatMap(({ 0: whole, 1: name = "", index }) => {
    const kind = kindOf.get(name);
    return kind === undefined ? [] : [{ kind, start: index, end: index + whole.length }];
  });
}

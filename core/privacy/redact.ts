import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { isJsonObject, type Json } from "../graph/json";
import { type Finding, findPersonal, type OwnRules } from "./detect";
import type { PersonalKind } from "./kinds";

/** What stands in the place of something that was found. */
export type Pseudonym = (kind: Finding["kind"], value: string) => string;

const nameOf = (kind: Finding["kind"]): string => kind.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

const numbers: ReadonlySet<Finding["kind"]> = new Set(["phone", "card", "iban", "nationalId"]);

/** The same value however it is written: without case, and numbers without what groups their digits. */
function plainOf(kind: Finding["kind"], value: string): string {
  return (numbers.has(kind) ? value.replaceAll(/[^\p{L}\p{N}]/gu, "") : value.trim().replaceAll(/\s+/g, " ")).toLowerCase();
}

/** `<EMAIL_1>`, `<EMAIL_2>`: numbered as they come, the same for the same value. For one text. */
export function numbered(): Pseudonym {
  const names = new Map<string, string>();
  const counts = new Map<string, number>();
  return (kind, value) => {
    const key = `${kind} ${plainOf(kind, value)}`;
    const known = names.get(key);
    if (known !== undefined) return known;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    const name = `<${nameOf(kind)}_${count}>`;
    names.set(key, name);
    return name;
  };
}

const LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789";

/**
 * `<EMAIL_K7Q2ZX>`: the same for the same value in every text, and telling nothing of it to who doesn't have the key. With `lookalikes`,
 * numbers keep their form instead: each digit becomes another one, so that what reads them still can.
 */
export function keyed(key: string, { lookalikes = false }: { lookalikes?: boolean } = {}): Pseudonym {
  const secret = utf8ToBytes(key);
  return (kind, value) => {
    const bytes = hmac(sha256, secret, utf8ToBytes(`${kind} ${plainOf(kind, value)}`));
    if (lookalikes && numbers.has(kind)) {
      let place = 0;
      return value.replaceAll(/\d/g, () => String((bytes[place++ % bytes.length] ?? 0) % 10));
    }
    const letters = Array.from(bytes.subarray(0, 8), (byte) => LETTERS[byte % LETTERS.length]).join("");
    return `<${nameOf(kind)}_${letters}>`;
  };
}

/** The text with something else in each place. */
export function redact(text: string, findings: readonly Finding[], pseudonym: Pseudonym = numbered()): string {
  let redacted = "";
  let from = 0;
  for (const { kind, start, end } of findings) {
    redacted += text.slice(from, start) + pseudonym(kind, text.slice(start, end));
    from = end;
  }
  return redacted + text.slice(from);
}

/** What is looked for, and what stands in its place. */
export type Redaction = { kinds: readonly PersonalKind[]; own?: OwnRules | undefined; pseudonym: Pseudonym };

export const redactText = (text: string, { kinds, own, pseudonym }: Redaction): string =>
  redact(text, findPersonal(text, kinds, own), pseudonym);

/** A value with every text in it redacted; names of fields stay. */
export function redactJson<T extends Json>(value: T, redaction: Redaction): T {
  const clean = (part: Json): Json => {
    if (typeof part === "string") return redactText(part, redaction);
    if (Array.isArray(part)) return part.map(clean);
    if (isJsonObject(part)) return Object.fromEntries(Object.entries(part).map(([name, inner]) => [name, clean(inner)]));
    return part;
  };
  return clean(value) as T;
}

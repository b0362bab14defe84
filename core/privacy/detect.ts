import { z } from "zod";

/** What can be found in text by its form alone. */
export const PersonalKind = z.enum(["email", "phone", "card", "iban", "ip", "secret"]);
export type PersonalKind = z.infer<typeof PersonalKind>;

/** A place in a text: characters `start` to `end`, the latter not included. */
export type Finding = { kind: PersonalKind; start: number; end: number };

type Detector = { pattern: RegExp; confirms?: (found: string) => boolean };

const digitsOf = (text: string): string => text.replaceAll(/\D/g, "");

/** Luhn's checksum, ISO/IEC 7812-1 annex B. */
function luhn(text: string): boolean {
  const digits = [...digitsOf(text)].map(Number).reverse();
  const sum = digits.reduce((total, digit, index) => {
    const weighted = index % 2 === 0 ? digit : digit * 2;
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return digits.length >= 13 && digits.length <= 19 && sum % 10 === 0;
}

/** ISO 13616: letters as numbers from 10, the first four characters last, modulo 97 is 1. */
function ibanChecks(text: string): boolean {
  const bare = text.replaceAll(/\s/g, "").toUpperCase();
  if (bare.length < 15 || bare.length > 34) return false;
  const moved = bare.slice(4) + bare.slice(0, 4);
  let remainder = 0;
  for (const character of moved) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}

const octets = (text: string): boolean => text.split(".").every((part) => Number(part) <= 255);

/** A phone number has a sign that it is one: a plus, brackets or groups; a bare run of digits may be anything. */
const phoneLike = (text: string): boolean => {
  const count = digitsOf(text).length;
  return count >= 8 && count <= 15 && /[+()\s.\-/]/.test(text.trim());
};

/** In this order: what is taken by one isn't looked at by the next. */
const detectors: Record<PersonalKind, Detector> = {
  email: { pattern: /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,5}/gu },
  iban: { pattern: /\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,4})?\b/gi, confirms: ibanChecks },
  card: { pattern: /\b\d(?:[ -]?\d){12,18}\b/g, confirms: luhn },
  secret: {
    pattern:
      /\b(?:sk|pk|rk|ghp|gho|glpat|xox[abps])[-_][A-Za-z0-9_-]{16,}|\bAKIA[0-9A-Z]{16}\b|\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}|-----BEGIN [A-Z ]*PRIVATE KEY-----/g,
  },
  ip: {
    pattern: /\b\d{1,3}(?:\.\d{1,3}){3}\b|\b(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}\b/gi,
    confirms: (text) => text.includes(":") || octets(text),
  },
  phone: { pattern: /(?<![\p{L}\p{N}#])\+?\(?\d{1,4}\)?(?:[\s.\-/]?\(?\d{1,5}\)?){2,6}(?![\p{L}\p{N}])/gu, confirms: phoneLike },
};

const order = ["email", "iban", "card", "secret", "ip", "phone"] as const satisfies PersonalKind[];

/** Personal data of the given kinds in a text, in the order of the text; places don't overlap. */
export function findPersonal(text: string, kinds: readonly PersonalKind[]): Finding[] {
  const found: Finding[] = [];
  for (const kind of order) {
    if (!kinds.includes(kind)) continue;
    const { pattern, confirms = () => true } = detectors[kind];
    for (const match of text.matchAll(pattern)) {
      const [start, end] = [match.index, match.index + match[0].length];
      if (confirms(match[0]) && !found.some((other) => start < other.end && other.start < end)) found.push({ kind, start, end });
    }
  }
  return found.toSorted((a, b) => a.start - b.start);
}

/** The text with a placeholder in each place, such as `<EMAIL_1>`; the same value has the same placeholder. */
export function redact(text: string, findings: readonly Finding[]): string {
  const names = new Map<string, string>();
  const counts = new Map<PersonalKind, number>();
  let redacted = "";
  let from = 0;
  for (const { kind, start, end } of findings) {
    const value = text.slice(start, end);
    const key = `${kind} ${value.toLowerCase()}`;
    if (!names.has(key)) {
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      names.set(key, `<${kind.toUpperCase()}_${count}>`);
    }
    redacted += text.slice(from, start) + names.get(key);
    from = end;
  }
  return redacted + text.slice(from);
}

import { z } from "zod";
import { type PersonalKind, structuredKinds } from "./kinds";
import { nationalIds } from "./nationalIds";
import { people } from "./people";
import { phoneNumbers } from "./phones";
import { addresses } from "./places";
import { secrets } from "./secrets";

/** A place in a text: characters `start` to `end`, the latter not included. `own`: a word or pattern of the workspace's. */
export type Finding = { kind: PersonalKind | "own"; start: number; end: number };

/**
 * What a workspace looks for beside the kinds. Words are found whatever their case; in patterns `#` is a digit and `@` a letter, and
 * everything else is itself.
 */
export type OwnRules = { words: readonly string[]; patterns: readonly string[] };

type Places = Iterable<{ start: number; end: number }>;

function* matching(
  text: string,
  pattern: RegExp,
  confirms: (found: string) => boolean = () => true,
): Generator<{ start: number; end: number }> {
  for (const { 0: found, index } of text.matchAll(pattern)) if (confirms(found)) yield { start: index, end: index + found.length };
}

const digitsOf = (text: string): string => text.replaceAll(/\D/g, "");

/** Luhn's checksum, ISO/IEC 7812-1 annex B. */
function luhn(text: string): boolean {
  const digits = [...digitsOf(text)].map(Number).reverse();
  const sum = digits.reduce((total, digit, index) => {
    const weighted = index % 2 === 0 ? digit : digit * 2;
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return sum % 10 === 0 && new Set(digits).size > 1;
}

/** Ranges of ISO/IEC 7812 that cards for paying are of; those of thirteen digits begin with 4, where books and goods have numbers of that length. */
const CARD = /^(?:4\d{12}(?:\d{3}){0,2}|3(?:0[0-5]|[689]\d)\d{11,16}|3[47]\d{13}|35\d{14,17}|(?:5[0-9]|6\d)\d{10,17}|2[2-7]\d{14})$/;
const isCard = (text: string): boolean => CARD.test(digitsOf(text)) && luhn(text);

/** ISO 13616: letters as numbers from 10, the first four characters last, modulo 97 is 1. */
function ibanChecks(text: string): boolean {
  const bare = text.replaceAll(/[\s-]/g, "").toUpperCase();
  if (bare.length < 15 || bare.length > 34) return false;
  const moved = bare.slice(4) + bare.slice(0, 4);
  let remainder = 0;
  for (const character of moved) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}

/** The longest beginning that is a valid IBAN: what follows in capitals may look like more of it. */
function* ibans(text: string): Places {
  for (const { 0: found, index } of text.matchAll(/(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,32}/giu)) {
    for (let end = found.length; end >= 15; end--) {
      if (/[\p{L}\p{N}]/u.test(found[end] ?? "") || /[ -]$/.test(found.slice(0, end)) || !ibanChecks(found.slice(0, end))) continue;
      yield { start: index, end: index + end };
      break;
    }
  }
}

const octets = (text: string): boolean => z.ipv4().safeParse(text).success;
/** Programs write `a::b` for other things than addresses. */
const groups = (text: string): boolean => text.length > 6 && /\d/.test(text) && z.ipv6().safeParse(text).success;

const detectors: Record<PersonalKind, (text: string) => Places> = {
  email: (text) => matching(text, /[\p{L}\p{N}._%+'-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,5}/gu),
  iban: ibans,
  card: (text) => matching(text, /(?<![\p{L}\p{N}.-])\d(?:[ -]?\d){12,18}(?![\p{L}\p{N}])/gu, isCard),
  secret: secrets,
  ip: (text) => [
    ...matching(text, /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]*\d)/g, octets),
    ...matching(text, /(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:])/gi, groups),
  ],
  nationalId: nationalIds,
  phone: phoneNumbers,
  address: addresses,
  person: people,
};

/** In this order: what is taken by one isn't looked at by the next. */
const order = ["secret", "email", "iban", "card", "ip", "nationalId", "phone", "address", "person"] as const satisfies PersonalKind[];

/** Personal data of the given kinds in a text, in the order of the text; places don't overlap. */
export function findPersonal(text: string, kinds: readonly PersonalKind[], own?: OwnRules): Finding[] {
  const found: Finding[] = [];
  const take = (kind: Finding["kind"], places: Places) => {
    for (const { start, end } of places)
      if (end > start && !found.some((other) => start < other.end && other.start < end)) found.push({ kind, start, end });
  };
  if (own !== undefined) take("own", ownPlaces(text, own));
  const digits = /\d/.test(text);
  for (const kind of order) {
    // Most texts have no number at all.
    if (!kinds.includes(kind) || (!digits && needsDigits.has(kind))) continue;
    take(kind, detectors[kind](text));
  }
  return found.toSorted((a, b) => a.start - b.start);
}

const needsDigits: ReadonlySet<PersonalKind> = new Set(
  structuredKinds.filter((kind) => kind !== "email" && kind !== "secret" && kind !== "ip"),
);

const known = new WeakMap<OwnRules, RegExp | null>();

function ownPlaces(text: string, own: OwnRules): Places {
  const pattern = known.get(own) ?? patternOf(own);
  known.set(own, pattern);
  return pattern === null ? [] : matching(text, pattern);
}

function patternOf({ words, patterns }: OwnRules): RegExp | null {
  const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  const parts = [
    ...words.map((word) => escaped(word.trim())),
    ...patterns.map((pattern) => escaped(pattern.trim()).replaceAll("#", "\\d").replaceAll("@", "\\p{L}")),
  ].filter((part) => part !== "");
  if (parts.length === 0) return null;
  // The longest first: of two that begin alike the whole one counts.
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${parts.sort((a, b) => b.length - a.length).join("|")})(?![\\p{L}\\p{N}])`, "giu");
}

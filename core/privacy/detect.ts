import { z } from "zod";
import { type FoundKind, type PersonalKind, structuredKinds } from "./kinds";
import { nationalIds } from "./nationalIds";
import { keptIn, type OwnRules, ownPlaces } from "./ownRules";
import { people } from "./people";
import { phoneNumbers } from "./phones";
import { placeholdersIn } from "./placeholders";
import { addresses } from "./places";
import { secrets } from "./secrets";

/** A place in a text: characters `start` to `end`, the latter not included. */
export type Finding = { kind: FoundKind; start: number; end: number };

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

/** Of the countries whose accounts are met most; of others the checksum alone decides. Characters. */
const IBAN_LENGTHS = new Map(
  "AE23 AT20 BE16 BG22 BR29 CH21 CY28 CZ24 DE22 DK18 EE20 ES24 FI18 FR27 GB22 GR27 HR21 HU28 IE22 IL23 IT27 LT20 LU20 LV21 MT31 NL18 NO15 PL28 PT25 RO24 SA24 SE24 SI19 SK24 TR26"
    .split(" ")
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** ISO 13616: letters as numbers from 10, the first four characters last, modulo 97 is 1. */
function ibanChecks(text: string): boolean {
  const bare = text.replaceAll(/[\s-]/g, "").toUpperCase();
  if (bare.length < 15 || bare.length > 34 || (IBAN_LENGTHS.get(bare.slice(0, 2)) ?? bare.length) !== bare.length) return false;
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

/** Personal data of the given kinds in a text, in the order of the text; places don't overlap. Placeholders are nothing personal. */
export function findPersonal(text: string, kinds: readonly PersonalKind[], own?: OwnRules): Finding[] {
  const found: Finding[] = [];
  const taken = placeholdersIn(text);
  const isKept = own === undefined ? () => false : keptIn(text, own);
  const take = (kind: FoundKind, places: Places) => {
    for (const place of places) {
      const { start, end } = place;
      const overlaps = (other: { start: number; end: number }) => start < other.end && other.start < end;
      if (end > start && !taken.some(overlaps) && !found.some(overlaps) && !isKept(place)) found.push({ kind, start, end });
    }
  };
  if (own !== undefined) for (const { kind, ...place } of ownPlaces(text, own)) take(kind, [place]);
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

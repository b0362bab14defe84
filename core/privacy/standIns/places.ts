import { type Chance, chanceOf, type Mac } from "./chance";
import { familyName, isPair, pairOf, tongueOf } from "./names";
import { isMadeUp, type Tongue } from "./syllables";

/** Words of addresses that name no place. */
const PLAIN = new Set(
  "street st avenue ave road rd lane ln drive dr boulevard blvd court ct way square sq terrace place pl crescent close gardens apt apartment unit suite flat straße strasse str weg platz allee gasse calle c avenida avda plaza paseo via viale piazza corso rua largo".split(
    " ",
  ),
);
const GLUED = /(?:straße|strasse|str\.|weg|platz|allee|gasse|damm|ufer|straat|laan|plein|gracht|kade)$/i;
const DISTRICT = /(\p{Script=Han}{1,8}?)(自治区|省|市|区|县|大街|路|街|道|巷)/gu;

const TONGUES: readonly (readonly [Tongue, RegExp])[] = [
  ["de", /straße|strasse|str\.|platz|allee|gasse|\bweg\b|damm|ufer/i],
  ["nl", /straat|laan|plein|gracht|kade/i],
  ["fr", /\b(?:rue|chemin|impasse|quai|cours|route)\b/i],
  ["es", /\b(?:calle|avenida|avda|plaza|paseo)\b|c\//i],
  ["it", /\b(?:via|viale|piazza|corso)\b/i],
  ["en", /\b(?:street|avenue|road|lane|drive|boulevard|court|square|terrace|crescent)\b/i],
];
const tongueOfPlace = (address: string): Tongue => TONGUES.find(([, words]) => words.test(address))?.[0] ?? tongueOf(address);

/** House numbers of as many digits; of postcodes, which have four or five, one that begins with 00, as none does. */
const numberOf = (chance: Chance, old: string): string =>
  old.length >= 4 ? `00${chance.digits(old.length - 2)}` : `${1 + chance.below(9)}${chance.digits(old.length - 1)}`;

/** An address of the same form, with invented names of streets and towns; the same for the same address. */
export function addressFor(mac: Mac, address: string): string {
  const words = address.toLowerCase().replaceAll(/\s+/g, " ");
  const chance = chanceOf(mac, `address ${words}`);
  if (/\p{Script=Han}/u.test(address)) {
    const names = [...address.matchAll(DISTRICT)].map(([, name = ""]) => name);
    if (names.length > 0 && names.every((name) => isPair(mac, name))) return address;
    return address
      .replaceAll(DISTRICT, (_, name: string, kind: string) => pairOf(mac, chanceOf(mac, `place ${name}${kind}`)) + kind)
      .replaceAll(/\d+/g, (old) => numberOf(chance, old.slice(0, 3)).padEnd(old.length, "0"));
  }
  const tongue = tongueOfPlace(address);
  const isPlain = (word: string) => PLAIN.has(word.toLowerCase().replace(/\.$/, ""));
  const stemOf = (word: string) => (isPlain(word) ? word : word.replace(GLUED, ""));
  const names = [...address.matchAll(/\p{Lu}[\p{L}\p{M}'’.]*/gu)].map(([word]) => word).filter((word) => !isPlain(word) && word.length > 2);
  if (names.length > 0 && names.every((word) => isMadeUp(stemOf(word)))) return address;
  return address.replaceAll(/\p{Lu}[\p{L}\p{M}'’.]*|\d+/gu, (word) => {
    if (/^\d/.test(word)) return numberOf(chance, word);
    if (isPlain(word) || word.length === 1) return word;
    if (word.length === 2 && word === word.toUpperCase()) return "ZZ";
    const stem = stemOf(word);
    const made = familyName(chanceOf(mac, `place ${stem.toLowerCase()}`), tongue);
    return stem === word ? made : made + word.slice(stem.length);
  });
}

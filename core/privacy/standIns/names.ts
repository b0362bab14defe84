import { type Chance, chanceOf, type Mac } from "./chance";
import { cyrillic, han, hangul, isMadeUp, type Tongue, tongues } from "./syllables";

const PARTICLES = new Set("van von de der den da di del della la le les du des bin al y ter ten zu".split(" "));

/** The language that a text looks like, by letters, small words and endings that others lack. */
export function tongueOf(text: string): Tongue {
  const low = text.toLowerCase();
  if (/[äöüß]|\bvon\b|(?:mann|berger|schmidt)\b/.test(low)) return "de";
  if (/\bvan (?:de[rn]?|den)\b|ij|aa|\b(?:de|ter|ten) (?=\p{L})|(?:sma|stra|sen)\b/u.test(low)) return "nl";
  if (/[ñáíóú]|ez\b/.test(low)) return "es";
  if (/[éèêçëœîïâô]|eau\b|ier\b/.test(low)) return "fr";
  if (/(?:elli|etti|ini|oni|ucci|ossi|ari|chi|ito|icci|anco)\b/.test(low)) return "it";
  return "en";
}

const sameCase = (made: string, like: string): string =>
  like.length > 1 && like === like.toUpperCase() && like !== like.toLowerCase() ? made.toUpperCase() : made;

/** A made-up family name, the same for the same name. */
export const familyName = (chance: Chance, tongue: Tongue): string =>
  chance.pick(tongues[tongue].heads) + chance.pick(tongues[tongue].tails);

/** A character of the second list that goes with what stands before it: by this a made-up name is known again. One in eight does. */
const GOES = 8;
const going = (mac: Mac, before: string, list: readonly string[]): string[] => {
  const rest = (mac(`goes with ${before}`)[0] ?? 0) % GOES;
  return list.filter((_, index) => index % GOES === rest);
};

type Script = { families: readonly string[]; first: readonly string[]; second: readonly string[] };

/** Two characters that hang together, such as a given name or the name of a place. */
export function pairOf(mac: Mac, chance: Chance, { first, second }: Pick<Script, "first" | "second"> = han): string {
  const begin = chance.pick(first);
  return begin + chance.pick(going(mac, begin, second));
}

export function isPair(mac: Mac, text: string, { first, second }: Pick<Script, "first" | "second"> = han): boolean {
  const [begin = "", end = "", ...more] = [...text];
  return more.length === 0 && first.includes(begin) && going(mac, begin, second).includes(end);
}

const isHanName = (mac: Mac, name: string): boolean => {
  const characters = [...name];
  if (/^某[甲乙丙丁戊己庚辛壬癸]$/.test(name)) return true;
  if (characters.length === 2) return going(mac, characters[0] ?? "", han.first).includes(characters[1] ?? "");
  return isPair(mac, characters.slice(-2).join("")) && characters.length <= 4;
};

/** As many characters as before; of a family name alone, the way Chinese speaks of somebody unnamed. */
function hanName(mac: Mac, name: string): string {
  if (isHanName(mac, name)) return name;
  const characters = [...name];
  const chance = chanceOf(mac, `person ${name}`);
  if (characters.length === 1) return `某${chance.pick([..."甲乙丙丁戊己庚辛壬癸"])}`;
  const family = chanceOf(mac, `family ${characters[0]}`).pick(han.families);
  if (characters.length === 2) return family + chance.pick(going(mac, family, han.first));
  const front = characters.length === 3 ? family : chance.pick(han.doubled);
  return front + pairOf(mac, chance);
}

function hangulName(mac: Mac, name: string): string {
  const characters = [...name];
  if (isPair(mac, characters.slice(1).join(""), hangul)) return name;
  const family = chanceOf(mac, `family ${characters[0]}`).pick(hangul.families);
  return family + pairOf(mac, chanceOf(mac, `person ${name}`), hangul);
}

/** Word by word, so that a family name alone becomes the same as in the whole name. */
function spacedName(mac: Mac, name: string): string {
  const isCyrillic = /\p{Script=Cyrillic}/u.test(name);
  const words = name.split(/(\s+)/);
  const named = words.filter((word) => /\p{L}/u.test(word) && !PARTICLES.has(word));
  if (named.at(-1)?.split("-").every(isMadeUp) === true) return name;
  const list = isCyrillic ? cyrillic : tongues[tongueOf(name)];
  const last = words.lastIndexOf(named.at(-1) ?? "");
  // By itself, so that it is the same after a title as after a first name.
  const alone = words.slice(words.findLastIndex((word, index) => index < last && named.includes(word)) + 1, last + 1).join("");
  const families = isCyrillic ? cyrillic : tongues[tongueOf(alone)];
  const family = (word: string) =>
    word
      .split("-")
      .map((part) => {
        const chance = chanceOf(mac, `family ${part.toLowerCase()}`);
        return sameCase(chance.pick(families.heads) + chance.pick(families.tails), part);
      })
      .join("-");
  const given = (word: string) =>
    word.replace(/\.$/, "").length === 1
      ? word.replace(/\p{L}/u, chanceOf(mac, `initial ${word}`).pick([..."ABCDEFGHJKLMNOPRSTW"]))
      : sameCase(chanceOf(mac, `given ${word.toLowerCase()}`).pick(list.given), word);
  return words
    .map((word, index) => (!/\p{L}/u.test(word) || PARTICLES.has(word) ? word : index === last ? family(word) : given(word)))
    .join("");
}

/** An invented name of the same script, form and, as far as the name tells, language; null for scripts that none are made for. */
export function nameFor(mac: Mac, name: string): string | null {
  const letters = name.replaceAll(/[^\p{L}]/gu, "");
  if (/^\p{Script=Han}+$/u.test(letters)) return hanName(mac, name);
  if (/^\p{Script=Hangul}+$/u.test(letters) && letters.length > 1 && letters === name) return hangulName(mac, name);
  return /^(?:\p{Script=Latin}|\p{M})+$/u.test(letters) || /^\p{Script=Cyrillic}+$/u.test(letters) ? spacedName(mac, name) : null;
}

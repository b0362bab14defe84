import { chanceOf, type Mac, markOf } from "./chance";

/** The characters of a number in the form of another: digits and letters in their order, what groups them where it was. */
export function inForm(like: string, characters: string): string {
  let place = 0;
  return like.replaceAll(/[\p{L}\p{N}]/gu, (old) => {
    const made = characters[place++] ?? old;
    return old === old.toLowerCase() ? made.toLowerCase() : made;
  });
}

const bare = (value: string): string => value.replaceAll(/[^\p{L}\p{N}]/gu, "").toUpperCase();

/** Luhn's check digit for what stands before it. */
export function luhnDigit(body: string): string {
  const sum = [...body].reverse().reduce((total, digit, index) => {
    const weighted = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return String((10 - (sum % 10)) % 10);
}

/** Beginnings of the numbers that card networks and their processors give out for trying things; no card has one. */
const TEST_CARDS: readonly (readonly [RegExp, string])[] = [
  [/^3[47]/, "378282"],
  [/^3[0689]/, "305693"],
  [/^35/, "356600"],
  [/^4/, "424242"],
  [/^(?:5[1-5]|2[2-7])/, "555555"],
  [/^62/, "620000"],
  [/^6/, "601111"],
  [/^5/, "555555"],
];
const CARD_MARK = 3;

/** A number of the same brand and length that begins like a test card and has a right check digit. */
export function cardFor(mac: Mac, value: string): string {
  const digits = bare(value);
  const start = TEST_CARDS.find(([brand]) => brand.test(digits))?.[1] ?? "424242";
  const marked = (body: string) => body + markOf(mac, `card ${body}`, CARD_MARK);
  const made = (body: string) => marked(body) + luhnDigit(marked(body));
  if (digits.startsWith(start) && digits === made(digits.slice(0, -1 - CARD_MARK))) return value;
  return inForm(value, made(start + chanceOf(mac, `card ${digits}`).digits(digits.length - start.length - CARD_MARK - 1)));
}

/** ISO 13616: letters as numbers from 10, country and zeros last; 98 less the rest by 97. */
function ibanCheck(country: string, body: string): string {
  let rest = 0;
  for (const character of `${body}${country}00`) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return String(98 - rest).padStart(2, "0");
}

const IBAN_MARK = 3;

/** An account of the same country and form at a bank that there isn't: its code is zeros, or TEST. The checksum is right. */
export function ibanFor(mac: Mac, value: string): string {
  const whole = bare(value);
  const [country, body] = [whole.slice(0, 2), whole.slice(4)];
  const like = [...body];
  const digit = (character: string) => /\d/.test(character);
  const bank = like.slice(0, 4).map((old, index) => (digit(old) ? "0" : ("TEST"[index] ?? "X")));
  const made = (front: string) => {
    const mark = markOf(mac, `iban ${country} ${front}`, IBAN_MARK);
    const end = like.slice(-IBAN_MARK).map((old, index) => (digit(old) ? mark[index] : "ABCDEFGHJK"[Number(mark[index])]));
    return front + end.join("");
  };
  if (body.startsWith(bank.join("")) && body === made(body.slice(0, -IBAN_MARK))) return value;
  const chance = chanceOf(mac, `iban ${whole}`);
  const middle = like.slice(4, -IBAN_MARK).map((old) => (digit(old) ? chance.digits(1) : chance.pick([..."ABCDEFGHJKLMNPRSTUVWXYZ"])));
  const account = made([...bank, ...middle].join(""));
  return inForm(value, country + ibanCheck(country, account) + account);
}

/** Digits and letters of the same form; whether such a number could be somebody's is for who asks to see, who asks again with another try. */
export function numberFor(mac: Mac, value: string, attempt: number): string {
  const chance = chanceOf(mac, `number ${attempt} ${bare(value)}`);
  return inForm(
    value,
    [...bare(value)].map((old) => (/\d/.test(old) ? chance.digits(1) : chance.pick([..."ABCDEFGHJKLMNPRSTUVWXYZ"]))).join(""),
  );
}

/** Addresses of networks that are kept free for trials and examples: 198.18.0.0/15 (RFC 2544) and 2001:db8::/32 (RFC 3849). */
export function ipFor(mac: Mac, value: string): string {
  const low = value.toLowerCase();
  if (/^198\.1[89]\./.test(low) || low.startsWith("2001:db8:")) return value;
  const chance = chanceOf(mac, `ip ${low}`);
  if (!low.includes(":")) return `198.${18 + chance.below(2)}.${chance.below(256)}.${chance.below(256)}`;
  return `2001:db8:${Array.from({ length: 3 }, () => (1 + chance.below(65_535)).toString(16)).join(":")}::${(1 + chance.below(65_535)).toString(16)}`;
}

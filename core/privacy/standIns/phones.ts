import { chanceOf, type Mac } from "./chance";
import { inForm } from "./numbers";

/**
 * Numbers that are kept free for films and books, without the country's code: the beginning, and how many digits follow. By the numbering
 * authorities of North America (NANPA), the United Kingdom (Ofcom), Germany (BNetzA), France (ARCEP), Sweden (PTS) and Australia (ACMA).
 */
const FICTIONAL: Record<string, readonly (readonly [string, number])[]> = {
  "1": [201, 202, 212, 213, 303, 305, 312, 313, 404, 415, 503, 512, 602, 612, 617, 702, 713, 808, 816, 907].map((area) => [
    `${area}55501`,
    2,
  ]),
  "44": [
    "2079460",
    "1134960",
    "1144960",
    "1154960",
    "1164960",
    "1174960",
    "1214960",
    "1314960",
    "1414960",
    "1514960",
    "1614960",
    "1914980",
    "7700900",
  ].map((start) => [start, 3]),
  "49": ["3023125", "6990009", "4066969", "8999998"].map((start) => [start, 3]),
  "33": ["19900", "26191", "35301", "46571", "53649", "63998"].map((start) => [start, 4]),
  "46": [
    ["313900", 3],
    ["406280", 3],
    ["84650", 4],
  ],
  "61": [
    ["255501", 4],
    ["755501", 4],
    ["370105", 4],
  ],
};
/** Countries whose codes are told from the digits; of the others the first two digits are taken for it. */
const CODES =
  "1 7 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98".split(
    " ",
  );

/** Its country's code as it is written, its trunk zero, and the rest. */
function partsOf(value: string, digits: string): { front: string; country: string | null; rest: string } {
  const international = value.trimStart().startsWith("+") ? "" : digits.startsWith("00") ? "00" : null;
  if (international !== null) {
    const after = digits.slice(international.length);
    const code = CODES.find((one) => after.startsWith(one)) ?? after.slice(0, 2);
    // Some write +44 (0)20.
    const trunk = /\(0\)/.test(value) && after[code.length] === "0" ? "0" : "";
    return { front: international + code + trunk, country: code, rest: after.slice(code.length + trunk.length) };
  }
  const trunk = digits.startsWith("0") && !digits.startsWith("00") ? "0" : "";
  return { front: trunk, country: trunk === "" && digits.length === 10 ? "1" : null, rest: digits.slice(trunk.length) };
}

/** Without their country's code numbers look like those of any of these. */
const fictionalOf = (country: string | null, length: number) =>
  (country === null ? ["44", "49", "33"].flatMap((code) => FICTIONAL[code] ?? []) : (FICTIONAL[country] ?? [])).filter(
    ([start, free]) => start.length + free <= length,
  );

/**
 * A number of the same country, length and form that is nobody's: one kept free for films where the country keeps some, else one that begins
 * with 00, as none does.
 * @param attempt another number for each: one may happen to look like something else
 */
export function phoneFor(mac: Mac, value: string, attempt: number): string {
  const digits = value.replaceAll(/\D/g, "");
  const { front, country, rest } = partsOf(value, digits);
  const ranges = fictionalOf(country, rest.length);
  if (rest.startsWith("00") || ranges.some(([start]) => rest.startsWith(start))) return value;
  const chance = chanceOf(mac, `phone ${attempt} ${digits}`);
  const fitting = ranges.filter(([start, free]) => start.length + free === rest.length);
  const from = fitting.length > 0 ? fitting : ranges;
  const start = from.length > 0 ? chance.pick(from)[0] : "00";
  return inForm(value, front + start + chance.digits(Math.max(0, rest.length - start.length)));
}

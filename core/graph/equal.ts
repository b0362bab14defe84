import { isJsonObject, type Json } from "./json";

/** A text as it is compared loosely: upper and lower case are the same, and so are runs of white space and the ways to write an accent. */
export const plainText = (text: string): string => text.normalize("NFC").trim().replaceAll(/\s+/g, " ").toLowerCase();

/** How far two numbers may be apart that differ only by how they were reckoned: 0.1 + 0.2 is 0.3. */
const ROUNDING = 1e-9;

/** Are two numbers the same but for rounding? @param tolerance how far they may be off beyond that */
export const isNear = (a: number, b: number, tolerance = 0): boolean =>
  Math.abs(a - b) <= tolerance + ROUNDING * Math.max(Math.abs(a), Math.abs(b));

/** Equal as JSON, whatever the order of keys. */
export function isEqual(
  found: Json,
  wanted: Json,
  { tolerance = 0, loose = false }: { tolerance?: number | undefined; loose?: boolean | undefined } = {},
): boolean {
  const same = (a: Json, b: Json): boolean => {
    if (typeof a === "number" && typeof b === "number") return isNear(a, b, tolerance);
    if (typeof a === "string" && typeof b === "string") return loose ? plainText(a) === plainText(b) : a === b;
    if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, index) => same(item, b[index] as Json));
    if (isJsonObject(a) && isJsonObject(b)) {
      const keys = Object.keys(a);
      return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(a[key] as Json, b[key] as Json));
    }
    return a === b;
  };
  return same(found, wanted);
}

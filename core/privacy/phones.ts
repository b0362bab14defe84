import { type CountryCode, parsePhoneNumberFromString } from "libphonenumber-js/max";

/** Countries whose numbers are known without their code in front. */
const HOME: readonly CountryCode[] = ["US", "GB", "DE", "FR", "ES", "IT", "NL", "PL", "CN", "IN", "BR", "SE", "JP", "CH", "AT"];

const CANDIDATE = /(?<![\p{L}\p{N}#.,:-])(?:\+|00)?\(?\d{1,5}\)?(?:[\s.\-/]{0,2}\(?\d{1,8}\)?){1,7}(?![\p{L}\p{N}])/gu;
/** What has the form of a date or an amount. */
const OTHER = /^(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4}|\d{1,3}(?:[ .]\d{3})+|\d+\.\d+|\d{4}\s*[-–]\s*\d{4})$/;
const WORD =
  /(?:phone|tel|telephone|mobile|cell|call|fax|whatsapp|telefon|handy|anruf|rufnummer|téléphone|portable|appel|teléfono|móvil|llám|telefono|cellulare|telefoon|mobiel|bel|telefone|celular|电话|手机|致电)\P{L}{0,12}(?:\p{L}{1,8}\P{L}{1,3}){0,3}$/iu;

/** Places of phone numbers in a text: valid ones of the world, and of some countries without their code. The plans are libphonenumber's. */
export function* phoneNumbers(text: string): Generator<{ start: number; end: number }> {
  for (const { 0: raw, index } of text.matchAll(CANDIDATE)) {
    // A bracket that was opened before the number doesn't end it.
    const found = raw.includes("(") ? raw.trimEnd() : raw.trimEnd().replace(/\)+$/, "");
    const digits = found.replaceAll(/\D/g, "");
    if (digits.length < 7 || digits.length > 16 || OTHER.test(found)) continue;
    const called = WORD.test(text.slice(Math.max(0, index - 48), index));
    if (isNumber(found, digits, called)) yield { start: index, end: index + found.length };
  }
}

function isNumber(found: string, digits: string, called: boolean): boolean {
  if (/^(?:\+|00)/.test(found)) return parsePhoneNumberFromString(`+${digits.replace(/^00/, "")}`)?.isValid() === true || called;
  // A bare run of digits may be anything, unless a word says what it is.
  if (!/[()\s.\-/]/.test(found) && !called) return false;
  const valid = HOME.some((country) => parsePhoneNumberFromString(found, country)?.isValid() === true);
  return valid && (called || /^\(?0|\)|^\d{3}[\s.-]\d{3}[\s.-]\d{4}$/.test(found));
}

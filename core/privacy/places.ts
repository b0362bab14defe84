const NAME = "\\p{Lu}[\\p{L}'’.-]*";
const NAMES = `${NAME}(?: (?:${NAME}|de|du|des|la|le|les|del|della|di|da|van|der|den|von|y|el)){0,4}`;
const TOWN = `(?:,? (?:(?:apt|apartment|unit|suite|flat)\\.? ?#?\\w{1,5},? ?)?(?:${NAMES})?,? ?(?:[A-Z]{2} )?\\b\\d{4,5}(?:-\\d{4})?(?: ${NAMES})?)?`;

/** Streets with their numbers, as several countries write them. */
const patterns: readonly RegExp[] = [
  new RegExp(
    `(?<![\\p{L}\\p{N}])\\d{1,5}[A-Za-z]? (?:${NAME} ){1,4}(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Way|Square|Sq|Terrace|Place|Pl|Crescent|Close|Gardens)\\b\\.?${TOWN}`,
    "gu",
  ),
  new RegExp(
    `(?<![\\p{L}\\p{N}])(?:${NAME}[ -]){0,3}(?:\\p{Lu}\\p{L}*(?:straße|strasse|str\\.|weg|platz|allee|gasse|damm|ufer|straat|laan|plein|gracht|kade)|(?:Straße|Strasse|Str\\.|Weg|Platz|Allee|Gasse)) \\d{1,4} ?[a-z]?\\b${TOWN}`,
    "gu",
  ),
  new RegExp(
    `(?<![\\p{L}\\p{N}])\\d{1,4}(?: (?:bis|ter))?,? (?:rue|avenue|boulevard|place|chemin|allée|impasse|quai|cours|route) (?:de la |de l['’]|de |du |des |d['’])?${NAMES}${TOWN}`,
    "giu",
  ),
  new RegExp(
    `(?<![\\p{L}\\p{N}])(?:Calle|C/|Avenida|Avda\\.?|Plaza|Paseo|Via|Viale|Piazza|Corso|Rua|Largo) (?:de la |de los |del |de |della |dei |da |do )?${NAMES},? ?(?:n[º°.] ?)?\\d{1,4}\\b${TOWN}`,
    "gu",
  ),
  /(?:[\p{Script=Han}]{2,4}(?:省|市|自治区))?[\p{Script=Han}]{2,6}(?:市|区|县)[\p{Script=Han}]{1,8}(?:路|街|道|巷|大街)\d{1,5}号(?:[\p{Script=Han}\d]{0,12}(?:室|楼|栋))?/gu,
];

/** Places of postal addresses in a text. */
export function* addresses(text: string): Generator<{ start: number; end: number }> {
  for (const pattern of patterns)
    for (const { 0: found, index } of text.matchAll(pattern)) yield { start: index, end: index + found.trimEnd().length };
}

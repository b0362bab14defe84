import { isJsonObject, type Json } from "../graph/json";
import type { FoundKind } from "./kinds";
import type { FoundValue } from "./ownRules";
import { type Pseudonym, type Redaction, redactJson } from "./redact";

/** Kinds that the words around them tell: elsewhere the same value may stand without these, as a template's variable does. */
const byContext: ReadonlySet<FoundKind> = new Set(["person", "address", "phone", "nationalId", "secret"]);

/** A single word of letters may be a word like any other elsewhere. */
const isTelling = (text: string): boolean => /[\s\d]/.test(text) || /^\p{Script=Han}{2,}$/u.test(text) || text.length >= 20;

/**
 * Notes what is taken out of texts that belong together, such as a prompt and the variables that fill it.
 * @returns a redaction to use for all of them, and one for going over them again, which takes out what the first found elsewhere; null when
 *   there is nothing of that kind
 */
export function recordFound(redaction: Redaction): { recording: Redaction; elsewhere(): Redaction | null } {
  const found = new Map<string, FoundValue>();
  const pseudonym: Pseudonym = (kind, text) => {
    const name = redaction.pseudonym(kind, text);
    if (name !== text && byContext.has(kind) && isTelling(text.trim())) found.set(text, { kind, text });
    return name;
  };
  return {
    recording: { ...redaction, pseudonym },
    elsewhere: () => (found.size === 0 ? null : onlyFound(redaction, [...found.values()])),
  };
}

/** A value of texts that belong together, without what is to be taken out of any of them. */
export function redactTogether<T extends Json>(value: T, redaction: Redaction): T {
  const { recording, elsewhere } = recordFound(redaction);
  const once = redactJson(value, recording);
  const rest = elsewhere();
  return rest === null ? once : redactJson(once, rest);
}

const onlyFound = ({ pseudonym }: Redaction, found: readonly FoundValue[]): Redaction => ({
  kinds: [],
  own: { words: [], patterns: [], found },
  pseudonym,
});

const NAMES = /\p{Lu}[\p{L}\p{M}'’-]+(?: (?:(?:van|von|de|der|den|da|di|del|la|le) ){0,2}\p{Lu}[\p{L}\p{M}'’-]+){1,2}/gu;
/** As many as are tried of a text, and of all together. */
const [LONGEST, MOST] = [120, 2_000];

function textsOf(value: Json): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  return isJsonObject(value) ? Object.values(value).flatMap(textsOf) : [];
}

/**
 * Takes out of values what is already taken out of other texts that they belong to: whatever would become something that stands there, by
 * the key that made it. Whole texts and what looks like names are tried. Null when there is nothing of that kind.
 */
export function hiddenElsewhere(values: Json, curated: string, redaction: Redaction): Redaction | null {
  const candidates = new Set<string>();
  for (const text of textsOf(values)) {
    if (candidates.size > MOST) break;
    const whole = text.trim();
    if (whole.length >= 2 && whole.length <= LONGEST) candidates.add(whole);
    for (const [name] of text.matchAll(NAMES)) candidates.add(name);
  }
  const found = [...candidates].flatMap((text) =>
    (["person", "address"] as const).flatMap((kind): FoundValue[] => {
      const name = redaction.pseudonym(kind, text);
      return name !== text && curated.includes(name) ? [{ kind, text }] : [];
    }),
  );
  return found.length === 0 ? null : onlyFound(redaction, found);
}

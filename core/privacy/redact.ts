import { isJsonObject, type Json } from "../graph/json";
import { type Finding, findPersonal } from "./detect";
import type { PersonalKind } from "./kinds";
import type { OwnRules } from "./ownRules";
import { numberedPlaceholder, placeholderOf } from "./placeholders";
import { macOf } from "./standIns/chance";
import { standInFor } from "./standIns/standIn";

/** What stands in the place of something that was found. */
export type Pseudonym = (kind: Finding["kind"], value: string) => string;

const numbers: ReadonlySet<Finding["kind"]> = new Set(["phone", "card", "iban", "nationalId"]);

/** The same value however it is written: without case, and numbers without what groups their digits. */
function plainOf(kind: Finding["kind"], value: string): string {
  return (numbers.has(kind) ? value.replaceAll(/[^\p{L}\p{N}]/gu, "") : value.trim().replaceAll(/\s+/g, " ")).toLowerCase();
}

/** `<EMAIL_1>`, `<EMAIL_2>`: numbered as they come, the same for the same value. For one text. */
export function numbered(): Pseudonym {
  const names = new Map<string, string>();
  const counts = new Map<string, number>();
  return (kind, value) => {
    const key = `${kind} ${plainOf(kind, value)}`;
    const known = names.get(key);
    if (known !== undefined) return known;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    const name = numberedPlaceholder(kind, count);
    names.set(key, name);
    return name;
  };
}

/** What is invented in place of a placeholder: nothing, numbers of the same form, or look-alikes of whatever can have one. */
export type StandIns = "none" | "numbers" | "all";

/** Pseudonyms that are worked out again and again are kept: so many at most. */
const KEPT = 5_000;

/**
 * `<EMAIL_K7Q2ZXAB>`: the same for the same value in every text, and telling nothing of it to who doesn't have the key. With stand-ins,
 * something invented of the same form stands there instead, so that what reads it still can; see standInFor.
 */
export function keyed(key: string, { standIns = "none" }: { standIns?: StandIns } = {}): Pseudonym {
  const mac = macOf(key);
  const kept = new Map<string, string>();
  return (kind, value) => {
    const known = kept.get(`${kind} ${value}`);
    if (known !== undefined) return known;
    const invents = standIns === "all" || (standIns === "numbers" && numbers.has(kind));
    const name = (invents ? standInFor(mac, kind, value) : null) ?? placeholderOf(kind, mac(`${kind} ${plainOf(kind, value)}`));
    if (kept.size >= KEPT) kept.clear();
    kept.set(`${kind} ${value}`, name);
    return name;
  };
}

/** The text with something else in each place. */
export function redact(text: string, findings: readonly Finding[], pseudonym: Pseudonym = numbered()): string {
  let redacted = "";
  let from = 0;
  for (const { kind, start, end } of findings) {
    redacted += text.slice(from, start) + pseudonym(kind, text.slice(start, end));
    from = end;
  }
  return redacted + text.slice(from);
}

/** What is looked for, and what stands in its place. */
export type Redaction = { kinds: readonly PersonalKind[]; own?: OwnRules | undefined; pseudonym: Pseudonym };

export const redactText = (text: string, { kinds, own, pseudonym }: Redaction): string =>
  redact(text, findPersonal(text, kinds, own), pseudonym);

/** A value with every text in it redacted; names of fields stay. */
export function redactJson<T extends Json>(value: T, redaction: Redaction): T {
  const clean = (part: Json): Json => {
    if (typeof part === "string") return redactText(part, redaction);
    if (Array.isArray(part)) return part.map(clean);
    if (isJsonObject(part)) return Object.fromEntries(Object.entries(part).map(([name, inner]) => [name, clean(inner)]));
    return part;
  };
  return clean(value) as T;
}

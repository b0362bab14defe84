import type { Kinds, Locale } from "./kind";

/** The params of a problem with the setting it names, by its path, as a person reads it. */
export function labelled<P extends Record<string, string | number>>(params: P, kinds: Kinds, locale: Locale): P | (P & { field: string }) {
  const { kind, field } = params;
  return kind === undefined || field === undefined ? params : { ...params, field: fieldLabel(kinds, `${kind}`, `${field}`, locale) };
}

/** What a person reads of a setting for its path in a config, such as “Branches 3 · name” for `cases.2.name`. */
export function fieldLabel(kinds: Kinds, kind: string, path: string, locale: Locale): string {
  const [first = "", ...rest] = path.split(".");
  const label = kinds(kind)?.text[locale].fields[first]?.label ?? first;
  return rest.reduce((text, part) => (/^\d+$/.test(part) ? `${text} ${Number(part) + 1}` : `${text} · ${part}`), label);
}

/**
 * The part of an address or an id that is made from a name: its letters and digits without accents and capitals, and `separator` for
 * everything between them.
 * @param otherwise where none is left of it
 * @param longest in characters
 */
export function slugOf(name: string, { otherwise = "", separator = "-", longest = 60 } = {}): string {
  const words = name
    .normalize("NFKD")
    .replaceAll(/\p{M}+/gu, "")
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  return words?.join(separator).slice(0, longest) ?? otherwise;
}

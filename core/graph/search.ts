import type { GraphDocument, GraphNode } from "./document";
import type { Json } from "./json";
import type { Kinds, Locale } from "./kind";

/** Where the words were found. A node's config has the path of the text, such as `task.messages.0.content`. */
export type HitPlace = { in: "name" } | { in: "kind" } | { in: "note" } | { in: "config"; path: readonly string[] };

/** A place of the graph that has the words. `text` is the line around them; `from` and `to` say where in it they stand. */
export type Hit = { id: string; place: HitPlace; text: string; from: number; to: number };

/** Characters shown around what was found. */
const AROUND = 36;

/**
 * Every place of a graph that has the words: names, kinds and any text of the nodes, and notes. Upper and lower case are the same.
 * Each node gives at most one hit for each of its texts; names come before everything else.
 */
export function searchGraph({ nodes, notes }: GraphDocument, words: string, kinds: Kinds, locale: Locale): Hit[] {
  const wanted = words.trim().toLowerCase();
  if (wanted === "") return [];
  const hitsOf = (node: GraphNode): Hit[] => {
    const places: [HitPlace, string][] = [
      [{ in: "name" }, node.name],
      [{ in: "kind" }, kinds(node.kind)?.text[locale].title ?? node.kind],
      ...textsOf(node.config).map(([path, text]): [HitPlace, string] => [{ in: "config", path }, text]),
    ];
    return places.flatMap(([place, text]) => find(node.id, place, text, wanted));
  };
  const found = [...nodes.flatMap(hitsOf), ...notes.flatMap(({ id, text }) => find(id, { in: "note" }, text, wanted))];
  const rank = ({ place }: Hit) => (place.in === "name" ? 0 : place.in === "kind" ? 1 : 2);
  return found.toSorted((a, b) => rank(a) - rank(b));
}

function find(id: string, place: HitPlace, text: string, wanted: string): Hit[] {
  const at = text.toLowerCase().indexOf(wanted);
  if (at < 0) return [];
  const start = Math.max(0, at - AROUND);
  const end = Math.min(text.length, at + wanted.length + AROUND);
  const lead = start > 0 ? "…" : "";
  // White space keeps its length, so that the place stays right.
  const line = `${lead}${text.slice(start, end).replace(/\s/g, " ")}${end < text.length ? "…" : ""}`;
  const from = lead.length + at - start;
  return [{ id, place, text: line, from, to: from + wanted.length }];
}

/** Fields that say how a config is made, in words nobody wrote. */
const structure = new Set(["type", "role"]);

function textsOf(value: Json, path: readonly string[] = []): [readonly string[], string][] {
  if (typeof value === "string") return [[path, value]];
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, inner]) => (structure.has(key) ? [] : textsOf(inner, [...path, key])));
}

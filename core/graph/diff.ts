import type { GraphDocument, GraphEdge, GraphExample, GraphNode, GraphNote } from "./document";
import { isJsonObject, isSame, type Json, type JsonObject } from "./json";

/** One value that differs: where it is, from the element's own fields inwards, and what it was and is; undefined where there is none. */
export type FieldChange = { path: readonly (string | number)[]; before: Json | undefined; after: Json | undefined };

/** How an element of one document stands to the same of another. Moved: it is the same but for its place; one that is changed may have moved too. */
export type Change = "added" | "removed" | "changed" | "moved";

export type ElementDiff<E> = {
  id: string;
  change: Change;
  before: E | undefined;
  after: E | undefined;
  /** What differs apart from its place; empty unless changed. */
  fields: readonly FieldChange[];
};

/** What is different between two documents; what is the same is absent. */
export type GraphDiff = {
  nodes: readonly ElementDiff<GraphNode>[];
  edges: readonly ElementDiff<GraphEdge>[];
  notes: readonly ElementDiff<GraphNote>[];
  examples: readonly ElementDiff<GraphExample>[];
};

/** Fields that say where an element is, not what it does. */
const PLACE = new Set(["position", "size", "parentId", "collapsed"]);

/** Compares two documents element by element, by id. Additions and changes come in the order of `after`, removals at the end. */
export function diffDocuments(before: GraphDocument, after: GraphDocument): GraphDiff {
  return {
    nodes: diffElements(before.nodes, after.nodes),
    edges: diffElements(before.edges, after.edges),
    notes: diffElements(before.notes, after.notes),
    examples: diffElements(before.examples ?? [], after.examples ?? []),
  };
}

export const isEmptyDiff = ({ nodes, edges, notes, examples }: GraphDiff): boolean =>
  nodes.length + edges.length + notes.length + examples.length === 0;

function diffElements<E extends { id: string }>(before: readonly E[], after: readonly E[]): ElementDiff<E>[] {
  const old = new Map(before.map((element) => [element.id, element]));
  const here = new Set(after.map(({ id }) => id));
  const diffs = after.flatMap((element): ElementDiff<E>[] => {
    const was = old.get(element.id);
    if (was === undefined) return [{ id: element.id, change: "added", before: undefined, after: element, fields: [] }];
    if (was === element) return [];
    const all = fieldChanges(plain(was), plain(element));
    const fields = all.filter(({ path }) => !PLACE.has(String(path[0])));
    if (all.length === 0) return [];
    return [{ id: element.id, change: fields.length > 0 ? "changed" : "moved", before: was, after: element, fields }];
  });
  const gone = before.flatMap((element): ElementDiff<E>[] =>
    here.has(element.id) ? [] : [{ id: element.id, change: "removed", before: element, after: undefined, fields: [] }],
  );
  return [...diffs, ...gone];
}

const plain = (element: object): JsonObject => JSON.parse(JSON.stringify(element)) as JsonObject;

/** Every value that differs between two objects, as deep inside as it can be told; a list of another length differs as a whole. */
export function fieldChanges(before: JsonObject, after: JsonObject): FieldChange[] {
  return compare(before, after, []);
}

function compare(before: Json | undefined, after: Json | undefined, path: readonly (string | number)[]): FieldChange[] {
  if (isSame(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return after.flatMap((item, index) => compare(before[index], item, [...path, index]));
  }
  if (isJsonObject(before) && isJsonObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    const inside = keys.flatMap((key) => compare(before[key], after[key], [...path, key]));
    // Only the order of keys differs, which is told as a whole.
    return inside.length > 0 ? inside : [{ path, before, after }];
  }
  return [{ path, before, after }];
}

/**
 * Both documents in one, to be drawn: `after`, with what was removed where it was.
 * What was removed from a container that is gone too stays inside it.
 */
export function unionOf(before: GraphDocument, after: GraphDocument): GraphDocument {
  const add = <E extends { id: string }>(old: readonly E[], now: readonly E[]): E[] => {
    const here = new Set(now.map(({ id }) => id));
    return [...now, ...old.filter(({ id }) => !here.has(id))];
  };
  return {
    ...after,
    nodes: add(before.nodes, after.nodes),
    edges: add(before.edges, after.edges),
    notes: add(before.notes, after.notes),
  };
}

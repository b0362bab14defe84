import * as Y from "yjs";
import { z } from "zod";
import { GRAPH_FORMAT, type GraphDocument, GraphEdge, GraphExample, GraphNode, GraphNote } from "../graph/document";
import { isJsonObject, isSame, type Json, type JsonObject } from "../graph/json";
import { fromSharedMap, writeValue } from "./values";

/**
 * A graph document as a Yjs document, which several people can edit at once: what each of them does merges, in any order.
 * Elements lie by id in one map per collection; an element's place in its list is a number kept with it.
 */

const elements = { nodes: GraphNode, edges: GraphEdge, notes: GraphNote, examples: GraphExample } as const;
/** The same for what a server has checked already: every config in a shared document is JSON, which takes long to find again. */
const checked = { ...elements, nodes: GraphNode.extend({ config: z.custom<JsonObject>((config) => isJsonObject(config as Json)) }) };
type Collection = keyof typeof elements;
type Element = { id: string };
const collections = Object.keys(elements) as Collection[];

/** Fields whose parts mean nothing apart: whoever sets one last sets all of it. */
const WHOLE = new Set(["position", "size", "source", "target", "pinned", "expected", "checks"]);

/** Where an element keeps its place in its list. */
const AT = "\u0000at";

/** Puts a document into an empty shared one. */
export function fillShared(doc: Y.Doc, document: GraphDocument): void {
  writeShared(doc, { format: GRAPH_FORMAT, nodes: [], edges: [], notes: [] }, document);
}

/** A document as the state of a shared one: a Yjs update (V2). */
export function sharedState(document: GraphDocument): Uint8Array {
  const doc = new Y.Doc();
  fillShared(doc, document);
  return Y.encodeStateAsUpdateV2(doc);
}

/**
 * Changes a shared document that reads as `before` so that it reads as `after`, touching only what differs.
 * @param origin told to those who watch the shared document's transactions
 */
export function writeShared(doc: Y.Doc, before: GraphDocument, after: GraphDocument, origin?: unknown): void {
  doc.transact(() => {
    for (const name of collections) writeCollection(doc.getMap(name), before[name] ?? [], after[name] ?? []);
  }, origin);
}

function writeCollection(map: Y.Map<unknown>, before: readonly Element[], after: readonly Element[]): void {
  if (before === after) return;
  const write = (old: Element | undefined, element: Element) => {
    if (old === element) return;
    const shared = map.get(element.id);
    if (old !== undefined && shared instanceof Y.Map) return writeElement(shared, fieldsOf(old), fieldsOf(element));
    const fresh = new Y.Map<unknown>();
    map.set(element.id, fresh);
    writeElement(fresh, {}, fieldsOf(element));
  };
  // The usual case, such as a key pressed in a form: nothing comes, goes or changes places.
  if (before.length === after.length && after.every(({ id }, index) => id === before[index]?.id)) {
    after.forEach((element, index) => {
      write(before[index], element);
    });
    return;
  }
  const known = new Map(before.map((element) => [element.id, element]));
  const kept = new Set(after.map(({ id }) => id));
  for (const { id } of before) if (!kept.has(id)) map.delete(id);
  for (const element of after) write(known.get(element.id), element);
  writeOrder(map, after);
}

/** Does every element that differs fit its schema? One that doesn't could be read by nobody. */
export function isWritable(before: GraphDocument, after: GraphDocument): boolean {
  return collections.every((name) => {
    const [old, now]: [readonly unknown[], readonly unknown[]] = [before[name] ?? [], after[name] ?? []];
    const others = now.filter((element, index) => element !== old[index]);
    const known = new Set(others.length > 1 ? old : []);
    return others.every((element) => known.has(element) || elements[name].safeParse(element).success);
  });
}

function fieldsOf({ id: _, ...fields }: Element): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as JsonObject;
}

function writeElement(shared: Y.Map<unknown>, before: JsonObject, after: JsonObject): void {
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) shared.delete(key);
  for (const [key, value] of Object.entries(after)) {
    if (before[key] === value) continue;
    // One that is merely another object must not win over what somebody else makes of it meanwhile.
    if (!WHOLE.has(key)) writeValue(shared, key, before[key], value as Json);
    else if (!isSame(before[key], value as Json)) shared.set(key, value);
  }
}

/** Gives every element a place between its neighbours'; those whose place is right already keep it. */
function writeOrder(map: Y.Map<unknown>, order: readonly Element[]): void {
  const shared = order.flatMap(({ id }) => {
    const element = map.get(id);
    return element instanceof Y.Map ? [element] : [];
  });
  const places = shared.map((element) => placeIn(element));
  let last = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < shared.length; index++) {
    const place = places[index];
    if (place !== null && place !== undefined && place > last) {
      last = place;
      continue;
    }
    const next = places.slice(index + 1).find((candidate) => candidate !== null && candidate > last);
    const between = last === Number.NEGATIVE_INFINITY ? (next ?? 1) - 1 : next == null ? last + 1 : (last + next) / 2;
    // Halved too often, or out of order for good: everything from here on gets a place anew.
    if (between <= last || (next != null && between >= next)) {
      for (let rest = index; rest < shared.length; rest++) shared[rest]?.set(AT, ++last);
      return;
    }
    shared[index]?.set(AT, between);
    last = between;
  }
}

const placeIn = (shared: Y.Map<unknown>): number | null => {
  const place = shared.get(AT);
  return typeof place === "number" ? place : null;
};

type Row = { at: number; element: Element };

/**
 * Reads a shared document and keeps what it read: after a change only what changed is read anew, and everything else stays the same object.
 * What merging can leave behind is put right in what is read: an edge without its ends doesn't show, and a node whose container is gone,
 * or that would stand inside itself, stands on the top level.
 * @param from `server` when only what a server has checked, or this editor has written, gets into it
 * @param known what the document reads as, if somebody has read it already: it isn't read again, and stays the same objects
 */
export function openShared(doc: Y.Doc, from?: "server", known?: GraphDocument) {
  const schemas = from === "server" ? checked : elements;
  const rows: Record<Collection, Map<string, Row>> = { nodes: new Map(), edges: new Map(), notes: new Map(), examples: new Map() };
  const lists: { [Name in Collection]: z.infer<(typeof elements)[Name]>[] } = { nodes: [], edges: [], notes: [], examples: [] };
  let document: GraphDocument = { format: GRAPH_FORMAT, nodes: [], edges: [], notes: [] };
  let stale = new Set<Collection>();
  /** Elements that came to stand for others in their lists, by those: nothing else of the lists has changed. */
  const swapped: Record<Collection, Map<Element, Element>> = { nodes: new Map(), edges: new Map(), notes: new Map(), examples: new Map() };

  const readElement = (name: Collection, id: string) => {
    const shared = doc.getMap(name).get(id);
    const parsed = shared instanceof Y.Map ? schemas[name].safeParse({ ...withoutPlace(shared), id }) : null;
    const old = rows[name].get(id);
    if (parsed?.success) {
      const row = { at: placeIn(shared as Y.Map<unknown>) ?? 0, element: parsed.data };
      rows[name].set(id, row);
      if (old !== undefined && standsLike(row, old)) swapped[name].set(old.element, row.element);
      else stale.add(name);
    } else {
      rows[name].delete(id);
      stale.add(name);
    }
  };

  /** Takes over what was swapped, where that is all; a list in which something isn't found is made anew. */
  const swap = () => {
    for (const name of collections) {
      const changed = swapped[name];
      if (changed.size === 0) continue;
      swapped[name] = new Map();
      if (stale.has(name)) continue;
      const list: Element[] = [...lists[name]];
      for (const [old, element] of changed) {
        // More than one change between two readings leads from one to the next.
        const latest = lastOf(changed, element);
        const index = list.indexOf(old);
        if (index >= 0) list[index] = latest;
        else if (![...changed.values()].includes(old)) stale.add(name);
      }
      if (!stale.has(name)) Object.assign(lists, { [name]: list });
    }
  };

  const refresh = (): GraphDocument => {
    const unchanged = stale.size === 0 && collections.every((name) => swapped[name].size === 0);
    if (unchanged) return document;
    swap();
    const sorted = <Name extends Collection>(name: Name) =>
      [...rows[name].values()]
        .sort((a, b) => a.at - b.at || (a.element.id < b.element.id ? -1 : 1))
        .map(({ element }) => element) as z.infer<(typeof elements)[Name]>[];
    if (stale.has("nodes")) lists.nodes = grounded(sorted("nodes"), lists.nodes);
    if (stale.has("nodes") || stale.has("edges")) {
      const ids = new Set(lists.nodes.map(({ id }) => id));
      const edges = sorted("edges").filter(({ source, target }) => ids.has(source.node) && ids.has(target.node));
      if (edges.length !== lists.edges.length || edges.some((edge, index) => edge !== lists.edges[index])) lists.edges = edges;
    }
    if (stale.has("notes")) lists.notes = sorted("notes");
    if (stale.has("examples")) lists.examples = sorted("examples");
    stale = new Set();
    const { nodes, edges, notes, examples } = lists;
    document = { format: GRAPH_FORMAT, nodes, edges, notes, ...(examples.length > 0 && { examples }) };
    return document;
  };

  for (const name of collections) {
    const map = doc.getMap(name);
    const read = new Map((known?.[name] ?? []).map((element: Element & { parentId?: string }) => [element.id, element]));
    for (const id of map.keys()) {
      const [shared, element] = [map.get(id), read.get(id)];
      // One that was put on the top level because its container is gone goes back into it when that returns.
      const whole = element !== undefined && shared instanceof Y.Map && shared.get("parentId") === element.parentId;
      if (whole) rows[name].set(id, { at: placeIn(shared) ?? 0, element });
      else readElement(name, id);
    }
    stale.add(name);
    map.observeDeep((events) => {
      const ids = new Set(events.flatMap(({ path, changes }) => (path.length > 0 ? [String(path[0])] : [...changes.keys.keys()])));
      for (const id of ids) readElement(name, id);
    });
  }
  return { document: refresh };
}

/** Stands one element where the other did, in the same container or between the same nodes? */
const standsLike = ({ at, element }: Row, old: Row): boolean =>
  at === old.at && ["parentId", "source", "target"].every((field) => isSame(partOf(element, field), partOf(old.element, field)));

const partOf = (element: Element, field: string): Json => (Reflect.get(element, field) as Json | undefined) ?? null;

/** Where a chain of elements that came to stand for each other ends. */
function lastOf(changed: ReadonlyMap<Element, Element>, element: Element): Element {
  let last = element;
  for (let next = changed.get(last); next !== undefined; next = changed.get(last)) last = next;
  return last;
}

const withoutPlace = (shared: Y.Map<unknown>): JsonObject => {
  const { [AT]: _, ...fields } = fromSharedMap(shared);
  return fields;
};

/** Nodes whose container is there and not inside them. Those that stay as they were before keep their object. */
function grounded(nodes: GraphNode[], before: readonly GraphNode[]): GraphNode[] {
  const parents = new Map(nodes.map(({ id, parentId }) => [id, parentId]));
  const known = new Map(before.map((node) => [node.id, node]));
  const floats = (node: GraphNode): boolean => {
    const seen = new Set([node.id]);
    for (let above = node.parentId; above !== undefined; above = parents.get(above)) {
      if (!parents.has(above)) return above === node.parentId;
      // Of those that stand inside each other, the first by id comes out.
      if (seen.has(above)) return [...seen].sort()[0] === node.id && above === node.id;
      seen.add(above);
    }
    return false;
  };
  return nodes.map((node) => {
    if (node.parentId === undefined || !floats(node)) return node;
    const { parentId: _, ...top } = node;
    const old = known.get(node.id);
    return old !== undefined && old.config === top.config && JSON.stringify(old) === JSON.stringify(top) ? old : top;
  });
}

export type SharedGraph = ReturnType<typeof openShared>;

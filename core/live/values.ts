import * as Y from "yjs";
import { isJsonObject, isSame, type Json, type JsonObject } from "../graph/json";
import { textChange } from "./text";

/** How JSON lies in a shared document, so that edits of different parts of it merge: objects, lists and prose are shared types of their own. */

/** Fields that hold prose or source: edits of different places in it merge, character by character. Any other string is replaced as a whole. */
const PROSE = new Set([
  "content",
  "text",
  "source",
  "prompt",
  "instructions",
  "criteria",
  "description",
  "feedback",
  "expression",
  "when",
  "until",
  "hint",
]);

/** Where a shared object keeps the order of its keys, which a shared map doesn't: people and models see it. */
const KEYS = "\u0000keys";

export function toShared(key: string, value: Json): unknown {
  if (typeof value === "string") return PROSE.has(key) ? new Y.Text(value) : value;
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return listOf(value);
  const map = new Y.Map<unknown>();
  for (const [name, item] of Object.entries(value)) map.set(name, toShared(name, item));
  const keys = telling(value);
  if (keys !== undefined) map.set(KEYS, keys);
  return map;
}

function listOf(items: readonly Json[]): Y.Array<unknown> {
  const list = new Y.Array<unknown>();
  list.push(items.map((item) => toShared("", item)));
  return list;
}

export function fromShared(value: unknown): Json {
  if (value instanceof Y.Text) return value.toString();
  if (value instanceof Y.Array) return value.toArray().map(fromShared);
  if (value instanceof Y.Map) return fromSharedMap(value);
  return value as Json;
}

export function fromSharedMap(map: Y.Map<unknown>): JsonObject {
  const order: unknown = map.get(KEYS);
  const places = new Map(Array.isArray(order) ? order.map((key, index) => [key, index]) : []);
  const place = (key: string) => places.get(key) ?? places.size;
  const keys = [...map.keys()].filter((key) => key !== KEYS).sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
  return Object.fromEntries(keys.map((key) => [key, fromShared(map.get(key))]));
}

/** The order of an object's keys, when it isn't the alphabet's. */
function telling(value: JsonObject): string[] | undefined {
  const keys = Object.keys(value);
  return keys.every((key, index) => index === 0 || (keys[index - 1] ?? "") < key) ? undefined : keys;
}

/** Changes a shared map that holds `before` so that it holds `after`, touching only what differs. */
export function reconcileMap(map: Y.Map<unknown>, before: JsonObject, after: JsonObject): void {
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) map.delete(key);
  for (const [key, value] of Object.entries(after)) {
    if (!Object.hasOwn(before, key) || before[key] !== value) writeValue(map, key, before[key], value);
  }
  const keys = telling(after);
  if (keys === undefined) {
    if (map.has(KEYS)) map.delete(KEYS);
  } else if (!isSame(fromShared(map.get(KEYS) ?? null), keys)) map.set(KEYS, keys);
}

/** Sets one value of a shared map that holds `before` there. */
export function writeValue(map: Y.Map<unknown>, key: string, before: Json | undefined, after: Json): void {
  if (!reconcileInPlace(map.get(key), before, after)) map.set(key, toShared(key, after));
}

/** Takes a value over into the shared one that is there. @returns false when it must be replaced */
function reconcileInPlace(shared: unknown, before: Json | undefined, after: Json): boolean {
  if (shared === undefined) return false;
  if (shared instanceof Y.Text) {
    if (typeof after !== "string") return false;
    splice(shared, after);
    return true;
  }
  if (shared instanceof Y.Map) {
    if (!isJsonObject(after)) return false;
    reconcileMap(shared, isJsonObject(before) ? before : fromSharedMap(shared), after);
    return true;
  }
  if (shared instanceof Y.Array) {
    if (!Array.isArray(after)) return false;
    reconcileList(shared, Array.isArray(before) ? before : shared.toArray().map(fromShared), after);
    return true;
  }
  return isSame(shared as Json, after);
}

/** Items at both ends that stayed the same are left alone; of those between, as many as remain are changed in place. */
function reconcileList(list: Y.Array<unknown>, before: readonly Json[], after: readonly Json[]): void {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && isSame(before[head], after[head])) head++;
  let tail = 0;
  while (tail < shorter - head && isSame(before[before.length - 1 - tail], after[after.length - 1 - tail])) tail++;
  const kept = Math.min(before.length, after.length) - head - tail;
  for (let index = head; index < head + kept; index++) {
    const value = after[index] as Json;
    if (reconcileInPlace(list.get(index), before[index], value)) continue;
    list.delete(index, 1);
    list.insert(index, [toShared("", value)]);
  }
  const gone = before.length - tail - head - kept;
  if (gone > 0) list.delete(head + kept, gone);
  const come = after.slice(head + kept, after.length - tail);
  if (come.length > 0)
    list.insert(
      head + kept,
      come.map((value) => toShared("", value)),
    );
}

/** Replaces what differs between the shared text and `after`, in one stretch. */
function splice(text: Y.Text, after: string): void {
  const change = textChange(text.toString(), after);
  if (change === null) return;
  if (change.to > change.from) text.delete(change.from, change.to - change.from);
  if (change.insert !== "") text.insert(change.from, change.insert);
}

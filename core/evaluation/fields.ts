import { isNear, plainText } from "../graph/equal";
import { canonicalJson, isJsonObject, type Json } from "../graph/json";
import { bestPairs } from "../statistics/assignmentProblem";
import type { Difference } from "./agreement";
import { isFormal, isSet, partsAt, type SchemaParts } from "./schemaParts";

/** How many leaf fields two values have between them, in how many they agree, and the others. */
export type FieldsCompared = { same: number; of: number; parts: Difference[] };

type Path = Difference["path"];

/** Longer sets are compared by their equal items alone: pairing all of them takes time with the cube of their number. */
const LONGEST_PAIRED = 64;

/**
 * Compares two JSON values leaf by leaf. Numbers may be off by `tolerance`; texts are the same whatever their case and spacing, but for those
 * whose form the schema fixes; lists are compared place by place, sets (`uniqueItems`) by the pairs that agree best; fields that only one has
 * count as many leaves as are in them. An empty object or list is one leaf. Symmetric.
 */
export function compareFields(reference: Json, answer: Json, schema: SchemaParts, tolerance = 0): FieldsCompared {
  return compare(reference, answer, schema, [], tolerance);
}

function compare(reference: Json, answer: Json, schema: SchemaParts, path: Path, tolerance: number): FieldsCompared {
  if (isJsonObject(reference) && isJsonObject(answer)) {
    const keys = [...new Set([...Object.keys(reference), ...Object.keys(answer)])];
    if (keys.length === 0) return { same: 1, of: 1, parts: [] };
    return together(keys.map((key) => compareAt(own(reference, key), own(answer, key), partsAt(schema, key), [...path, key], tolerance)));
  }
  if (Array.isArray(reference) && Array.isArray(answer)) {
    if (reference.length + answer.length === 0) return { same: 1, of: 1, parts: [] };
    const pairs = isSet(schema) ? pairsOf(reference, answer, schema, tolerance) : inTurn(reference, answer);
    return together(
      pairs.map(([mine, theirs]) => {
        const place = mine ?? theirs ?? 0;
        const [item, other] = [mine === null ? undefined : reference[mine], theirs === null ? undefined : answer[theirs]];
        return compareAt(item, other, partsAt(schema, place), [...path, place], tolerance);
      }),
    );
  }
  const of = Math.max(leavesIn(reference), leavesIn(answer));
  return isSameLeaf(reference, answer, schema, tolerance)
    ? { same: of, of, parts: [] }
    : { same: 0, of, parts: [{ path, reference, answer }] };
}

const own = (object: { [key: string]: Json }, key: string): Json | undefined => (Object.hasOwn(object, key) ? object[key] : undefined);

function compareAt(
  reference: Json | undefined,
  answer: Json | undefined,
  schema: SchemaParts,
  path: Path,
  tolerance: number,
): FieldsCompared {
  if (reference !== undefined && answer !== undefined) return compare(reference, answer, schema, path, tolerance);
  const there = reference ?? answer ?? null;
  return { same: 0, of: leavesIn(there), parts: [{ path, ...(reference === undefined ? { answer: there } : { reference: there }) }] };
}

function isSameLeaf(a: Json, b: Json, schema: SchemaParts, tolerance: number): boolean {
  if (typeof a === "number" && typeof b === "number") return isNear(a, b, tolerance);
  if (typeof a === "string" && typeof b === "string")
    return isFormal(schema) ? a.normalize("NFC") === b.normalize("NFC") : plainText(a) === plainText(b);
  return a === b;
}

/** Leaves of a value, of an empty one too. */
export function leavesIn(value: Json): number {
  if (value === null || typeof value !== "object") return 1;
  const inner = Object.values(value);
  return inner.length === 0 ? 1 : inner.reduce<number>((sum, one) => sum + leavesIn(one), 0);
}

const together = (all: readonly FieldsCompared[]): FieldsCompared => ({
  same: all.reduce((sum, { same }) => sum + same, 0),
  of: all.reduce((sum, { of }) => sum + of, 0),
  parts: all.flatMap(({ parts }) => parts),
});

/** Places in both, null where one has nothing. */
export type Pair = [number, null] | [null, number] | [number, number];

export const inTurn = (a: readonly unknown[], b: readonly unknown[]): Pair[] =>
  Array.from({ length: Math.max(a.length, b.length) }, (_, place): Pair => {
    if (place >= a.length) return [null, place];
    return place >= b.length ? [place, null] : [place, place];
  });

function pairsOf(a: readonly Json[], b: readonly Json[], schema: SchemaParts, tolerance: number): Pair[] {
  if (Math.max(a.length, b.length) > LONGEST_PAIRED) return equalPaired(a.map(canonicalJson), b.map(canonicalJson));
  const all = [...a, ...b].reduce<number>((sum, one) => sum + leavesIn(one), 0);
  return bestPaired(a, b, (item, other) => {
    const { same, of } = compare(item, other, partsAt(schema, 0), [], tolerance);
    // Of pairings with as many leaves that agree, one with the fewest that don't: so it is the same from both sides.
    return same + (leavesIn(item) + leavesIn(other) - of) / (all + 1);
  });
}

/** The pairs that are worth most together; whatever is left of the longer list has no partner. @param worth at least 0 */
export function bestPaired<T>(a: readonly T[], b: readonly T[], worth: (item: T, other: T) => number): Pair[] {
  const partners = b.length === 0 ? a.map(() => -1) : bestPairs(a.map((item) => b.map((other) => worth(item, other))));
  return asPairs(partners, b.length);
}

/** Equal items together, and what is left in turn. */
function equalPaired(a: readonly string[], b: readonly string[]): Pair[] {
  const places = Map.groupBy(
    b.map((_, place) => place),
    (place) => b[place] as string,
  );
  const partners = a.map((text) => places.get(text)?.shift() ?? -1);
  const left = [...places.values()].flat().sort((one, other) => one - other);
  return asPairs(
    partners.map((partner) => (partner < 0 ? (left.shift() ?? -1) : partner)),
    b.length,
  );
}

function asPairs(partners: readonly number[], count: number): Pair[] {
  const taken = new Set(partners);
  return [
    ...partners.map((partner, place): Pair => (partner < 0 ? [place, null] : [place, partner])),
    ...Array.from({ length: count }, (_, place) => place)
      .filter((place) => !taken.has(place))
      .map((place): Pair => [null, place]),
  ];
}

import { isJsonObject, type Json, type JsonObject, type JsonSchema } from "../graph/json";

/**
 * The parts of a JSON Schema that may say something of one place in a value: more than one where it gives alternatives. References inside
 * the document are followed; those that lead outside say nothing.
 */
export type SchemaParts = { root: JsonSchema; parts: readonly JsonObject[] };

/** What is said of the whole value. */
export const wholeSchema = (schema: JsonSchema): SchemaParts => ({ root: schema, parts: unfolded(schema, schema, new Set()) });

/** Of a field of an object, or an item of a list. */
export function partsAt({ root, parts }: SchemaParts, key: string | number): SchemaParts {
  const inner = parts.flatMap((part) => (typeof key === "string" ? ofField(part, key) : ofItem(part, key)));
  // In a schema that refers to itself by several ways, each would double what is found at every level.
  return { root, parts: [...new Set(inner.flatMap((one) => unfolded(one, root, new Set())))] };
}

/** Is a list a set, whose order says nothing? */
export const isSet = ({ parts }: SchemaParts): boolean => parts.some(({ uniqueItems }) => uniqueItems === true);

/** Is a text of a fixed form, so that case and spaces in it count? */
export const isFormal = ({ parts }: SchemaParts): boolean =>
  parts.some((part) => ["enum", "const", "pattern", "format"].some((name) => part[name] !== undefined));

function ofField({ properties, patternProperties, additionalProperties }: JsonObject, key: string): Json[] {
  if (isJsonObject(properties) && Object.hasOwn(properties, key)) return [properties[key] ?? {}];
  // A pattern that people wrote may take for ever; what it says of a field is left to the check of the whole.
  return isJsonObject(patternProperties) ? [] : [additionalProperties ?? {}];
}

/** `prefixItems` of draft 2020-12, or a list in `items` before it. */
function ofItem({ items, prefixItems, additionalItems }: JsonObject, index: number): Json[] {
  const prefix = Array.isArray(prefixItems) ? prefixItems : Array.isArray(items) ? items : [];
  if (prefix[index] !== undefined) return [prefix[index]];
  return [(Array.isArray(items) ? additionalItems : items) ?? {}];
}

/** A schema with what it refers to and its alternatives, each by itself. */
function unfolded(schema: Json, root: JsonSchema, seen: Set<string>): JsonObject[] {
  if (!isJsonObject(schema)) return [];
  const { $ref, anyOf, oneOf, allOf, then, else: otherwise } = schema;
  const inner = [anyOf, oneOf, allOf, then, otherwise].flatMap((part) => (Array.isArray(part) ? part : part === undefined ? [] : [part]));
  if (typeof $ref === "string" && !seen.has($ref)) {
    seen.add($ref);
    inner.push(target($ref, root) ?? {});
  }
  return [schema, ...inner.flatMap((one) => unfolded(one, root, seen))];
}

/** What a JSON Pointer in a reference such as `#/$defs/line` leads to. */
function target(reference: string, root: JsonSchema): Json | undefined {
  if (!reference.startsWith("#")) return undefined;
  let place: Json | undefined = root;
  for (const step of reference.slice(1).split("/").slice(1)) {
    const key = decoded(step).replaceAll("~1", "/").replaceAll("~0", "~");
    if (Array.isArray(place)) place = place[Number(key)];
    else place = isJsonObject(place) && Object.hasOwn(place, key) ? place[key] : undefined;
  }
  return place;
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

import { z } from "zod";
import { isJsonObject, type Json, type JsonObject } from "../../graph/json";
import { parsedOr } from "../messages";

/** Attributes of a span by their dotted names. */
export type Attributes = JsonObject;

const AnyValue: z.ZodType<Json> = z.lazy(() =>
  z
    .looseObject({
      stringValue: z.string().nullish(),
      intValue: z.union([z.number(), z.string()]).nullish(),
      doubleValue: z.union([z.number(), z.string()]).nullish(),
      boolValue: z.boolean().nullish(),
      bytesValue: z.string().nullish(),
      arrayValue: z.looseObject({ values: z.array(AnyValue).nullish() }).nullish(),
      kvlistValue: z.looseObject({ values: KeyValues.nullish() }).nullish(),
    })
    .transform((value): Json => {
      if (value.stringValue != null) return value.stringValue;
      if (value.intValue != null) return Number(value.intValue);
      if (value.doubleValue != null) return Number(value.doubleValue);
      if (value.boolValue != null) return value.boolValue;
      if (value.arrayValue != null) return value.arrayValue.values ?? [];
      if (value.kvlistValue != null) return value.kvlistValue.values ?? {};
      return value.bytesValue ?? null;
    }),
) as z.ZodType<Json>;

/** A list of keys and values of OTLP, as an object. */
export const KeyValues: z.ZodType<JsonObject> = z.lazy(() =>
  z
    .array(z.looseObject({ key: z.string(), value: AnyValue.nullish() }))
    .transform((pairs) => Object.fromEntries(pairs.map(({ key, value }) => [key, value ?? null]))),
) as unknown as z.ZodType<JsonObject>;

export const textAt = (attributes: Attributes, ...names: string[]): string | null => {
  for (const name of names) {
    const value = attributes[name];
    if (typeof value === "string" && value !== "") return value;
  }
  return null;
};

export const numberAt = (attributes: Attributes, ...names: string[]): number | null => {
  for (const name of names) {
    const value = attributes[name];
    const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
    if (typeof number === "number" && Number.isFinite(number)) return number;
  }
  return null;
};

export const countAt = (attributes: Attributes, ...names: string[]): number | null => {
  const number = numberAt(attributes, ...names);
  return number !== null && Number.isInteger(number) && number >= 0 ? number : null;
};

/** A value that may have been written as JSON text. */
export const jsonAt = (attributes: Attributes, ...names: string[]): Json | undefined => {
  for (const name of names) {
    const value = attributes[name];
    if (value === undefined || value === null) continue;
    return typeof value === "string" ? parsedOr(value, value) : value;
  }
  return undefined;
};

type Tree = { [key: string]: Tree | Json };

/**
 * What lies under a prefix, its dotted names taken apart: `a.0.b` is `b` of the first of the list `a`. What was nested already stays so.
 */
export function under(attributes: Attributes, prefix: string): Json | undefined {
  const own = attributes[prefix];
  const tree: Tree = {};
  let found = false;
  for (const [name, value] of Object.entries(attributes)) {
    if (!name.startsWith(`${prefix}.`)) continue;
    found = true;
    let place = tree;
    const keys = name.slice(prefix.length + 1).split(".");
    for (const key of keys.slice(0, -1)) {
      const inner = place[key];
      if (inner === undefined || !isJsonObject(inner as Json)) place[key] = {};
      place = place[key] as Tree;
    }
    place[keys.at(-1) ?? ""] = value;
  }
  return found ? listed(tree as JsonObject) : typeof own === "string" ? parsedOr(own, own) : own;
}

/** Objects whose keys are places of a list become that list. */
function listed(value: Json): Json {
  if (Array.isArray(value)) return value.map(listed);
  if (!isJsonObject(value)) return value;
  const keys = Object.keys(value);
  if (keys.length > 0 && keys.every((key) => /^\d{1,4}$/.test(key)))
    return keys.sort((a, b) => Number(a) - Number(b)).map((key) => listed(value[key] ?? null));
  return Object.fromEntries(keys.map((key) => [key, listed(value[key] ?? null)]));
}

/** Attributes that were nested, by dotted names; lists stay as they are. */
export function flat(nested: JsonObject, prefix = ""): Attributes {
  const attributes: Attributes = {};
  for (const [key, value] of Object.entries(nested)) {
    const name = `${prefix}${key}`;
    if (isJsonObject(value) && Object.keys(value).length > 0) Object.assign(attributes, flat(value, `${name}.`));
    else attributes[name] = value;
  }
  return attributes;
}

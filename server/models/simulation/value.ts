import "server-only";
import type { Json, JsonObject, JsonSchema } from "@/core/graph/json";
import { unit } from "./chance";
import { bestLabel, nameIn, numberIn, requestIn, sentencesOf, thingIn } from "./reading";

type Reading = { instructions: string; text: string; seed: string; off: boolean };
type Place = Reading & { root: JsonSchema; key: string; depth: number };

const MAX_DEPTH = 12;

/** A value that obeys a JSON Schema, filled from the prompt where a field's name says what belongs there. */
export function fittingValue(schema: JsonSchema, reading: Reading): Json {
  return valueAt(schema, { ...reading, root: schema, key: "", depth: 0 });
}

const isObject = (value: Json | undefined): value is JsonObject => typeof value === "object" && value !== null && !Array.isArray(value);
const schemasIn = (value: Json | undefined): JsonSchema[] => (Array.isArray(value) ? value.filter(isObject) : []);
const numberOr = (value: Json | undefined, otherwise: number): number => (typeof value === "number" ? value : otherwise);

function valueAt(schema: JsonSchema, place: Place): Json {
  if (place.depth > MAX_DEPTH) return null;
  if (typeof schema.$ref === "string") return valueAt(resolve(place.root, schema.$ref), { ...place, depth: place.depth + 1 });
  if (schema.const !== undefined) return schema.const;
  if (Array.isArray(schema.enum) && schema.enum.length > 0) return chosen(schema.enum, place);
  const [variant] = [...schemasIn(schema.anyOf), ...schemasIn(schema.oneOf)].filter(({ type }) => type !== "null");
  if (variant !== undefined) return valueAt({ ...schema, anyOf: undefined as never, oneOf: undefined as never, ...variant }, place);
  const merged = schemasIn(schema.allOf).reduce<JsonSchema>(merge, schema);
  switch (typeOf(merged)) {
    case "object":
      return objectAt(merged, place);
    case "array":
      return arrayAt(merged, place);
    case "integer":
    case "number":
      return numberAt(merged, place);
    case "boolean":
      return unit(`${place.seed} ${place.key}`) < 0.7 !== place.off;
    case "null":
      return null;
    default:
      return stringAt(merged, place);
  }
}

function resolve(root: JsonSchema, ref: string): JsonSchema {
  let at: Json | undefined = root;
  for (const part of ref.replace(/^#\/?/, "").split("/").filter(Boolean)) at = isObject(at) ? at[part] : undefined;
  return isObject(at) ? at : {};
}

function merge(whole: JsonSchema, part: JsonSchema): JsonSchema {
  const properties = { ...(isObject(whole.properties) && whole.properties), ...(isObject(part.properties) && part.properties) };
  const required = [...(Array.isArray(whole.required) ? whole.required : []), ...(Array.isArray(part.required) ? part.required : [])];
  return { ...whole, ...part, properties, required };
}

function typeOf(schema: JsonSchema): string {
  const { type } = schema;
  if (typeof type === "string") return type;
  if (Array.isArray(type)) return String(type.find((one) => one !== "null") ?? "null");
  return isObject(schema.properties) ? "object" : isObject(schema.items) ? "array" : "string";
}

function chosen(options: Json[], { instructions, text, off, seed, key }: Place): Json {
  const best = bestLabel(options.map(String), instructions, text);
  const shift = off && options.length > 1 ? 1 + Math.floor(unit(`${seed} ${key} off`) * (options.length - 1)) : 0;
  return options[(best + shift) % options.length] ?? null;
}

function objectAt(schema: JsonSchema, place: Place): JsonObject {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const keys = Object.keys(properties);
  // An answer that is off is off in one field, as a weaker model's usually is.
  const spoiled = place.off ? keys[Math.floor(unit(`${place.seed} ${place.key} field`) * keys.length)] : undefined;
  return Object.fromEntries(
    keys.map((key) => {
      const property = properties[key];
      return [key, valueAt(isObject(property) ? property : {}, { ...place, key, off: key === spoiled, depth: place.depth + 1 })];
    }),
  );
}

function arrayAt(schema: JsonSchema, place: Place): Json[] {
  const least = numberOr(schema.minItems, 0);
  const most = Math.max(least, numberOr(schema.maxItems, Math.max(least, 2)));
  const length = Math.min(most, Math.max(least, 1));
  const items = isObject(schema.items) ? schema.items : {};
  const prefix = schemasIn(schema.prefixItems);
  return Array.from({ length: Math.max(length, prefix.length) }, (_, index) =>
    valueAt(prefix[index] ?? items, { ...place, key: `${place.key}${index}`, depth: place.depth + 1 }),
  );
}

function numberAt(schema: JsonSchema, { seed, key, text, off }: Place): number {
  const step = numberOr(schema.multipleOf, typeOf(schema) === "integer" ? 1 : 0);
  const low = Math.max(
    numberOr(schema.minimum, Number.NEGATIVE_INFINITY),
    numberOr(schema.exclusiveMinimum, Number.NEGATIVE_INFINITY) + (step || 1e-6),
  );
  const high = Math.min(
    numberOr(schema.maximum, Number.POSITIVE_INFINITY),
    numberOr(schema.exclusiveMaximum, Number.POSITIVE_INFINITY) - (step || 1e-6),
  );
  const said = Number(/-?\d+(?:\.\d+)?/.exec(text)?.[0] ?? Number.NaN);
  const from = Number.isFinite(low) ? low : Number.isFinite(high) ? high - 100 : 0;
  const to = Number.isFinite(high) ? high : from + 100;
  const wanted = !off && said >= from && said <= to ? said : from + unit(`${seed} ${key}`) * (to - from);
  if (step === 0) return wanted;
  const rounded = Math.round(wanted / step) * step;
  return rounded < from ? rounded + step : rounded > to ? rounded - step : rounded;
}

const formats: Record<string, string> = {
  date: "2026-05-03",
  "date-time": "2026-05-03T09:30:00Z",
  time: "09:30:00Z",
  email: "someone@example.com",
  uri: "https://example.com/",
  uuid: "6f1c2c1e-9a52-4b53-8a53-5a1b4a1f2b10",
  ipv4: "192.0.2.1",
  hostname: "example.com",
};

function stringAt(schema: JsonSchema, { key, text, instructions, off }: Place): string {
  if (typeof schema.format === "string" && formats[schema.format] !== undefined) return formats[schema.format] ?? "";
  const about = `${key} ${typeof schema.description === "string" ? schema.description : ""}`;
  const least = numberOr(schema.minLength, 0);
  const most = numberOr(schema.maxLength, 400);
  const value = off ? "" : meant(about, text, instructions);
  return value.slice(0, most).padEnd(least, "…");
}

function meant(about: string, text: string, instructions: string): string {
  if (/number|digits|\bid\b/i.test(about)) return numberIn(text);
  if (/product|item|thing/i.test(about)) return thingIn(text);
  if (/request|asks|wants|question/i.test(about)) return requestIn(text);
  if (/customer|person|name|author/i.test(about)) return nameIn(text);
  if (/reason|why|explanation/i.test(about)) return sentencesOf(instructions).at(-1) ?? "";
  return sentencesOf(text)[0] ?? "";
}

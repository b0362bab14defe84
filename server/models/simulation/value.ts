import "server-only";
import type { Json, JsonObject, JsonSchema } from "@/core/graph/json";
import { unit } from "./chance";
import { textMatching } from "./pattern";
import { bestLabel, nameIn, numberIn, requestIn, sentencesOf, thingIn } from "./reading";

type Reading = { instructions: string; text: string; seed: string; off: boolean };
type Place = Reading & { root: JsonSchema; key: string; depth: number };

const MAX_DEPTH = 24;
/** From here on only what the schema requires. */
const DEEP = 6;

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
  const variants = [...schemasIn(schema.anyOf), ...schemasIn(schema.oneOf)];
  const variant = variants.find(({ type }) => type !== "null") ?? variants[0];
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
  const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
  // Schemas that contain themselves end somewhere, if they can.
  const keys = [...new Set([...Object.keys(properties), ...required])].filter((key) => place.depth < DEEP || required.includes(key));
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
  const length = Math.min(most, Math.max(least, place.depth < DEEP ? 1 : 0));
  const items = isObject(schema.items) ? schema.items : {};
  const prefix = schemasIn(schema.prefixItems);
  return Array.from({ length: Math.max(length, prefix.length) }, (_, index) =>
    valueAt(prefix[index] ?? items, { ...place, key: `${place.key}${index}`, depth: place.depth + 1 }),
  );
}

function numberAt(schema: JsonSchema, { seed, key, text, off }: Place): number {
  const step = stepOf(schema);
  // Without a step a grid fine enough to look like any number.
  const grid = step ?? 1e-4;
  const steps = (value: number, round: (x: number) => number) => round(Number((value / grid).toPrecision(12)));
  const above = numberOr(schema.exclusiveMinimum, Number.NEGATIVE_INFINITY);
  const below = numberOr(schema.exclusiveMaximum, Number.POSITIVE_INFINITY);
  const low = Math.max(steps(numberOr(schema.minimum, Number.NEGATIVE_INFINITY), Math.ceil), steps(above, Math.floor) + 1);
  const high = Math.min(steps(numberOr(schema.maximum, Number.POSITIVE_INFINITY), Math.floor), steps(below, Math.ceil) - 1);
  const span = Math.ceil(100 / grid);
  const from = Number.isFinite(low) ? low : Number.isFinite(high) ? high - span : 0;
  const to = Number.isFinite(high) ? high : from + span;
  const said = steps(Number(/-?\d+(?:\.\d+)?/.exec(text)?.[0] ?? Number.NaN), Math.round);
  const usable = !off && said >= from && said <= to;
  const at = usable ? said : from + Math.floor(unit(`${seed} ${key}${off ? " off" : ""}`) * (to - from + 1));
  return Number((at * grid).toPrecision(12));
}

/** What a number must be a multiple of: of an integer's 0.5, 1. */
function stepOf(schema: JsonSchema): number | null {
  const step = typeof schema.multipleOf === "number" && schema.multipleOf > 0 ? schema.multipleOf : null;
  if (typeOf(schema) !== "integer") return step;
  if (step === null) return 1;
  let whole = step;
  for (let times = 2; !Number.isInteger(whole) && times <= 1_000; times++) whole = Number((step * times).toPrecision(12));
  return whole;
}

function stringAt(schema: JsonSchema, { key, text, instructions, seed, off }: Place): string {
  const form = typeof schema.format === "string" ? formats[schema.format] : undefined;
  if (form !== undefined) return form[off ? 1 : 0];
  if (typeof schema.pattern === "string") return textMatching(schema.pattern, `${seed} ${key}${off ? " off" : ""}`) ?? "";
  const about = `${key} ${typeof schema.description === "string" ? schema.description : ""}`;
  const least = numberOr(schema.minLength, 0);
  const most = numberOr(schema.maxLength, Math.max(least, 400));
  const characters = [...(off ? "" : meant(about, text, instructions))].slice(0, most);
  // JSON Schema counts characters, not UTF-16 units.
  return [...characters, ..."…".repeat(Math.max(0, least - characters.length))].join("");
}

/** As things should be, and off. */
const formats: Record<string, [string, string]> = {
  date: ["2026-05-03", "2025-01-30"],
  "date-time": ["2026-05-03T09:30:00Z", "2025-01-30T23:00:00Z"],
  time: ["09:30:00Z", "23:00:00Z"],
  duration: ["P3D", "PT1H"],
  email: ["someone@example.com", "nobody@example.org"],
  uri: ["https://example.com/", "https://example.org/elsewhere"],
  "uri-reference": ["/about", "/elsewhere"],
  uuid: ["6f1c2c1e-9a52-4b53-8a53-5a1b4a1f2b10", "0d9f7c80-31a6-4d5b-9d0e-6f2f6a3c1e44"],
  ipv4: ["192.0.2.1", "198.51.100.7"],
  ipv6: ["2001:db8::1", "2001:db8::ff"],
  hostname: ["example.com", "example.org"],
};

function meant(about: string, text: string, instructions: string): string {
  if (/number|digits|\bid\b/i.test(about)) return numberIn(text);
  if (/product|item|thing/i.test(about)) return thingIn(text);
  if (/request|asks|wants|question/i.test(about)) return requestIn(text);
  if (/customer|person|name|author/i.test(about)) return nameIn(text);
  if (/reason|why|explanation/i.test(about)) return sentencesOf(instructions).at(-1) ?? "";
  return sentencesOf(text)[0] ?? "";
}

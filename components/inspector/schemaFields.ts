import type { Json, JsonObject, JsonSchema } from "@/core/graph/json";

export const schemaFieldTypes = ["text", "number", "integer", "boolean", "choice", "textList"] as const;
export type SchemaFieldType = (typeof schemaFieldTypes)[number];

/** One property of a flat JSON Schema, as a person edits it. */
export type SchemaField = { name: string; type: SchemaFieldType; description: string; options: string[]; required: boolean };

const isObject = (value: Json | undefined): value is JsonObject => typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: Json | undefined): value is string => typeof value === "string";

const plainTypes: Record<string, SchemaFieldType> = { string: "text", number: "number", integer: "integer", boolean: "boolean" };
const knownKeys = new Set(["type", "description", "enum", "items"]);

/** The fields of a flat object schema; null when it says more than fields can, so that editing them would lose something. */
export function fieldsOf(schema: JsonSchema): SchemaField[] | null {
  const { type, properties, required, additionalProperties, ...more } = schema;
  if (type !== "object" || Object.keys(more).length > 0 || additionalProperties === true || isObject(additionalProperties)) return null;
  if (properties !== undefined && !isObject(properties)) return null;
  if (required !== undefined && !(Array.isArray(required) && required.every(isText))) return null;
  const wanted = new Set(required ?? []);
  const fields = Object.entries(properties ?? {}).map(([name, property]) => fieldOf(name, property, wanted.has(name)));
  return fields.every((field) => field !== null) ? fields : null;
}

function fieldOf(name: string, property: Json, required: boolean): SchemaField | null {
  if (!isObject(property) || Object.keys(property).some((key) => !knownKeys.has(key))) return null;
  const { type, description, enum: options, items } = property;
  if (description !== undefined && !isText(description)) return null;
  const field = { name, description: description ?? "", options: [], required };
  if (options !== undefined)
    return type === "string" && Array.isArray(options) && options.every(isText) ? { ...field, type: "choice", options } : null;
  if (type === "array")
    return isObject(items) && items.type === "string" && Object.keys(items).length === 1 ? { ...field, type: "textList" } : null;
  const plain = isText(type) && items === undefined ? plainTypes[type] : undefined;
  return plain === undefined ? null : { ...field, type: plain };
}

/** The JSON Schema of an object with these fields and no others. */
export function schemaOf(fields: readonly SchemaField[]): JsonSchema {
  return {
    type: "object",
    properties: Object.fromEntries(fields.map((field) => [field.name, propertyOf(field)])),
    required: fields.filter(({ required }) => required).map(({ name }) => name),
    additionalProperties: false,
  };
}

function propertyOf({ type, description, options }: SchemaField): JsonSchema {
  const about: JsonObject = description === "" ? {} : { description };
  switch (type) {
    case "text":
      return { type: "string", ...about };
    case "choice":
      return { type: "string", enum: options, ...about };
    case "textList":
      return { type: "array", items: { type: "string" }, ...about };
    default:
      return { type, ...about };
  }
}

const jsonTypes = new Set(["string", "number", "integer", "boolean", "object", "array", "null"]);

/** What is wrong with a JSON Schema's shape and where, or null. The server compiles it fully; this catches slips while typing. */
export function schemaSlip(
  schema: Json,
  path = "",
): { path: string; code: "notSchema" | "type" | "properties" | "required" | "enum" } | null {
  const at = path === "" ? "/" : path;
  if (typeof schema === "boolean") return null;
  if (!isObject(schema)) return { path: at, code: "notSchema" };
  const { type, properties, required, enum: options, items } = schema;
  const types = type === undefined ? [] : Array.isArray(type) ? type : [type];
  if (!types.every((name) => isText(name) && jsonTypes.has(name))) return { path: `${path}/type`, code: "type" };
  if (required !== undefined && !(Array.isArray(required) && required.every(isText))) return { path: `${path}/required`, code: "required" };
  if (options !== undefined && !(Array.isArray(options) && options.length > 0)) return { path: `${path}/enum`, code: "enum" };
  if (properties !== undefined) {
    if (!isObject(properties)) return { path: `${path}/properties`, code: "properties" };
    for (const [name, property] of Object.entries(properties)) {
      const slip = schemaSlip(property, `${path}/properties/${name}`);
      if (slip !== null) return slip;
    }
  }
  return items === undefined || Array.isArray(items) ? null : schemaSlip(items, `${path}/items`);
}

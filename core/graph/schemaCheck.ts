import { Ajv, type ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { canonicalJson, type Json, type JsonSchema } from "./json";

const compiled = new Map<string, ValidateFunction | { wrong: string }>();
const MAX_COMPILED = 500;
/** 0.3 is a multiple of 0.1, whatever binary fractions say. */
const MULTIPLE_DIGITS = 9;

/** Why a value doesn't obey a JSON Schema, or null when it does. A schema that is itself wrong is obeyed by nothing. */
export function misfit(value: Json, schema: JsonSchema): string | null {
  const validate = validator(schema);
  if ("wrong" in validate) return `the schema itself is wrong: ${validate.wrong}`;
  if (validate(value)) return null;
  const [first] = validate.errors ?? [];
  return first === undefined ? "it does not fit" : `${first.instancePath || "the answer"} ${first.message ?? ""}`.trim();
}

function validator(schema: JsonSchema): ValidateFunction | { wrong: string } {
  const key = canonicalJson(schema);
  const known = compiled.get(key);
  if (known !== undefined) return known;
  if (compiled.size >= MAX_COMPILED) compiled.delete(compiled.keys().next().value ?? "");
  const made = compile(schema);
  compiled.set(key, made);
  return made;
}

/** Each schema gets a compiler of its own, so that two with the same `$id` don't meet. Without `$schema` it is read as draft 7. */
function compile({ $schema, ...schema }: JsonSchema): ValidateFunction | { wrong: string } {
  const newer = typeof $schema === "string" && /20(?:19|20)-/.test($schema);
  const ajv = new (newer ? Ajv2020 : Ajv)({ strict: false, multipleOfPrecision: MULTIPLE_DIGITS });
  addFormats.default(ajv);
  try {
    return ajv.compile(schema);
  } catch (error) {
    return { wrong: String(error) };
  }
}

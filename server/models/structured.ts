import "server-only";
import { Ajv, type ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { MinnowError } from "@/core/errors";
import { canonicalJson, Json, type JsonSchema } from "@/core/graph/json";

const compiled = new Map<string, ValidateFunction>();
const MAX_COMPILED = 500;
/** 0.3 is a multiple of 0.1, whatever binary fractions say. */
const MULTIPLE_DIGITS = 9;

function validator(schema: JsonSchema): ValidateFunction {
  const key = canonicalJson(schema);
  const known = compiled.get(key);
  if (known !== undefined) return known;
  if (compiled.size >= MAX_COMPILED) compiled.delete(compiled.keys().next().value ?? "");
  const made = compile(schema);
  compiled.set(key, made);
  return made;
}

/** Each schema gets a compiler of its own, so that two with the same `$id` don't meet. Without `$schema` it is read as draft 7. */
function compile({ $schema, ...schema }: JsonSchema): ValidateFunction {
  const newer = typeof $schema === "string" && /20(?:19|20)-/.test($schema);
  const ajv = new (newer ? Ajv2020 : Ajv)({ strict: false, multipleOfPrecision: MULTIPLE_DIGITS });
  addFormats.default(ajv);
  try {
    return ajv.compile(schema);
  } catch (cause) {
    throw new MinnowError("answer_schema_mismatch", { reason: `the schema itself is wrong: ${String(cause)}` }, { cause });
  }
}

export type Checked = { ok: true; json: Json } | { ok: false; error: MinnowError };

const START = 120;

/** An answer as JSON that obeys the schema, or why it isn't. A fenced code block around the JSON is looked through. */
export function checkAnswer(text: string, schema: JsonSchema): Checked {
  const body = text.trim().replace(/^```(?:json)?\s*([\s\S]*?)\s*```$/, "$1");
  let json: Json;
  try {
    json = Json.parse(JSON.parse(body));
  } catch (cause) {
    return { ok: false, error: new MinnowError("answer_not_json", { start: text.slice(0, START) }, { cause }) };
  }
  const validate = validator(schema);
  if (validate(json)) return { ok: true, json };
  const first = validate.errors?.[0];
  const reason = first === undefined ? "" : `${first.instancePath || "the answer"} ${first.message ?? ""}`.trim();
  return { ok: false, error: new MinnowError("answer_schema_mismatch", { reason }) };
}

import "server-only";
import { MinnowError } from "@/core/errors";
import { Json, type JsonSchema } from "@/core/graph/json";
import { parseAnswer } from "@/core/graph/jsonAnswer";
import { misfit } from "@/core/graph/schemaCheck";

export type Checked = { ok: true; json: Json } | { ok: false; error: MinnowError };

const START = 120;

/** An answer as JSON that obeys the schema, or why it isn't. A fenced code block around the JSON is looked through. */
export function checkAnswer(text: string, schema: JsonSchema): Checked {
  let json: Json;
  try {
    json = Json.parse(parseAnswer(text));
  } catch (cause) {
    return { ok: false, error: new MinnowError("answer_not_json", { start: text.slice(0, START) }, { cause }) };
  }
  const reason = misfit(json, schema);
  return reason === null ? { ok: true, json } : { ok: false, error: new MinnowError("answer_schema_mismatch", { reason }) };
}

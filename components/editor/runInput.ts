import type { Json, JsonObject } from "@/core/graph/json";
import { jsonSlip } from "@/core/graph/jsonSlip";
import type { InputField } from "@/nodes/input/definition";

/** What the run form holds per field: text, or a yes/no. */
export type FormValues = Readonly<Record<string, string | boolean>>;
export type FieldSlip = "required" | "number" | "json";

/** The form's starting values: each field's example. */
export function startValues(fields: readonly InputField[]): FormValues {
  return Object.fromEntries(
    fields.map(({ name, type, example, options }) => {
      if (type === "boolean") return [name, example.trim().toLowerCase() === "true"];
      if (type === "choice") return [name, options.includes(example) ? example : (options[0] ?? "")];
      return [name, example];
    }),
  );
}

/** The form's values that say a given input. */
export function formValues(fields: readonly InputField[], input: JsonObject): FormValues {
  return Object.fromEntries(
    fields.map(({ name, type }) => {
      const value = input[name];
      if (type === "boolean") return [name, value === true];
      if (value === undefined) return [name, ""];
      return [name, typeof value === "string" && type !== "json" ? value : JSON.stringify(value, null, 2)];
    }),
  );
}

/** The run's input from the form, or what is wrong with which field. An empty optional field is left out. */
export function readForm(
  fields: readonly InputField[],
  values: FormValues,
): { ok: true; input: JsonObject } | { ok: false; slips: Record<string, FieldSlip> } {
  const input: JsonObject = {};
  const slips: Record<string, FieldSlip> = {};
  for (const field of fields) {
    const value = values[field.name] ?? "";
    if (typeof value === "boolean") {
      input[field.name] = value;
      continue;
    }
    if (value.trim() === "") {
      if (field.required) slips[field.name] = "required";
      continue;
    }
    const read = readText(field.type, value);
    if (read.ok) input[field.name] = read.value;
    else slips[field.name] = read.slip;
  }
  return Object.keys(slips).length === 0 ? { ok: true, input } : { ok: false, slips };
}

type Read = { ok: true; value: Json } | { ok: false; slip: FieldSlip };

function readText(type: InputField["type"], text: string): Read {
  switch (type) {
    case "number": {
      const value = Number(text);
      return Number.isFinite(value) ? { ok: true, value } : { ok: false, slip: "number" };
    }
    case "boolean":
      return { ok: true, value: text === "true" };
    case "json":
      return jsonSlip(text) === null ? { ok: true, value: JSON.parse(text) } : { ok: false, slip: "json" };
    default:
      return { ok: true, value: text };
  }
}

import { isJsonObject, type Json } from "../graph/json";

/** The part of an output that a field names, undefined where there is none. A name that holds dots itself goes before names inside names. */
export function fieldOf(output: Json, field: string): Json | undefined {
  if (field === "") return output;
  if (Array.isArray(output)) {
    const [head = "", ...rest] = field.split(".");
    const item = /^\d+$/.test(head) ? output[Number(head)] : undefined;
    return item === undefined ? undefined : fieldOf(item, rest.join("."));
  }
  if (!isJsonObject(output)) return undefined;
  if (Object.hasOwn(output, field)) return output[field];
  for (let dot = field.indexOf("."); dot >= 0; dot = field.indexOf(".", dot + 1)) {
    const head = field.slice(0, dot);
    if (!Object.hasOwn(output, head)) continue;
    const found = fieldOf(output[head] as Json, field.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

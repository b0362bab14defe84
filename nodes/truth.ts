import type { Json } from "@/core/graph/json";

/** Truth as JSONata's `$boolean` has it: empty text, empty lists and empty objects, zero, null and nothing don't hold. */
export function holds(result: Json | undefined): boolean {
  if (result === undefined || result === null) return false;
  if (Array.isArray(result)) return result.some(holds);
  if (typeof result === "object") return Object.keys(result).length > 0;
  return Boolean(result);
}

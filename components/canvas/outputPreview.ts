import type { Json, JsonObject } from "@/core/graph/json";

/** Longest preview, in characters; the canvas has room for two lines. */
const LONGEST = 140;

/** What a node gave, in a line or two: the value of its only port, or of each by name. */
export function outputPreview(outputs: JsonObject | null): string {
  const entries = Object.entries(outputs ?? {});
  const [only] = entries;
  if (only === undefined) return "";
  const text = entries.length === 1 ? asLine(only[1]) : entries.map(([name, value]) => `${name}: ${asLine(value)}`).join(" · ");
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

function asLine(value: Json): string {
  const text = typeof value === "string" ? value.slice(0, 4 * LONGEST) : JSON.stringify(value);
  return text.replace(/\s+/g, " ").trim();
}

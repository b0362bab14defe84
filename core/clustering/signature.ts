import { isJsonObject, type Json } from "../graph/json";
import { parsedOr } from "../ingest/messages";
import { calledTools } from "../runs/calledTools";
import type { ClusterCall } from "./call";

/** Longer answers are texts, not labels. Characters. */
export const LONGEST_LABEL = 40;
const DEEPEST = 3;

/**
 * The action a call's answer stands for: which tools it calls, the shape of its JSON with the values that may be labels, or that it
 * is a short text. Empty when there is no answer.
 * @returns features such as `tool:search`, `shape:{id,total}`, `value:urgent=true`, `label:refund`, `form:text`
 */
export function signatureOf({ response, outputText }: Pick<ClusterCall, "response" | "outputText">): string[] {
  const tools = calledTools(response).map(({ name }) => `tool:${name}`);
  if (tools.length > 0) return [...new Set(tools)];
  if (outputText === null || outputText.trim() === "") return [];
  const text = outputText.trim();
  const json = text.startsWith("{") || text.startsWith("[") ? parsedOr(text, undefined) : undefined;
  if (json !== undefined) return [`shape:${shapeOf(json, 0)}`, ...valuesIn(json)];
  return text.length <= LONGEST_LABEL ? ["form:text", `label:${text.toLowerCase()}`] : ["form:text"];
}

function shapeOf(value: Json, depth: number): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return depth === DEEPEST || value[0] === undefined ? "[]" : `[${shapeOf(value[0], depth + 1)}]`;
  if (typeof value !== "object") return typeof value;
  if (depth === DEEPEST) return "{}";
  const keys = Object.keys(value).toSorted();
  return `{${keys.map((key) => `${key}:${shapeOf(value[key] as Json, depth + 1)}`).join(",")}}`;
}

function valuesIn(value: Json): string[] {
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === "boolean" || (typeof inner === "string" && inner.length > 0 && inner.length <= LONGEST_LABEL)
      ? [`value:${key}=${String(inner).toLowerCase()}`]
      : [],
  );
}

import { isJsonObject, type Json } from "../graph/json";
import type { ClusterCall } from "./call";

/** Longer answers are texts, not labels. Characters. */
const LONGEST_LABEL = 40;
const DEEPEST = 3;

/**
 * The action a call's answer stands for: which tools it calls, the shape of its JSON with the values that may be labels, or that it
 * is a short text. Empty when there is no answer.
 * @returns features such as `tool:search`, `shape:{id,total}`, `value:urgent=true`, `label:refund`, `form:text`
 */
export function signatureOf({ response, outputText }: Pick<ClusterCall, "response" | "outputText">): string[] {
  const tools = response === null ? [] : toolNames(response);
  if (tools.length > 0) return [...new Set(tools)].map((name) => `tool:${name}`);
  if (outputText === null || outputText.trim() === "") return [];
  const text = outputText.trim();
  const json = text.startsWith("{") || text.startsWith("[") ? parsed(text) : undefined;
  if (json !== undefined) return [`shape:${shapeOf(json, 0)}`, ...valuesIn(json)];
  return text.length <= LONGEST_LABEL ? ["form:text", `label:${text.toLowerCase()}`] : ["form:text"];
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Names of the tools called in an answer, on any of the wires: `toolCalls`, `tool_calls`, parts of type `tool_use`, `functionCall`. */
function toolNames(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(toolNames);
  if (!isJsonObject(value)) return [];
  if (value.type === "tool_use" && typeof value.name === "string") return [value.name];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === "toolCalls" || key === "tool_calls" || key === "functionCall") return [inner].flat().flatMap(calledName);
    return key === "choices" || key === "message" || key === "content" || key === "candidates" || key === "parts" ? toolNames(inner) : [];
  });
}

function calledName(call: Json): string[] {
  if (!isJsonObject(call)) return [];
  const named = isJsonObject(call.function) ? call.function.name : call.name;
  return typeof named === "string" ? [named] : [];
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

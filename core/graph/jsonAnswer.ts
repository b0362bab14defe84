import type { Json } from "./json";

/** A model's answer as JSON. A fenced code block around the JSON is looked through. @throws SyntaxError when it is none */
export function parseAnswer(text: string): Json {
  return JSON.parse(text.trim().replace(/^```(?:json)?\s*([\s\S]*?)\s*```$/, "$1")) as Json;
}

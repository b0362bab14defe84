import { z } from "zod";
import { isJsonObject, Json } from "../graph/json";
import { parseArguments } from "../ingest/messages";

/** A call of a tool in an answer. Arguments that are no JSON stay the text that was written. */
export const CalledTool = z.object({ name: z.string(), arguments: Json });
export type CalledTool = z.infer<typeof CalledTool>;

/** Where answers list what they call. */
const LISTS = ["toolCalls", "tool_calls", "functionCalls", "functionCall"] as const;
/** Where an answer holds other answers of which only the first is taken, and where it holds its own parts. */
const [CHOICES, INSIDE] = [
  ["choices", "candidates", "generations"],
  ["message", "kwargs", "content", "parts", "output"],
] as const;
const PARTS = new Set(["tool_use", "tool_call", "function_call"]);

/**
 * The tools that a recorded answer calls, in its order, in whichever form a server or a log gives them: OpenAI's chat completions and
 * responses, LangChain's messages, Anthropic's and Google's parts, those of OpenTelemetry, node-llama-cpp's. None when that can't be told.
 * A list of calls goes before parts: some clients give both.
 */
export function calledTools(response: Json): CalledTool[] {
  if (Array.isArray(response)) return response.flatMap(calledTools);
  if (!isJsonObject(response)) return [];
  if (typeof response.type === "string" && PARTS.has(response.type)) return calledTool(response);
  for (const name of LISTS) {
    const calls = [response[name] ?? []].flat().flatMap(calledTool);
    if (calls.length > 0) return calls;
  }
  const first = CHOICES.flatMap((name) => {
    const all = response[name];
    return Array.isArray(all) && all[0] !== undefined ? [all[0]] : [];
  });
  return [...first, ...INSIDE.flatMap((name) => response[name] ?? [])].flatMap(calledTools);
}

function calledTool(call: Json): CalledTool[] {
  if (!isJsonObject(call)) return [];
  const called = isJsonObject(call.function) ? call.function : call;
  const name = called.name ?? called.functionName;
  if (typeof name !== "string") return [];
  return [{ name, arguments: parseArguments(called.arguments ?? called.args ?? called.input ?? called.params) }];
}

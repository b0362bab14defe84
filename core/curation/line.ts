import { z } from "zod";
import { isJsonObject, Json, JsonObject } from "../graph/json";
import { type CalledTool, calledTools } from "../runs/calledTools";

const Messages = z.array(
  z.looseObject({
    role: z.string(),
    content: Json.optional(),
    toolCalls: z
      .array(z.looseObject({ name: z.string(), arguments: JsonObject }))
      .nullish()
      .transform((calls) => calls ?? []),
  }),
);

/**
 * A recorded call as a conversation that ends with its answer, as training and evaluation take them: OpenAI's message form.
 * @returns null when the request holds no messages
 */
export function conversationOf(request: Json, outputText: string | null, response: Json): JsonObject | null {
  if (!isJsonObject(request)) return null;
  const messages = Messages.safeParse(request.messages);
  if (!messages.success) return null;
  const asked = messages.data.map(({ toolCalls, callId, ...message }) => ({
    ...message,
    ...(toolCalls.length > 0 && { tool_calls: toolCalls.map(toolCall) }),
    ...(typeof callId === "string" && { tool_call_id: callId }),
  }));
  const called = calledTools(response);
  // A call that couldn't be made is nothing to learn from, and neither is an answer without it.
  const readable = called.every(({ arguments: given }) => isJsonObject(given));
  const answer = {
    role: "assistant",
    content: outputText ?? "",
    ...(called.length > 0 && readable && { tool_calls: called.map(toolCall) }),
  };
  return {
    messages: Json.parse(JSON.parse(JSON.stringify([...asked, answer]))),
    ...(request.tools !== undefined && { tools: request.tools }),
    ...(request.schema !== undefined && { schema: request.schema }),
  };
}

const toolCall = ({ name, arguments: given }: CalledTool) => ({
  type: "function",
  function: { name, arguments: JSON.stringify(given) },
});

/**
 * What differs from call to call of one task, and how many turns with tools came before: the variables, and what was said after the first
 * call of a tool; of calls without variables everything that is not an instruction.
 */
export function differingIn(request: Json, variables: Json): { given: Json; turn: number } {
  const list = isJsonObject(request) && Array.isArray(request.messages) ? request.messages.filter(isJsonObject) : [];
  const first = list.findIndex(({ role, toolCalls }) => role === "tool" || (Array.isArray(toolCalls) && toolCalls.length > 0));
  const later = first < 0 ? [] : list.slice(first);
  const contents = (messages: JsonObject[]): Json[] => messages.map(({ content, toolCalls }) => [content ?? null, toolCalls ?? null]);
  if (variables !== null) return { given: later.length === 0 ? variables : [variables, ...contents(later)], turn: later.length };
  return { given: contents(list.filter(({ role }) => role !== "system" && role !== "developer")), turn: later.length };
}

import { z } from "zod";
import { isJsonObject, type Json } from "../graph/json";
import { parsedOr } from "../ingest/messages";
import { CalledTool, calledTools } from "../runs/calledTools";

/** An answer as it is compared: what was said, and the tools that are to be called. */
export const Answer = z.object({ text: z.string(), toolCalls: z.array(CalledTool) });
export type Answer = z.infer<typeof Answer>;

/** The answer of a recorded call; null when none came. */
export const recordedAnswer = ({ outputText, response }: { outputText: string | null; response: Json }): Answer | null =>
  outputText === null ? null : { text: outputText, toolCalls: calledTools(response) };

/**
 * What somebody said an answer should have been, as if a model had given it. Calls of tools are corrected in the form in which a node gives
 * them: a list of `{ name, arguments }`, or an object that holds it as `toolCalls`; either may be JSON text.
 */
export function correctedAnswer(correction: Json): Answer {
  const text = typeof correction === "string" ? correction : JSON.stringify(correction);
  const value = typeof correction === "string" ? parsedOr(correction, null) : correction;
  const toolCalls = Array.isArray(value) ? calledTools({ toolCalls: value }) : isJsonObject(value) ? calledTools(value) : [];
  return toolCalls.length === 0 ? { text, toolCalls } : { text: "", toolCalls };
}

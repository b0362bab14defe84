import "server-only";
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { MinnowError } from "@/core/errors";
import { contentHash } from "@/core/graph/fingerprint";
import { Json, JsonObject, type JsonSchema } from "@/core/graph/json";
import type { Database } from "@/db/client";
import { recordings } from "@/db/schema/models";
import type { ChatMessage, ToolCall } from "@/nodes/executor";
import { type AdapterAnswer, type AdapterCall, estimatedUsage } from "./adapter";

/** The parts of a chat-completions request that decide its answer; temperature and the like are left out on purpose, a recording has one answer. */
export function recordingHash(request: { model: string; messages: readonly ChatMessage[]; schema?: JsonSchema | undefined }): string {
  const { model, messages, schema } = request;
  const parts: JsonObject = { model, messages: messages.map(identityOf) };
  return contentHash(schema === undefined ? parts : { ...parts, schema });
}

/** Messages of recordings were written without what tools add, so that is only looked at where it is. */
const identityOf = (message: ChatMessage): JsonObject =>
  message.role === "assistant" && message.toolCalls !== undefined
    ? {
        role: message.role,
        content: message.content,
        calls: message.toolCalls.map(({ name, arguments: given }) => ({ name, arguments: given })),
      }
    : { role: message.role, content: message.content };

/** The part of a ChatCompletion that is read. */
const RecordedMessage = z.looseObject({
  content: z.string().nullish(),
  tool_calls: z.array(z.looseObject({ id: z.string(), function: z.looseObject({ name: z.string(), arguments: z.string() }) })).nullish(),
});

export const RecordedResponse = z.looseObject({
  choices: z.array(z.looseObject({ message: RecordedMessage })).min(1),
  usage: z
    .looseObject({
      prompt_tokens: z.number(),
      completion_tokens: z.number(),
      prompt_tokens_details: z.looseObject({ cached_tokens: z.number().nullish() }).nullish(),
      completion_tokens_details: z.looseObject({ reasoning_tokens: z.number().nullish() }).nullish(),
    })
    .nullish(),
});

/** Answers from the connection's recordings; nothing is called. */
export async function askRecording(db: Database, { served, messages, outputSchema, onText }: AdapterCall): Promise<AdapterAnswer> {
  const { connection, model } = served;
  const wanted = { model: model.name, messages };
  const hashes = [recordingHash({ ...wanted, schema: outputSchema }), recordingHash(wanted)];
  for (const requestHash of new Set(hashes)) {
    const [row] = await db
      .select({ response: recordings.response })
      .from(recordings)
      .where(and(eq(recordings.connectionId, connection.id), eq(recordings.requestHash, requestHash)));
    if (row === undefined) continue;
    const response = RecordedResponse.parse(row.response);
    const text = response.choices[0]?.message.content ?? "";
    onText(text);
    const { usage } = response;
    return {
      text,
      toolCalls: (response.choices[0]?.message.tool_calls ?? []).map(({ id, function: called }) => ({
        id,
        name: called.name,
        ...argumentsOf(called.arguments),
      })),
      response: Json.parse(row.response),
      usage: usage
        ? {
            input: usage.prompt_tokens,
            output: usage.completion_tokens,
            cached: usage.prompt_tokens_details?.cached_tokens ?? null,
            reasoning: usage.completion_tokens_details?.reasoning_tokens ?? null,
            estimated: false,
          }
        : estimatedUsage(messages, text),
    };
  }
  throw new MinnowError("recording_missing", { start: (messages.at(-1)?.content ?? "").slice(0, 80) });
}

function argumentsOf(text: string): Pick<ToolCall, "arguments" | "unreadable"> {
  try {
    return { arguments: JsonObject.parse(JSON.parse(text)) };
  } catch {
    return { arguments: {}, unreadable: text };
  }
}

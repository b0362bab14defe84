import { z } from "zod";
import { Json, JsonSchema } from "../graph/json";
import type { Sampling } from "../graph/task";

/** A message of a recorded call, whatever wire it went over. */
export type ObservedMessage = {
  role: "system" | "user" | "assistant" | "tool";
  content: string;
  toolCalls?: ObservedToolCall[];
  callId?: string;
};
export type ObservedToolCall = { id: string; name: string; arguments: Json };
export type ObservedTool = { name: string; description: string; parameters: JsonSchema };

/** A call of a model as an agent elsewhere recorded it. Counts are in tokens, cost in US dollars; null where the record doesn't say. */
export type ObservedCall = {
  provider: string | null;
  model: string;
  messages: ObservedMessage[];
  tools: ObservedTool[];
  schema: JsonSchema | null;
  sampling: Sampling;
  text: string | null;
  toolCalls: ObservedToolCall[];
  inputTokens: number | null;
  outputTokens: number | null;
  cachedTokens: number | null;
  reasoningTokens: number | null;
  cost: number | null;
  firstTokenMs: number | null;
  /** What came back, as the record has it; null when nothing did. */
  response: Json | null;
};

/** What kind of work a span stands for. */
export type SpanKind = "model" | "tool" | "retrieval" | "agent" | "step";

/** A piece of work of an agent that ran elsewhere. Moments are in milliseconds since 1970; `finishedAt` is null when only the start is known. */
export type ObservedSpan = {
  /** What the agent calls itself; null when the record doesn't say. */
  agent: string | null;
  /** The run it belongs to. */
  traceId: string;
  spanId: string;
  parentId: string | null;
  kind: SpanKind;
  name: string;
  /** The node it is the work of, where the record names one. */
  node: { id: string; name: string; parentId: string | null } | null;
  startedAt: number;
  finishedAt: number | null;
  /** What went wrong; null when nothing did. */
  error: string | null;
  input: Json | null;
  output: Json | null;
  call: ObservedCall | null;
};

/** What one record said, or why it can't be taken. */
export type ReadSpan = { ok: true; spans: ObservedSpan[] } | { ok: false; reason: string };

export const unread = (reason: string): ReadSpan => ({ ok: false, reason });

const RecordedMessage = z.object({
  role: z.enum(["system", "user", "assistant", "tool"]),
  content: z.string(),
  toolCalls: z.array(z.object({ id: z.string(), name: z.string(), arguments: Json })).optional(),
  callId: z.string().optional(),
});

/** What of a stored request tells the task it was made for. */
export const ObservedCallRecord = z
  .looseObject({
    model: z.string(),
    messages: z.array(RecordedMessage),
    tools: z.array(z.object({ name: z.string(), description: z.string(), parameters: JsonSchema })).default([]),
    schema: JsonSchema.nullable().default(null),
  })
  .transform(({ messages, tools, schema }) => ({ messages: messages.map(withoutGaps), tools, schema }));

/** Optional fields that are left out, instead of being there without a value. */
const withoutGaps = ({ toolCalls, callId, ...message }: z.infer<typeof RecordedMessage>): ObservedMessage => ({
  ...message,
  ...(toolCalls !== undefined && { toolCalls }),
  ...(callId !== undefined && { callId }),
});

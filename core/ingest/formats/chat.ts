import { z } from "zod";
import { contentHash } from "../../graph/fingerprint";
import { Json, type JsonObject } from "../../graph/json";
import { contentText, firstIssue, readMessage, readSampling, readSchema, readToolCalls, readTools, readUsage } from "../messages";
import { type ObservedCall, type ObservedMessage, type ReadSpan, unread } from "../observed";

const Request = z.looseObject({
  model: z.string().min(1),
  messages: z.array(z.unknown()).min(1),
  tools: z.array(z.unknown()).nullish(),
  response_format: z.unknown().optional(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
});

const Completion = z.looseObject({
  id: z.string().nullish(),
  model: z.string().nullish(),
  created: z.number().nullish(),
  choices: z
    .array(z.looseObject({ message: z.looseObject({ content: Json.nullish(), tool_calls: z.array(z.unknown()).nullish() }) }))
    .min(1),
  usage: z.unknown().optional(),
});

/** Names of one agent node, of the agent, and of the run, where a record has them. */
const About = z.looseObject({
  timestamp: z.union([z.number(), z.string()]).nullish(),
  workload_id: z.string().min(1).nullish(),
  client_id: z.string().min(1).nullish(),
  trace_id: z.string().min(1).nullish(),
});

/** A request and its response: a record of the Data Flywheel, or a line of an OpenAI chat log. */
const Pair = About.extend({ request: Request, response: Completion });

/** A completion that its provider stored, with what was asked beside the answer. */
const Stored = Completion.extend({
  model: z.string().min(1),
  messages: z.array(z.unknown()).min(1).optional(),
  input_messages: z.array(z.unknown()).min(1).optional(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
});

/** Reads `{ request, response }`, with or without the names that a flywheel record adds. */
export function readChatLog(record: JsonObject): ReadSpan {
  const parsed = Pair.safeParse(record);
  if (!parsed.success) return unread(firstIssue(parsed.error));
  const { request, response, timestamp, ...about } = parsed.data;
  const names = About.safeParse(request.metadata ?? {}).data;
  return spanOf(record, request, response, {
    at: momentOf(timestamp) ?? momentOf(response.created),
    workload: about.workload_id ?? names?.workload_id ?? null,
    client: about.client_id ?? names?.client_id ?? null,
    trace: about.trace_id ?? names?.trace_id ?? null,
  });
}

/** Reads a stored completion. */
export function readStoredCompletion(record: JsonObject): ReadSpan {
  const parsed = Stored.safeParse(record);
  if (!parsed.success) return unread(firstIssue(parsed.error));
  const { messages, input_messages, metadata, ...completion } = parsed.data;
  const asked = messages ?? input_messages;
  if (asked === undefined) return unread("messages: the completion doesn't say what was asked; export it with its messages");
  const names = About.safeParse(metadata ?? {}).data;
  return spanOf(record, { ...completion, messages: asked }, completion, {
    at: momentOf(completion.created),
    workload: names?.workload_id ?? null,
    client: names?.client_id ?? null,
    trace: names?.trace_id ?? null,
  });
}

type Names = { at: number | null; workload: string | null; client: string | null; trace: string | null };

function spanOf(
  record: JsonObject,
  request: z.infer<typeof Request>,
  response: z.infer<typeof Completion>,
  { at, workload, client, trace }: Names,
): ReadSpan {
  if (at === null) return unread("timestamp: neither the record nor its response says when the call was made");
  const messages: ObservedMessage[] = [];
  for (const [index, message] of request.messages.entries()) {
    const read = readMessage(message);
    if (read === null) return unread(`request.messages.${index}: not a chat message`);
    messages.push(read);
  }
  const spanId = contentHash(record).slice(0, 32);
  const [choice] = response.choices;
  const answer = choice?.message;
  const call: ObservedCall = {
    provider: null,
    model: request.model,
    messages,
    tools: readTools(request.tools),
    schema: readSchema(request.response_format),
    sampling: readSampling(request),
    text: contentText(answer?.content ?? undefined),
    toolCalls: readToolCalls(answer?.tool_calls),
    ...readUsage(response.usage),
    cost: null,
    firstTokenMs: null,
    response: Json.parse(record.response ?? record),
  };
  return {
    ok: true,
    spans: [
      {
        agent: client,
        traceId: trace ?? spanId,
        spanId,
        parentId: null,
        kind: "model",
        name: workload ?? "",
        node: workload === null ? null : { id: workload, name: workload, parentId: null },
        startedAt: at,
        finishedAt: null,
        error: null,
        input: null,
        output: null,
        call,
      },
    ],
  };
}

/** A moment given as seconds, or milliseconds, since 1970 or as ISO 8601. */
export function momentOf(given: number | string | null | undefined): number | null {
  if (given === null || given === undefined || given === "") return null;
  const number = typeof given === "number" ? given : Number(given);
  if (Number.isFinite(number))
    // Nanoseconds since 1970 are more than a number holds exactly: microseconds are.
    return plausible(
      number < 1e11 ? number * 1_000 : number < 1e14 ? number : number < 1e17 ? number / 1e3 : Math.round(number / 1e3) / 1e3,
    );
  // Times without a zone are UTC, as those who write them mean.
  const text = String(given).trim().replace(" ", "T");
  const parsed = Date.parse(/(?:z|[+-]\d{2}:?\d{2})$/i.test(text) ? text : `${text}Z`);
  return Number.isNaN(parsed) ? null : plausible(parsed);
}

/** PostgreSQL and Date hold more, but a call of a model was made in this century. */
const plausible = (ms: number): number | null => (ms > 946_684_800_000 && ms < 4_102_444_800_000 ? ms : null);

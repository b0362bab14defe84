import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { z } from "zod";
import type { ServerKind } from "@/core/models";

/** What a model is to say, whichever wire it says it on. */
export type Told = {
  text?: readonly string[];
  calls?: readonly { name: string; arguments: object }[];
  /** null: the server counts nothing. */
  usage?: { input: number; output: number; cached: number; reasoning: number } | null;
  logprob?: number;
  /** Ends before the end; falls silent after the text; brings an error in place of the rest. */
  fault?: "cut" | "stall" | "error";
};
export type Refusal = { status: number; message: string; headers?: Record<string, string> };

export type Seen = { path: string; headers: IncomingHttpHeaders; body: Record<string, unknown>; abandoned: Promise<void> };

/** A request in words that are the same for every wire. */
export type Normal = {
  system: string;
  turns: { role: string; text: string; calls: { name: string; arguments: unknown }[]; result: string | null }[];
  temperature: unknown;
  topP: unknown;
  maxTokens: unknown;
  stop: unknown;
  seed: unknown;
  schema: unknown;
  tools: unknown[];
};

/** How a wire says things, written from its provider's public reference. */
export type WireSpeech = {
  kind: ServerKind;
  base: (origin: string) => string;
  path: string | RegExp;
  keyHeader: string;
  keyValue: (key: string) => string;
  type: string;
  /** The answer in blocks, as they'd be sent one by one; what comes last is missing when it is cut. */
  stream: (told: Told) => string[];
  whole: (told: Told) => object;
  error: (refusal: Refusal) => unknown;
  normal: (body: Record<string, unknown>) => Normal;
  counts: { cached: boolean; reasoning: boolean };
  takes: { seed: boolean; logprobs: boolean };
};

export type WireServer = {
  origin: string;
  requests: Seen[];
  answer(reply: (seen: Seen, number: number) => Told | Refusal): void;
  close(): Promise<void>;
};

/** Sends everything in pieces of a few bytes, so that characters are cut in two, as networks do. */
const PIECE = 7;

export async function startWire(speech: WireSpeech): Promise<WireServer> {
  let reply: (seen: Seen, number: number) => Told | Refusal = () => ({ text: ["Hello"] });
  const requests: Seen[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request.setEncoding("utf8")) text += chunk;
    const abandoned = new Promise<void>((resolve) => response.once("close", () => response.writableEnded || resolve()));
    const body = z.record(z.string(), z.unknown()).parse(JSON.parse(text || "{}"));
    const seen = { path: request.url ?? "", headers: request.headers, body, abandoned };
    requests.push(seen);
    const wanted = reply(seen, requests.length);
    if ("status" in wanted) {
      response
        .writeHead(wanted.status, { "content-type": "application/json", ...wanted.headers })
        .end(JSON.stringify(speech.error(wanted)));
    } else if (isStreamed(seen)) await stream(speech, response, wanted);
    else response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(speech.whole(wanted)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    answer: (next) => {
      reply = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const isStreamed = ({ path, body }: Seen): boolean => body.stream === true || path.includes(":streamGenerateContent");

async function stream(speech: WireSpeech, response: ServerResponse, told: Told): Promise<void> {
  response.writeHead(200, { "content-type": speech.type });
  const bytes = Buffer.from(speech.stream(told).join(""));
  for (let at = 0; at < bytes.length && !response.destroyed; at += PIECE) {
    response.write(bytes.subarray(at, at + PIECE));
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  if (told.fault === "stall") return;
  if (told.fault === "cut") response.socket?.end();
  else response.end();
}

const event = (data: object | string, name?: string) =>
  `${name === undefined ? "" : `event: ${name}\n`}data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`;
const sum = (text: readonly string[] = []) => text.join("");
const field = <T>(value: unknown, schema: z.ZodType<T>): T => schema.parse(value);
const Any = z.any();
/** Whatever a client sent: tests look into it, and fail where it is otherwise. */
type Part = z.infer<typeof Any>;
const halves = (text: string) => [text.slice(0, Math.ceil(text.length / 2)), text.slice(Math.ceil(text.length / 2))];
const ended = ({ fault }: Told) => fault === undefined;

const textOf = (content: unknown): string =>
  typeof content === "string"
    ? content
    : field(content ?? [], z.array(Any))
        .map((part) => part.text ?? "")
        .join("");

/** OpenAI's chat completions, with the comments some servers send to keep the line open. */
export const openaiSpeech: WireSpeech = {
  kind: "openai",
  base: (origin) => `${origin}/v1`,
  path: "/v1/chat/completions",
  keyHeader: "authorization",
  keyValue: (key) => `Bearer ${key}`,
  type: "text/event-stream; charset=utf-8",
  counts: { cached: true, reasoning: true },
  takes: { seed: true, logprobs: true },
  stream(told) {
    const chunk = (choice: object, more: object = {}) =>
      event({
        id: "chatcmpl-1",
        object: "chat.completion.chunk",
        created: 1,
        model: "m",
        choices: [{ index: 0, finish_reason: null, ...choice }],
        ...more,
      });
    const logprobs =
      told.logprob === undefined ? {} : { logprobs: { content: [{ token: "x", logprob: told.logprob, bytes: null, top_logprobs: [] }] } };
    return [
      ": keep-alive\n\n",
      chunk({ delta: { role: "assistant", content: "" } }),
      ...(told.text ?? []).map((content) => chunk({ delta: { content }, ...logprobs })),
      ": keep-alive\n\n",
      // Arguments of several calls come mixed.
      ...(told.calls ?? []).map(({ name }, index) =>
        chunk({ delta: { tool_calls: [{ index, id: `call_${index}`, type: "function", function: { name, arguments: "" } }] } }),
      ),
      ...[0, 1].flatMap((half) =>
        (told.calls ?? []).map((call, index) =>
          chunk({ delta: { tool_calls: [{ index, function: { arguments: halves(JSON.stringify(call.arguments))[half] } }] } }),
        ),
      ),
      ...(told.fault === "error" ? [event({ error: { message: "The engine is gone", type: "server_error", code: 500 } })] : []),
      ...(ended(told)
        ? [
            chunk({ delta: {}, finish_reason: told.calls === undefined ? "stop" : "tool_calls" }),
            ...(told.usage === null
              ? []
              : [
                  event({
                    id: "chatcmpl-1",
                    object: "chat.completion.chunk",
                    created: 1,
                    model: "m",
                    choices: [],
                    usage: openaiUsage(told),
                  }),
                ]),
            event("[DONE]"),
          ]
        : []),
    ];
  },
  whole: (told) => ({
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1,
    model: "m",
    choices: [
      {
        index: 0,
        finish_reason: "stop",
        message: {
          role: "assistant",
          content: sum(told.text),
          tool_calls: told.calls?.map((call, index) => ({
            id: `call_${index}`,
            type: "function",
            function: { name: call.name, arguments: JSON.stringify(call.arguments) },
          })),
        },
      },
    ],
    usage: openaiUsage(told),
  }),
  error: ({ message }) => ({ error: { message, type: "invalid_request_error", param: null, code: null } }),
  normal(body) {
    const messages = field(body.messages, z.array(Any));
    return {
      system: textOf(messages.find(({ role }) => role === "system")?.content),
      turns: messages
        .filter(({ role }) => role !== "system")
        .map(({ role, content, tool_calls = [] }) => ({
          role,
          text: role === "tool" ? "" : textOf(content),
          calls: tool_calls.map((call: Part) => ({ name: call.function.name, arguments: JSON.parse(call.function.arguments) })),
          result: role === "tool" ? textOf(content) : null,
        })),
      temperature: body.temperature,
      topP: body.top_p,
      maxTokens: body.max_tokens ?? body.max_completion_tokens,
      stop: body.stop,
      seed: body.seed,
      schema: field(body.response_format, Any)?.json_schema?.schema,
      tools: field(body.tools ?? [], z.array(Any)).map((tool) => ({ name: tool.function.name, parameters: tool.function.parameters })),
    };
  },
};

const openaiUsage = ({ usage }: Told) => {
  const { input, output, cached, reasoning } = usage ?? { input: 3, output: 2, cached: 0, reasoning: 0 };
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: cached },
    completion_tokens_details: { reasoning_tokens: reasoning },
  };
};

export const azureSpeech: WireSpeech = {
  ...openaiSpeech,
  kind: "azure",
  base: (origin) => origin,
  path: "/openai/deployments/test-model/chat/completions?api-version=2024-10-21",
  keyHeader: "api-key",
  keyValue: (key) => key,
};

export const anthropicSpeech: WireSpeech = {
  kind: "anthropic",
  base: (origin) => origin,
  path: "/v1/messages",
  keyHeader: "x-api-key",
  keyValue: (key) => key,
  type: "text/event-stream; charset=utf-8",
  counts: { cached: true, reasoning: false },
  takes: { seed: false, logprobs: false },
  stream(told) {
    const say = (data: { type: string; [field: string]: unknown }) => event(data, data.type);
    const { input, output, cached } = told.usage ?? { input: 3, output: 2, cached: 0 };
    const usage = { input_tokens: input - cached, cache_creation_input_tokens: 0, cache_read_input_tokens: cached, output_tokens: 0 };
    const first = told.text === undefined ? 0 : 1;
    return [
      say({
        type: "message_start",
        message: {
          id: "msg_1",
          type: "message",
          role: "assistant",
          content: [],
          model: "m",
          stop_reason: null,
          stop_sequence: null,
          usage,
        },
      }),
      say({ type: "ping" }),
      ...(told.text === undefined ? [] : [say({ type: "content_block_start", index: 0, content_block: { type: "text", text: "" } })]),
      ...(told.text ?? []).map((text) => say({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } })),
      ...(told.text === undefined || !ended(told) ? [] : [say({ type: "content_block_stop", index: 0 })]),
      ...(told.calls ?? []).flatMap((call, index) => [
        say({
          type: "content_block_start",
          index: first + index,
          content_block: { type: "tool_use", id: `toolu_${index}`, name: call.name, input: {} },
        }),
        ...["", ...halves(JSON.stringify(call.arguments))].map((partial_json) =>
          say({ type: "content_block_delta", index: first + index, delta: { type: "input_json_delta", partial_json } }),
        ),
        say({ type: "content_block_stop", index: first + index }),
      ]),
      ...(told.fault === "error" ? [say({ type: "error", error: { type: "overloaded_error", message: "The engine is gone" } })] : []),
      ...(ended(told)
        ? [
            say({
              type: "message_delta",
              delta: { stop_reason: told.calls === undefined ? "end_turn" : "tool_use", stop_sequence: null },
              usage: { output_tokens: output },
            }),
            say({ type: "message_stop" }),
          ]
        : []),
    ];
  },
  whole(told) {
    const { input, output, cached } = told.usage ?? { input: 3, output: 2, cached: 0 };
    return {
      id: "msg_1",
      type: "message",
      role: "assistant",
      model: "m",
      content: [
        ...(told.text === undefined ? [] : [{ type: "text", text: sum(told.text) }]),
        ...(told.calls ?? []).map((call, index) => ({ type: "tool_use", id: `toolu_${index}`, name: call.name, input: call.arguments })),
      ],
      stop_reason: told.calls === undefined ? "end_turn" : "tool_use",
      stop_sequence: null,
      usage: { input_tokens: input - cached, cache_creation_input_tokens: 0, cache_read_input_tokens: cached, output_tokens: output },
    };
  },
  error: ({ status, message }) => ({
    type: "error",
    error: { type: status === 401 ? "authentication_error" : "invalid_request_error", message },
  }),
  normal(body) {
    const parts = (content: unknown): Part[] =>
      typeof content === "string" ? [{ type: "text", text: content }] : field(content, z.array(Any));
    return {
      system: textOf(body.system),
      turns: field(body.messages, z.array(Any)).flatMap(({ role, content }): Normal["turns"] => {
        const all = parts(content);
        const results = all.filter(({ type }) => type === "tool_result");
        if (results.length > 0) return results.map((part) => ({ role: "tool", text: "", calls: [], result: textOf(part.content) }));
        return [
          {
            role,
            text: textOf(all.filter(({ type }) => type === "text")),
            calls: all.filter(({ type }) => type === "tool_use").map(({ name, input }) => ({ name, arguments: input })),
            result: null,
          },
        ];
      }),
      temperature: body.temperature,
      topP: body.top_p,
      maxTokens: body.max_tokens,
      stop: body.stop_sequences,
      seed: undefined,
      schema: field(body.output_config, Any)?.format?.schema,
      tools: field(body.tools ?? [], z.array(Any)).map(({ name, input_schema }) => ({ name, parameters: input_schema })),
    };
  },
};

export const googleSpeech: WireSpeech = {
  kind: "google",
  base: (origin) => origin,
  path: /^\/v1beta\/models\/test-model:(?:streamGenerateContent\?alt=sse|generateContent)$/,
  keyHeader: "x-goog-api-key",
  keyValue: (key) => key,
  type: "text/event-stream",
  counts: { cached: true, reasoning: true },
  takes: { seed: true, logprobs: true },
  stream(told) {
    const chunk = (parts: object[], more: object = {}) => googleChunk(told, parts, more);
    const chosen =
      told.logprob === undefined
        ? {}
        : { logprobsResult: { chosenCandidates: [{ token: "x", tokenId: 1, logProbability: told.logprob }] } };
    const last = { finishReason: "STOP" };
    // Calls come whole; what was thought comes as a part of its own.
    return [
      ...(told.text === undefined ? [] : [event(chunk([{ text: "Let me think.", thought: true }]))]),
      ...(told.text ?? []).map((text) => event(chunk([{ text }], chosen))),
      ...(told.fault === "error" ? [event({ error: { code: 503, message: "The engine is gone", status: "UNAVAILABLE" } })] : []),
      ...(ended(told) ? [event(chunk(googleCalls(told), last))] : []),
    ];
  },
  whole: (told) => googleChunk(told, [{ text: sum(told.text) }, ...googleCalls(told)], { finishReason: "STOP" }),
  error: ({ status, message }) => ({ error: { code: status, message, status: "INVALID_ARGUMENT" } }),
  normal(body) {
    const config = field(body.generationConfig ?? {}, Any);
    return {
      system: textOf(field(body.systemInstruction, Any)?.parts),
      turns: field(body.contents, z.array(Any)).flatMap(({ role, parts }): Normal["turns"] => {
        const results = parts.filter((part: Part) => part.functionResponse !== undefined);
        if (results.length > 0)
          return results.map((part: Part) => ({ role: "tool", text: "", calls: [], result: part.functionResponse.response.result }));
        const calls = parts.filter((part: Part) => part.functionCall !== undefined);
        return [
          {
            role: role === "model" ? "assistant" : role,
            text: textOf(parts.filter((part: Part) => part.text !== undefined)),
            calls: calls.map((part: Part) => ({ name: part.functionCall.name, arguments: part.functionCall.args })),
            result: null,
          },
        ];
      }),
      temperature: config.temperature,
      topP: config.topP,
      maxTokens: config.maxOutputTokens,
      stop: config.stopSequences,
      seed: config.seed,
      schema: config.responseJsonSchema,
      tools: field(body.tools ?? [], z.array(Any))
        .flatMap(({ functionDeclarations }) => functionDeclarations)
        .map(({ name, parametersJsonSchema }) => ({ name, parameters: parametersJsonSchema })),
    };
  },
};

const googleCalls = ({ calls = [] }: Told) =>
  calls.map((call, index) => ({
    functionCall: { id: `fc_${index}`, name: call.name, args: call.arguments },
    thoughtSignature: `signed-${index}`,
  }));

const googleChunk = ({ usage }: Told, parts: object[], more: object) => {
  const { input, output, cached, reasoning } = usage ?? { input: 3, output: 2, cached: 0, reasoning: 0 };
  return {
    candidates: [{ content: { role: "model", parts }, index: 0, ...more }],
    modelVersion: "test-model-001",
    responseId: "resp-1",
    // Counted so far, in every chunk; what was thought is counted apart.
    ...(usage !== null && {
      usageMetadata: {
        promptTokenCount: input,
        candidatesTokenCount: output - reasoning,
        thoughtsTokenCount: reasoning,
        cachedContentTokenCount: cached,
        totalTokenCount: input + output,
      },
    }),
  };
};

export const ollamaSpeech: WireSpeech = {
  kind: "ollama",
  base: (origin) => origin,
  path: "/api/chat",
  keyHeader: "authorization",
  keyValue: (key) => `Bearer ${key}`,
  type: "application/x-ndjson",
  counts: { cached: false, reasoning: false },
  takes: { seed: true, logprobs: true },
  stream(told) {
    const line = (message: object, more: object = {}) =>
      `${JSON.stringify({ model: "test-model", created_at: "2026-01-01T00:00:00Z", message: { role: "assistant", content: "", ...message }, done: false, ...more })}\n`;
    const logprobs = told.logprob === undefined ? {} : { logprobs: [{ token: "x", logprob: told.logprob }] };
    const { input, output } = told.usage ?? { input: 3, output: 2 };
    return [
      ...(told.text ?? []).map((content) => line({ content }, logprobs)),
      // One line with two calls, and more lines with one each: servers do both.
      ...(told.calls === undefined
        ? []
        : [told.calls.slice(0, 2), ...told.calls.slice(2).map((call) => [call])].map((calls) =>
            line({ tool_calls: calls.map((call) => ({ function: call })) }),
          )),
      ...(told.fault === "error" ? [`${JSON.stringify({ error: "The engine is gone" })}\n`] : []),
      ...(ended(told)
        ? [
            line(
              {},
              {
                done: true,
                done_reason: "stop",
                total_duration: 5_000_000,
                load_duration: 1_000_000,
                ...(told.usage !== null && { prompt_eval_count: input, eval_count: output }),
              },
            ),
          ]
        : []),
    ];
  },
  whole: () => ({}),
  error: ({ message }) => ({ error: message }),
  normal(body) {
    const options = field(body.options ?? {}, Any);
    const messages = field(body.messages, z.array(Any));
    return {
      system: messages.find(({ role }) => role === "system")?.content ?? "",
      turns: messages
        .filter(({ role }) => role !== "system")
        .map(({ role, content, tool_calls = [] }) => ({
          role,
          text: role === "tool" ? "" : content,
          calls: tool_calls.map((call: Part) => ({ name: call.function.name, arguments: call.function.arguments })),
          result: role === "tool" ? content : null,
        })),
      temperature: options.temperature,
      topP: options.top_p,
      maxTokens: options.num_predict,
      stop: options.stop,
      seed: options.seed,
      schema: body.format,
      tools: field(body.tools ?? [], z.array(Any)).map((tool) => ({ name: tool.function.name, parameters: tool.function.parameters })),
    };
  },
};

export const speeches = [openaiSpeech, azureSpeech, anthropicSpeech, googleSpeech, ollamaSpeech];

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as rest } from "node:timers/promises";
import { z } from "zod";

const Message = z.looseObject({
  role: z.string(),
  content: z
    .string()
    .nullish()
    .transform((content) => content ?? ""),
});
const ChatRequest = z.looseObject({
  model: z.string(),
  messages: z.array(Message),
  stream: z.boolean().default(false),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullish(),
  tools: z.array(z.looseObject({ function: z.looseObject({ name: z.string() }) })).optional(),
  logprobs: z.boolean().nullish(),
  response_format: z.looseObject({ type: z.string(), json_schema: z.looseObject({ schema: z.json() }).optional() }).nullish(),
});
const EmbeddingRequest = z.looseObject({ model: z.string(), input: z.array(z.string()), encoding_format: z.literal("float") });
export type ChatRequest = z.infer<typeof ChatRequest>;

export type ServedRequest = {
  headers: IncomingMessage["headers"];
  body: ChatRequest;
  /** Settles when the client hangs up before the answer's end. */
  abandoned: Promise<void>;
};

export type Usage = {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
  prompt_tokens_details?: { cached_tokens: number };
  completion_tokens_details?: { reasoning_tokens: number };
};

/** What the server does with a request. A plain string is streamed word by word and counted in words. */
export type Reply =
  | string
  | {
      pieces: string[];
      usage?: Usage | null;
      finishReason?: string /** The last piece waits for this. */;
      until?: Promise<void> /** Of every piece. */;
      logprob?: number;
    }
  /** Arguments are streamed in two halves. */
  | { calls: { name: string; arguments: string }[] }
  | { status: number; message?: string; headers?: Record<string, string> }
  /** Never a byte; the rest of the first pieces and then silence; the pieces and then a closed socket; text that is no JSON. */
  | { fault: "hang" | "stall" | "cut" | "garbage" | "error event"; pieces?: string[] };

type Told = Exclude<Reply, { status: number }>;

export type ModelServerOptions = {
  /** Ids `/v1/models` lists, or whole entries of it. */
  models?: readonly (string | { id: unknown; [field: string]: unknown })[];
  /** When given, requests need it as their bearer token. */
  key?: string;
  reply?: (request: ChatRequest, number: number) => Reply | Promise<Reply>;
  firstTokenMs?: number;
  pieceMs?: number;
  /** The vector of a text, for `/v1/embeddings`. */
  vectorOf?: (text: string) => number[];
  /** Other addresses and the JSON they answer with. */
  pages?: Record<string, unknown>;
};

export type ModelServer = {
  /** Base URL of a connection: `http://127.0.0.1:<port>/v1`. */
  url: string;
  requests: ServedRequest[];
  /** Texts that vectors were asked for. */
  embedded: string[];
  /** Changes what it does from now on. */
  answer(reply: NonNullable<ModelServerOptions["reply"]>): void;
  close(): Promise<void>;
};

const echo = ({ messages }: ChatRequest): Reply => `You said: ${messages.at(-1)?.content ?? ""}`;

/** A real HTTP server on this machine that speaks OpenAI's chat-completions wire. */
export async function startModelServer(options: ModelServerOptions = {}): Promise<ModelServer> {
  const { models = ["test-model"], key, firstTokenMs = 0, pieceMs = 0, pages = {}, vectorOf } = options;
  let reply = options.reply ?? echo;
  const requests: ServedRequest[] = [];
  const embedded: string[] = [];

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
    if (key !== undefined && request.headers.authorization !== `Bearer ${key}`) return refuse(response, 401, "Incorrect API key provided");
    if (pathname in pages) return json(response, 200, pages[pathname]);
    if (pathname === "/v1/models") {
      const data = models.map((model) => ({ object: "model", created: 0, ...(typeof model === "string" ? { id: model } : model) }));
      return json(response, 200, { object: "list", data });
    }
    if (pathname === "/v1/embeddings" && vectorOf !== undefined) {
      const { model, input } = EmbeddingRequest.parse(JSON.parse(await textOf(request)));
      embedded.push(...input);
      const data = input.map((text, index) => ({ object: "embedding", index, embedding: vectorOf(text) }));
      return json(response, 200, { object: "list", model, data, usage: { prompt_tokens: input.length, total_tokens: input.length } });
    }
    if (pathname !== "/v1/chat/completions") return refuse(response, 404, `No such path: ${pathname}`);
    const body = ChatRequest.parse(JSON.parse(await textOf(request)));
    const abandoned = new Promise<void>((resolve) => response.once("close", () => response.writableEnded || resolve()));
    requests.push({ headers: request.headers, body, abandoned });
    const wanted = await reply(body, requests.length);
    if (firstTokenMs > 0) await rest(firstTokenMs);
    if (typeof wanted === "object" && "status" in wanted)
      return refuse(response, wanted.status, wanted.message ?? "refused", wanted.headers);
    await (body.stream ? stream(response, body, wanted, pieceMs) : whole(response, body, wanted));
  };

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (!response.headersSent) refuse(response, 400, String(error));
      else response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The model server has no port");
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    requests,
    embedded,
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

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  return text;
}

function json(response: ServerResponse, status: number, value: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(value));
}

const refuse = (response: ServerResponse, status: number, message: string, headers?: Record<string, string>) =>
  json(response, status, { error: { message, type: "test_error", code: null } }, headers);

const wordsOf = (text: string) => text.match(/\S+\s*/g) ?? [];

const piecesOf = (reply: Told): string[] => (typeof reply === "string" ? wordsOf(reply) : "calls" in reply ? [] : (reply.pieces ?? []));

function usageOf({ messages }: ChatRequest, reply: Told): Usage | null {
  if (typeof reply === "object" && "usage" in reply && reply.usage !== undefined) return reply.usage;
  const input = messages.reduce((sum, { content }) => sum + wordsOf(content).length, 0);
  const output = piecesOf(reply).length;
  return { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
}

const finishOf = (reply: Told) =>
  typeof reply === "object" && "calls" in reply
    ? "tool_calls"
    : typeof reply === "object" && "finishReason" in reply
      ? (reply.finishReason ?? "stop")
      : "stop";

function whole(response: ServerResponse, request: ChatRequest, reply: Told): void {
  if (typeof reply === "object" && "fault" in reply) {
    if (reply.fault === "cut") response.destroy();
    else if (reply.fault !== "hang" && reply.fault !== "stall")
      response.writeHead(200, { "content-type": "application/json" }).end('{"choices": [');
    return;
  }
  const choice = { index: 0, message: { role: "assistant", content: piecesOf(reply).join("") }, finish_reason: finishOf(reply) };
  const usage = usageOf(request, reply);
  json(response, 200, {
    id: "chatcmpl-test",
    object: "chat.completion",
    created: 0,
    model: request.model,
    choices: [choice],
    ...(usage && { usage }),
  });
}

async function stream(response: ServerResponse, request: ChatRequest, reply: Told, pieceMs: number): Promise<void> {
  const fault = typeof reply === "object" && "fault" in reply ? reply.fault : undefined;
  if (fault === "hang") return;
  response.writeHead(200, { "content-type": "text/event-stream" });
  const send = (value: unknown) => response.write(`data: ${JSON.stringify(value)}\n\n`);
  const chunk = { id: "chatcmpl-test", object: "chat.completion.chunk", created: 0, model: request.model };
  const logprob = typeof reply === "object" && "logprob" in reply && request.logprobs === true ? reply.logprob : undefined;
  const delta = (content: { content?: string; role?: string; tool_calls?: object[] }, finish_reason: string | null = null) => {
    const told = logprob !== undefined && content.content !== undefined && content.content !== "";
    const logprobs = told ? { content: [{ token: content.content, logprob, bytes: null, top_logprobs: [] }] } : null;
    send({ ...chunk, choices: [{ index: 0, delta: content, finish_reason, ...(logprobs !== null && { logprobs }) }] });
  };
  delta({ role: "assistant", content: "" });
  const pieces = piecesOf(reply);
  for (const [index, content] of pieces.entries()) {
    if (pieceMs > 0) await rest(pieceMs);
    if (index === pieces.length - 1 && typeof reply === "object" && "until" in reply) await reply.until;
    if (response.destroyed) return;
    delta({ content });
  }
  for (const [index, call] of (typeof reply === "object" && "calls" in reply ? reply.calls : []).entries()) {
    const half = Math.ceil(call.arguments.length / 2);
    const part = (more: object) => delta({ tool_calls: [{ index, ...more }] });
    part({ id: `call-${index}`, type: "function", function: { name: call.name, arguments: "" } });
    part({ function: { arguments: call.arguments.slice(0, half) } });
    part({ function: { arguments: call.arguments.slice(half) } });
  }
  if (fault === "stall") return;
  if (fault === "cut") {
    response.socket?.end();
    return;
  }
  if (fault === "garbage") {
    response.end('data: {"choices": [\n\n');
    return;
  }
  if (fault === "error event") {
    send({ error: { message: "The model ran out of memory", type: "server_error", code: 500 } });
    response.end();
    return;
  }
  delta({}, finishOf(reply));
  const usage = usageOf(request, reply);
  if (request.stream_options?.include_usage === true && usage !== null) send({ ...chunk, choices: [], usage });
  response.end("data: [DONE]\n\n");
}

import "server-only";
import type { CallbackManagerForLLMRun } from "@langchain/core/callbacks/manager";
import type { AIMessage, AIMessageChunk, BaseMessage } from "@langchain/core/messages";
import type { ChatGoogle } from "@langchain/google";
import { z } from "zod";
import { MinnowError } from "@/core/errors";
import type { AdapterAnswer, AdapterCall } from "../adapter";
import { keyOf } from "../key";
import { fetchAlong, refusing, wayOf } from "../way";
import { type Asked, converse, defined, kept, pieceOf, type Wire } from "./converse";

/** Google's Gemini API, through LangChain's ChatGoogle. */
export const askGoogle = (call: AdapterCall): Promise<AdapterAnswer> => converse(call, wire);

/** What is read of the wire's own chunks, because LangChain passes it over. */
const Chunk = z.looseObject({
  error: z.looseObject({ code: z.number().optional(), message: z.string().optional() }).optional(),
  promptFeedback: z.looseObject({ blockReason: z.string().optional() }).optional(),
  candidates: z
    .array(
      z.looseObject({
        finishReason: z.string().optional(),
        logprobsResult: z.looseObject({ chosenCandidates: z.array(z.looseObject({ logProbability: z.number() })).default([]) }).optional(),
      }),
    )
    .default([]),
});

const wire: Wire = {
  // A schema and tools at once are refused by most of its models.
  enforces: ({ served, tools = [] }) => served.capabilities.jsonSchema && tools.length === 0,
  async *pieces(asked) {
    const { served, schema, tools = [], signal, kinds } = asked;
    const chat = await clientOf(asked);
    const declared = tools.map(({ name, description, parameters }) => ({ name, description, parametersJsonSchema: parameters }));
    const options = {
      signal,
      ...(schema !== undefined && { responseSchema: schema }),
      ...(declared.length > 0 && { tools: [{ functionDeclarations: declared }] }),
    };
    const heard = new Heard(served.connection.name);
    const wording = asked.wording.map((message) => withCalls(message, asked));
    let calls = 0;
    const messages = served.capabilities.streaming ? streamOf(chat, wording, options, heard) : whole(chat, wording, options, heard);
    for await (const { content, usage_metadata, tool_calls = [] } of messages) {
      heard.check();
      yield pieceOf(kinds, { content: spoken(content), usage_metadata, response_metadata: {} }, tool_calls, calls);
      for (const call of tool_calls) remember(call);
      calls += tool_calls.length;
    }
    heard.check();
    yield pieceOf(kinds, { content: "", response_metadata: heard.end() });
  },
};

type Options = ChatGoogle["ParsedCallOptions"];
type Said = Pick<AIMessageChunk, "content" | "usage_metadata" | "tool_calls">;

async function* streamOf(chat: ChatGoogle, wording: BaseMessage[], options: Options, heard: Heard): AsyncGenerator<Said> {
  for await (const { message } of chat._streamResponseChunks(wording, options, heard.manager)) yield message as AIMessageChunk;
}

async function* whole(chat: ChatGoogle, wording: BaseMessage[], options: Options, heard: Heard): AsyncGenerator<Said> {
  const { generations } = await chat._generate(wording, options, heard.manager);
  for (const { message } of generations) yield message as AIMessage;
}

/** Listens in on the wire where LangChain tells a call's manager of it. */
class Heard {
  readonly #connection: string;
  readonly #logprobs: { logprob: number }[] = [];
  #last: Record<string, unknown> = {};
  #finish: string | undefined;
  #error: MinnowError | undefined;

  constructor(connection: string) {
    this.#connection = connection;
  }

  /** As much of a manager as is asked for. */
  get manager(): CallbackManagerForLLMRun {
    const handleCustomEvent = async (_: string, { chunk, data }: { chunk?: unknown; data?: unknown }) => this.#hear(chunk ?? data);
    return { handleCustomEvent, handleLLMNewToken: async () => {} } as unknown as CallbackManagerForLLMRun;
  }

  #hear(told: unknown): void {
    const { data: chunk } = Chunk.safeParse(told);
    if (chunk === undefined) return;
    const { error, promptFeedback, candidates, ...about } = chunk;
    const connection = this.#connection;
    if (error !== undefined) {
      const params = { connection, status: error.code ?? 200, reason: error.message ?? "" };
      this.#error = new MinnowError("provider_failed", params, { retryable: true });
    }
    if (promptFeedback?.blockReason !== undefined)
      this.#error = new MinnowError("provider_rejected", {
        connection,
        status: 200,
        reason: `the prompt was blocked: ${promptFeedback.blockReason}`,
      });
    this.#last = { ...this.#last, ...about };
    this.#finish = candidates[0]?.finishReason ?? this.#finish;
    for (const { logProbability } of candidates[0]?.logprobsResult?.chosenCandidates ?? [])
      this.#logprobs.push({ logprob: logProbability });
  }

  check(): void {
    if (this.#error !== undefined) throw this.#error;
  }

  end(): Record<string, unknown> {
    const logprobs = this.#logprobs.length === 0 ? {} : { logprobs: { content: this.#logprobs } };
    return { ...this.#last, ...defined({ finish_reason: this.#finish }), ...logprobs };
  }
}

/** The answer without what the model thought on its way to it. */
const spoken = (content: Said["content"]): string =>
  typeof content === "string"
    ? content
    : content
        .flatMap((part) => (part.type === "text" && !("thought" in part) && typeof part.text === "string" ? [part.text] : []))
        .join("");

/** Signatures that models from Gemini 3 on want back with their calls; a worker that took a run over doesn't know them. */
const signatures = new Map<string, string>();
const MAX_SIGNATURES = 2_000;
/** What Google documents for calls whose signature is not known. */
const UNSIGNED = "skip_thought_signature_validator";
const wantsSignatures = (model: string): boolean => /gemini-(?:[3-9]|\d\d)/.test(model);

function remember(call: { id?: string | undefined }): void {
  const { id, thoughtSignature } = call as { id?: string; thoughtSignature?: unknown };
  if (id === undefined || typeof thoughtSignature !== "string") return;
  if (signatures.size >= MAX_SIGNATURES) signatures.clear();
  signatures.set(id, thoughtSignature);
}

/** LangChain leaves out the calls of a message whose content is text: here they are parts of the content. */
function withCalls(message: BaseMessage, { served, kinds: { AIMessage } }: Asked): BaseMessage {
  if (!AIMessage.isInstance(message) || (message.tool_calls ?? []).length === 0) return message;
  const { tool_calls: calls = [], text } = message;
  const parts = calls.map(({ id, name, args }, index) => {
    const signature = signatures.get(id ?? "") ?? (index === 0 && wantsSignatures(served.model.name) ? UNSIGNED : undefined);
    const own = id === undefined || id.startsWith("lc-tool-call-") ? {} : { id };
    return { type: "functionCall", functionCall: { ...own, name, args }, ...(signature !== undefined && { thoughtSignature: signature }) };
  });
  return new AIMessage({ content: [...(text === "" ? [] : [{ type: "text", text }]), ...parts], tool_calls: calls });
}

let loading: Promise<typeof import("@langchain/google")> | undefined;
const clients = kept<ChatGoogle>();

async function clientOf({ served, sampling, logprobs = false }: AdapterCall): Promise<ChatGoogle> {
  loading ??= import("@langchain/google");
  const { ChatGoogle } = await loading;
  const { connection, model, allowedHosts } = served;
  const way = wayOf(connection, allowedHosts);
  const key = keyOf(connection);
  const { temperature, topP, maxTokens, stop, seed } = sampling;
  const call = refusing(fetchAlong(way, { "x-goog-api-key": key }));
  const apiClient = {
    hasApiKey: () => true,
    getProjectId: async () => "",
    fetch: async (request: Request) => {
      const { url, method, headers, signal } = request;
      return call(url, { method, headers, signal, body: await request.text() });
    },
  };
  return clients(
    JSON.stringify([connection.baseUrl, key, way, model.name, sampling, logprobs]),
    () =>
      new ChatGoogle({
        model: model.name,
        apiClient,
        platformType: "gai",
        ...googleRoot(connection.baseUrl),
        maxRetries: 0,
        ...(logprobs && { responseLogprobs: true }),
        ...defined({ temperature, topP, maxOutputTokens: maxTokens, stopSequences: stop, seed }),
      }),
  );
}

/** An address with or without the version at its end. */
export function googleRoot(baseUrl: string | null): { endpoint: string; apiVersion: string } {
  const [, endpoint = "", apiVersion = "v1beta"] =
    /^(.*?)(?:\/(v\d\w*))?$/.exec(baseUrl ?? "https://generativelanguage.googleapis.com") ?? [];
  return { endpoint, apiVersion };
}

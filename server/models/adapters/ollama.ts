import "server-only";
import type { ChatOllama } from "@langchain/ollama";
import { z } from "zod";
import { MinnowError } from "@/core/errors";
import type { AdapterAnswer, AdapterCall, ServedModel } from "../adapter";
import { keyOf } from "../key";
import { fetchAlong, refusing, type Way, wayOf } from "../way";
import { converse, defined, toolsOf, type Wire } from "./converse";

/** Ollama's own API, through LangChain's ChatOllama. */
export const askOllama = (call: AdapterCall): Promise<AdapterAnswer> => converse(call, wire);

const Line = z.looseObject({ logprobs: z.array(z.looseObject({ logprob: z.number() })).nullish() });

const wire: Wire = {
  // Ollama holds any model to a schema while it decodes.
  enforces: () => true,
  async *pieces(asked) {
    const { served, wording, schema, sampling, signal, kinds } = asked;
    const logprobs: { logprob: number }[] = [];
    const chat = await clientOf(asked, (line) => logprobs.push(...(Line.safeParse(line).data?.logprobs ?? [])));
    const tools = toolsOf(asked);
    const options = {
      signal,
      ...defined({ stop: sampling.stop }),
      ...(schema !== undefined && { format: schema }),
      ...(tools.length > 0 && { tools }),
    };
    for await (const { message } of faultsTold(chat._streamResponseChunks(wording, options), served.connection.name)) {
      if (!kinds.AIMessageChunk.isInstance(message)) continue;
      const { done_reason: finish, done } = message.response_metadata;
      // Servers of old say that they are done, and not why.
      if (done === true) message.response_metadata.finish_reason = finish ?? "stop";
      if (done === true && logprobs.length > 0) message.response_metadata.logprobs = { content: logprobs };
      yield message;
    }
  },
};

/** What the server says went wrong in the middle of an answer comes as an error that says nothing but that. */
async function* faultsTold<T>(pieces: AsyncIterable<T>, connection: string): AsyncGenerator<T> {
  try {
    yield* pieces;
  } catch (error) {
    if (!(error instanceof Error) || error.constructor !== Error || "code" in error || "status" in error) throw error;
    // An answer that ends without its last line is found to be cut off by whoever joins it.
    if (error.message.startsWith("Did not receive done")) return;
    throw new MinnowError("provider_failed", { connection, status: 200, reason: error.message }, { cause: error, retryable: true });
  }
}

let loading: Promise<typeof import("@langchain/ollama")> | undefined;
/** LangChain's client, loaded when it is first wanted. */
export function library() {
  loading ??= import("@langchain/ollama");
  return loading;
}

type Chat = { chat(request: object): Promise<AsyncIterable<unknown>> };

/** One for each call, since the client can be told nothing else of when to hang up; it is cheap to make. */
async function clientOf({ served, sampling, logprobs, signal }: AdapterCall, hear: (line: unknown) => void): Promise<ChatOllama> {
  const { ChatOllama } = await library();
  const { connection, model, allowedHosts } = served;
  const { temperature, topP, maxTokens, seed } = sampling;
  const made = new ChatOllama({
    model: model.name,
    baseUrl: ollamaRoot(connection.baseUrl),
    fetch: ollamaFetch(connection, wayOf(connection, allowedHosts), signal),
    maxRetries: 0,
    ...defined({ temperature, topP, numPredict: maxTokens, seed }),
  });
  if (logprobs !== true) return made;
  // LangChain knows nothing of log-probabilities here: they are asked for, and heard, one storey below it.
  const client = made.client as unknown as Chat;
  const plain = client.chat.bind(client);
  client.chat = async (request) => listened(await plain({ ...request, logprobs }), hear);
  return made;
}

async function* listened(lines: AsyncIterable<unknown>, hear: (line: unknown) => void): AsyncGenerator<unknown> {
  for await (const line of lines) {
    hear(line);
    yield line;
  }
}

export function ollamaFetch(connection: ServedModel["connection"], way: Way, signal: AbortSignal): typeof fetch {
  const key = keyOf(connection);
  // Ollama takes no key, but what stands before it may.
  const call = refusing(fetchAlong(way, { authorization: key === null ? null : `Bearer ${key}` }));
  return (input, init) => call(input, { ...init, signal });
}

/** Its API lies beside the `/v1` of OpenAI's wire. */
export const ollamaRoot = (baseUrl: string | null): string => (baseUrl ?? "http://localhost:11434").replace(/\/(?:v1|api)$/, "");

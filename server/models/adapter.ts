import "server-only";
import type { ConnectionOptions } from "@/core/connections";
import type { Json } from "@/core/graph/json";
import type { ModelCapabilities } from "@/core/models";
import type { connections, models } from "@/db/schema/models";
import type { ChatMessage, ModelRequest, ToolCall } from "@/nodes/executor";

/** A model of the registry with the connection that serves it. */
export type ServedModel = {
  model: typeof models.$inferSelect;
  connection: typeof connections.$inferSelect;
  capabilities: ModelCapabilities;
  options: ConnectionOptions;
  /** Private hosts the workspace lets through. */
  allowedHosts: readonly string[];
  /** Of the connection's rates, this process's; all of them when left out. */
  share?: number;
};

export type AdapterCall = Pick<ModelRequest, "sampling" | "outputSchema" | "tools" | "logprobs" | "sample"> & {
  served: ServedModel;
  messages: ChatMessage[];
  signal: AbortSignal;
  onText(delta: string): void;
  /** Told of every piece as it comes, text or not, and whether it says something: answers, calls or thinks. */
  onPiece?: ((says: boolean) => void) | undefined;
};

/** Tokens as the server counted them; `estimated` when it did not and they were counted from the text. */
export type TokenUsage = { input: number; output: number; cached: number | null; reasoning: number | null; estimated: boolean };

export type AdapterAnswer = {
  text: string;
  toolCalls?: ToolCall[];
  /** Geometric mean of the probabilities of the answer's tokens, when they were asked for and told. */
  probability?: number | undefined;
  response: Json;
  usage: TokenUsage;
};

/** How one kind of connection is called, once. @throws MinnowError of the `provider_` family and `recording_missing` */
export type Adapter = (call: AdapterCall) => Promise<AdapterAnswer>;

/** A rough count for servers that send no usage: four characters a token. */
export const estimateTokens = (text: string): number => Math.ceil(text.length / 4);

export const estimatedUsage = (messages: readonly ChatMessage[], text: string): TokenUsage => ({
  input: estimateTokens(messages.map(({ content }) => content).join("\n")),
  output: estimateTokens(text),
  cached: null,
  reasoning: null,
  estimated: true,
});

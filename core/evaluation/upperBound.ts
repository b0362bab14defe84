import type { TokenPrices } from "../prices";

/** Tokens that a server may put around a message. */
const AROUND_MESSAGE = 16;

/** What is known of a request before it is sent. */
export type BoundedRequest = {
  /** Texts that are sent: of the messages, and the schema and tools as JSON. */
  texts: readonly string[];
  /** Most tokens of an answer. */
  maxTokens: number;
  /** Is an answer that doesn't fit a schema sent back once? */
  repaired: boolean;
};

/**
 * The most that a call can cost, in US dollars. A byte is a token at most, with every tokenizer there is. A call may be sent twice: again to
 * be repaired, with its first answer; or to two at once, where the connection does that.
 * @returns null when a price isn't known
 */
export function upperBound({ texts, maxTokens, repaired }: BoundedRequest, prices: TokenPrices): number | null {
  const { inputPrice, outputPrice, cachedInputPrice, reasoningPrice } = prices;
  if (inputPrice === null || outputPrice === null) return null;
  const input = texts.reduce((sum, text) => sum + new TextEncoder().encode(text).length + AROUND_MESSAGE, AROUND_MESSAGE);
  const read = repaired ? 2 * input + maxTokens + input : input;
  const written = repaired ? 2 * maxTokens : maxTokens;
  return (2 * read * Math.max(inputPrice, cachedInputPrice ?? 0) + written * Math.max(outputPrice, reasoningPrice ?? 0)) / 1e6;
}

/** An answer many times longer than any recorded one is none; no answer is cut below this many tokens. */
const [TIMES_LONGEST, LEAST] = [4, 2_048];

/**
 * The most tokens an answer may have, where its request doesn't say: so that its cost has a bound. It is generous, for models reason at
 * different lengths.
 * @param longest output tokens of the longest recorded answer
 * @param room tokens that the model's context leaves, when it is known
 */
export const answerLimit = (longest: number, room: number | null): number =>
  Math.max(1, Math.min(Math.max(LEAST, TIMES_LONGEST * longest), room ?? Number.POSITIVE_INFINITY, 1_000_000));

import "server-only";
import { setTimeout as rest } from "node:timers/promises";
import { contentHash } from "@/core/graph/fingerprint";
import type { JsonObject } from "@/core/graph/json";
import { Simulation } from "@/core/models";
import { type AdapterAnswer, type AdapterCall, estimatedUsage, estimateTokens } from "./adapter";
import { answerOf } from "./simulation/answer";
import { unit } from "./simulation/chance";

const defaults: Simulation = { firstTokenMs: 100, tokensPerSecond: 200, quality: 0.95 };

/** Text is streamed in pieces of about this many tokens. */
const PIECE_TOKENS = 6;

/**
 * Makes an answer up, the same for the same request: what a good model might say, or, as often as the model's quality
 * leaves room for, something deterministically off. Takes the time the model's settings say.
 */
export async function askSimulation({ served, messages, outputSchema, signal, onText }: AdapterCall): Promise<AdapterAnswer> {
  const { firstTokenMs, tokensPerSecond, quality } = Simulation.parse(served.model.simulation ?? defaults);
  const request = contentHash({
    messages: messages.map(({ role, content }): JsonObject => ({ role, content })),
    schema: outputSchema ?? null,
  });
  const off = unit(`${request} ${served.model.key}`) >= quality;
  const text = answerOf({ messages, schema: outputSchema, seed: request, off });
  await rest(firstTokenMs, undefined, { signal });
  for (const piece of piecesOf(text)) {
    onText(piece);
    await rest((estimateTokens(piece) / tokensPerSecond) * 1_000, undefined, { signal });
  }
  return { text, response: { simulated: true, text }, usage: { ...estimatedUsage(messages, text), estimated: true }, retries: 0 };
}

function piecesOf(text: string): string[] {
  const size = PIECE_TOKENS * 4;
  return Array.from({ length: Math.ceil(text.length / size) }, (_, index) => text.slice(index * size, (index + 1) * size));
}

import "server-only";
import { setTimeout as rest } from "node:timers/promises";
import { contentHash } from "@/core/graph/fingerprint";
import type { JsonObject } from "@/core/graph/json";
import { Simulation } from "@/core/models";
import { type AdapterAnswer, type AdapterCall, estimatedUsage, estimateTokens } from "./adapter";
import { answerOf } from "./simulation/answer";
import { unit } from "./simulation/chance";
import { callsOf } from "./simulation/tools";

const defaults: Simulation = { firstTokenMs: 100, tokensPerSecond: 200, quality: 0.95 };

/** Text is streamed in pieces of about this many tokens. */
const PIECE_TOKENS = 6;

/**
 * Makes an answer up, the same for the same request: what a good model might say, or, as often as the model's quality
 * leaves room for, something deterministically off. Takes the time the model's settings say.
 */
export async function askSimulation(call: AdapterCall): Promise<AdapterAnswer> {
  const { served, messages, outputSchema, tools = [], sample = 0, signal, onText } = call;
  const { firstTokenMs, tokensPerSecond, quality } = Simulation.parse(served.model.simulation ?? defaults);
  const request = contentHash({
    messages: messages.map(({ role, content }): JsonObject => ({ role, content })),
    schema: outputSchema ?? null,
    ...(sample > 0 && { sample }),
  });
  const off = unit(`${request} ${served.model.key}`) >= quality;
  const toolCalls = callsOf({ messages, tools, seed: request, off });
  const text = toolCalls.length > 0 ? "" : answerOf({ messages, schema: outputSchema, seed: request, off });
  await rest(firstTokenMs, undefined, { signal });
  for (const piece of piecesOf(text)) {
    onText(piece);
    await rest((estimateTokens(piece) / tokensPerSecond) * 1_000, undefined, { signal });
  }
  const told = toolCalls.length > 0 ? JSON.stringify(toolCalls) : text;
  return {
    text,
    toolCalls,
    // Not a measurement either: surer when it is right.
    probability: (off ? 0.5 : 0.85) + 0.14 * unit(`${request} sure`),
    response: { simulated: true, text, ...(toolCalls.length > 0 && { toolCalls }) },
    usage: { ...estimatedUsage(messages, told), estimated: true },
  };
}

function piecesOf(text: string): string[] {
  const size = PIECE_TOKENS * 4;
  return Array.from({ length: Math.ceil(text.length / size) }, (_, index) => text.slice(index * size, (index + 1) * size));
}

import "server-only";
import { z } from "zod";
import type { Observation } from "@/core/probing";
import { type Adapter, estimateTokens, type ServedModel } from "./adapter";
import { type Caller, emptyTrace } from "./calls/caller";
import type { Attempt } from "./gateway";

/** Words of the wires for an answer that was cut off at the most tokens allowed. */
const CutOff = z.looseObject({ finish_reason: z.string().regex(/^(?:length|max_tokens)$/i) });

/** Makes one call, in turn with all others, and tells what came of it. What it threw is told as it is: nothing is tried again. */
export async function observe(
  caller: Caller,
  adapter: Adapter,
  served: ServedModel,
  asked: Attempt,
  signal: AbortSignal,
): Promise<Observation> {
  const { messages, sampling, outputSchema, tools, logprobs } = asked;
  const tokens = messages.reduce((sum, { content }) => sum + estimateTokens(content), sampling.maxTokens ?? 0);
  const about = { owner: "probes", elsewhere: false, hedge: false, mayRepeat: () => false, trace: emptyTrace() };
  let pieces = 0;
  const answer = await caller.call(
    served,
    { ...about, tokens, signal },
    (inner, hear) =>
      adapter({
        ...{ served, messages, sampling, outputSchema, tools, logprobs, signal: inner },
        onText: () => {},
        onPiece(says) {
          if (says) pieces += 1;
          hear(says);
        },
      }),
    ({ usage }) => usage.input + usage.output,
  );
  return {
    text: answer.text,
    toolCalls: answer.toolCalls ?? [],
    pieces,
    counted: !answer.usage.estimated,
    probability: answer.probability,
    ranOut: CutOff.safeParse(answer.response).success,
  };
}

import "server-only";
import type { ErrorCode, MinnowError } from "@/core/errors";
import { agreementOf, isUsable } from "@/core/evaluation/agree";
import type { Agreement } from "@/core/evaluation/agreement";
import type { Answer } from "@/core/evaluation/answer";
import type { AnswerError } from "@/core/evaluation/report";
import { type Asked, labelsIn, type TaskKind, taskKindOf } from "@/core/evaluation/taskKind";
import { answerLimit, upperBound } from "@/core/evaluation/upperBound";
import { contentHash } from "@/core/graph/fingerprint";
import { Json } from "@/core/graph/json";
import type { ModelInfo } from "@/core/models";
import { TokenPrices } from "@/core/prices";
import type { ModelRequest } from "@/nodes/executor";
import type { CallOutcome } from "../../models/gateway";
import type { RecordedCall, RecordedRequest } from "./recorded";

/** A recorded request for another model, with what it may cost. */
export type Replay = {
  call: RecordedCall;
  request: ModelRequest;
  /** US dollars at most. */
  bound: number;
  /** Identity of the request, where chance has no part in its answer. */
  requestHash: string | null;
};

/** The texts that a request sends. */
const textsOf = ({ messages, schema, tools }: RecordedRequest): string[] => [
  ...messages.map((message) => JSON.stringify(message)),
  ...[schema, tools].flatMap((part) => (part === undefined ? [] : JSON.stringify(part))),
];

/** Characters of a token at most, as a rule: by this the room is guessed that a request leaves in a context. */
const CHARACTERS = 3;

/**
 * The request as it was recorded, with the model exchanged. Only where calls cost something and the request sets no limit to the answer, one is
 * set, far above any recorded answer: without it a call's cost has no bound.
 * @param longest output tokens of the longest recorded answer
 */
export function replayOf(call: RecordedCall, model: ModelInfo, longest: number): Replay {
  const { messages, schema, tools, ...sampling } = call.request;
  const texts = textsOf(call.request);
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  const room = model.contextTokens === null ? null : model.contextTokens - Math.ceil(length / CHARACTERS);
  const maxTokens = sampling.maxTokens ?? answerLimit(longest, room);
  const prices = TokenPrices.parse(model);
  const bound = upperBound({ texts, maxTokens, repaired: schema !== undefined }, prices);
  if (bound === null) throw new Error(`${model.key} has no price`);
  return {
    call,
    request: {
      model: model.key,
      messages,
      sampling: bound === 0 ? sampling : { ...sampling, maxTokens },
      ...(schema !== undefined && { outputSchema: schema }),
      ...(tools !== undefined && { tools }),
      silent: true,
    },
    bound,
    requestHash: sampling.temperature === 0 ? contentHash(Json.parse(JSON.parse(JSON.stringify(call.request)))) : null,
  };
}

/** What came of a replay, so far as it says something of the model. */
export type Replayed = {
  answer: Answer | null;
  agreement: Agreement | null;
  score: number;
  error: AnswerError | null;
};

/** Failures that are the model's own: it was asked, and what it gave is no answer. All others say nothing of it. */
const ownFailures: ReadonlySet<ErrorCode> = new Set([
  "answer_not_json",
  "answer_schema_mismatch",
  "provider_rejected",
  "provider_first_token_timeout",
  "provider_idle_timeout",
  "gguf_too_long",
]);

export const isOwnFailure = ({ code }: MinnowError): boolean => ownFailures.has(code);

/** Failures after which tokens may have been made, and paid for, that nobody told of. */
const costlyFailures: ReadonlySet<ErrorCode> = new Set([
  "provider_failed",
  "provider_timeout",
  "provider_silent",
  "provider_stream_cut",
  "provider_first_token_timeout",
  "provider_idle_timeout",
]);

/** What a call is taken to have cost: as counted; at most, where it failed on the way. */
export function costOf(outcome: CallOutcome, bound: number): number {
  if (!outcome.ok && costlyFailures.has(outcome.error.code)) return bound;
  return outcome.record.cost ?? 0;
}

/** How the answers to a task are compared: by its kind, and the labels they are from where no schema says them. */
export type Yardstick = { kind: TaskKind; labels: readonly string[] | null };

/** @param calls recorded ones; what one of them asked for stands for all: they are of one task */
export function yardstickOf(calls: readonly RecordedCall[]): Yardstick {
  const answers = calls.map(({ answer }) => answer);
  const [first] = calls;
  return { kind: first === undefined ? "text" : taskKindOf(askedIn(first), answers), labels: labelsIn(answers) };
}

const askedIn = ({ request: { schema, tools = [] } }: RecordedCall): Asked => ({ schema: schema ?? null, tools });

/** Can other answers be measured by the recorded one? */
export const isMeasure = ({ kind, labels }: Yardstick, call: RecordedCall): boolean =>
  isUsable(kind, call.answer, { asked: askedIn(call), labels });

/** Compares an outcome with what is recorded. A model's own failure agrees with nothing. */
export function compared(yardstick: Yardstick, { call }: Replay, outcome: CallOutcome): Replayed {
  if (!outcome.ok) {
    const { code, params } = outcome.error;
    const text = outcome.record.outputText;
    return { answer: text === null ? null : { text, toolCalls: [] }, agreement: null, score: 0, error: { code, params } };
  }
  const { text, toolCalls = [] } = outcome.answer;
  const answer = { text, toolCalls: toolCalls.map(({ name, arguments: given }) => ({ name, arguments: given })) };
  return { answer, ...agreementWith(yardstick, call, answer), error: null };
}

export function agreementWith({ kind, labels }: Yardstick, call: RecordedCall, answer: Answer): { agreement: Agreement; score: number } {
  const agreement = agreementOf(kind, call.answer, answer, { asked: askedIn(call), labels });
  return { agreement, score: agreement.score };
}

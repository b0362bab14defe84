import { canonicalJson, type Json, type JsonObject } from "@/core/graph/json";
import type { Choice } from "../inspector/chooser/choice";

/** What is told of one model call. */
export type Call = {
  model: string;
  simulated: boolean;
  inputTokens: number | null;
  outputTokens: number | null;
  tokensEstimated: boolean;
  cost: number | null;
  latencyMs: number | null;
  firstTokenMs: number | null;
  schemaValid: boolean | null;
};

/** What a model's answer took. Dollars, milliseconds, tokens; null is unknown. */
export type Figures = {
  cost: number | null;
  latency: number | null;
  firstToken: number | null;
  inputTokens: number | null;
  outputTokens: number | null;
  estimated: boolean;
  /** Tokens of output a second, once the first has come. */
  perSecond: number | null;
  calls: number;
  /** Calls of the model that were asked for JSON of a schema, and those whose answer fits it. */
  schemaAsked: number;
  schemaValid: number;
  /** Other models that were asked as well, such as a verifier. */
  others: string[];
};

const sum = (values: readonly (number | null)[]): number | null =>
  values.length === 0 || values.includes(null) ? null : values.reduce<number>((total, value) => total + (value ?? 0), 0);

/**
 * Sums up the calls of one firing.
 * @param lasted from the firing's start to its end, which counts where calls overlap or wait for something
 */
export function figuresOf(model: string, calls: readonly Call[], lasted: number | null): Figures {
  const own = calls.filter((call) => call.model === model);
  const streamed = calls.filter(({ firstTokenMs, outputTokens }) => firstTokenMs !== null && outputTokens !== null);
  const writing = streamed.reduce((total, { latencyMs, firstTokenMs }) => total + (latencyMs ?? 0) - (firstTokenMs ?? 0), 0);
  const written = streamed.reduce((total, { outputTokens }) => total + (outputTokens ?? 0), 0);
  const [only] = calls;
  return {
    cost: sum(calls.map(({ cost }) => cost)),
    latency: calls.length === 1 && only !== undefined ? only.latencyMs : lasted,
    firstToken: only?.firstTokenMs ?? null,
    inputTokens: sum(calls.map(({ inputTokens }) => inputTokens)),
    outputTokens: sum(calls.map(({ outputTokens }) => outputTokens)),
    estimated: calls.some(({ tokensEstimated }) => tokensEstimated),
    perSecond: writing > 0 && written > 0 ? (1_000 * written) / writing : null,
    calls: calls.length,
    schemaAsked: own.filter(({ schemaValid }) => schemaValid !== null).length,
    schemaValid: own.filter(({ schemaValid }) => schemaValid === true).length,
    others: [...new Set(calls.flatMap((call) => (call.model === model ? [] : [call.model])))],
  };
}

/** The answer among what a node gave: what else leaves it, such as a branch or how often it tried, is no part of it. */
export function answerOf(outputs: JsonObject): Json {
  return outputs.output ?? outputs.label ?? outputs;
}

/** Do two answers say the same? White space around a text and the order of keys don't count. */
export const isSameAnswer = (a: Json, b: Json): boolean =>
  typeof a === "string" && typeof b === "string" ? a.trim() === b.trim() : canonicalJson(a) === canonicalJson(b);

/** Where the lowest figure stands, as long as there are two that differ; a tie at the lowest has no winner. */
export function lowest(values: readonly (number | null)[]): number | null {
  const known = values.flatMap((value, index) => (value === null ? [] : [{ value, index }]));
  if (known.length < 2) return null;
  const least = Math.min(...known.map(({ value }) => value));
  const best = known.filter(({ value }) => value === least);
  return best.length === 1 ? (best[0]?.index ?? null) : null;
}

/** The most models that are asked at once. */
export const MOST = 6;

/**
 * Whom to compare at first: who serves the node now, whom the person has in mind, and the cheapest SLM that has what the task needs.
 * A simulated model makes up its answers, so that it is proposed only beside other simulated ones.
 */
export function firstPicks(choices: readonly Choice[], current: readonly string[], wanted: string | null): string[] {
  const known = new Map(choices.map((choice) => [choice.model.key, choice]));
  const isSimulated = (key: string) => known.get(key)?.model.connectionKind === "simulated";
  const picks = [...new Set([...current, ...(wanted === null ? [] : [wanted])])].filter((key) => known.has(key));
  const made = picks.length === 0 ? choices.every(({ model }) => isSimulated(model.key)) : picks.every(isSimulated);
  const price = ({ cost, model }: Choice) => cost ?? (model.inputPrice ?? Number.POSITIVE_INFINITY) + (model.outputPrice ?? 0);
  const [candidate] = choices
    .filter(
      ({ model, lacks }) =>
        model.class === "slm" &&
        lacks.length === 0 &&
        model.connectionKind !== "recorded" &&
        isSimulated(model.key) === made &&
        !picks.includes(model.key),
    )
    .toSorted((a, b) => price(a) - price(b) || a.model.key.localeCompare(b.model.key));
  return [...picks, ...(candidate === undefined ? [] : [candidate.model.key])].slice(0, MOST);
}

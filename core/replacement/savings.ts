import { z } from "zod";
import type { ModelInfo } from "../models";
import { callCost } from "../prices";
import { candidatesFor, type Needs, Obstacle, obstaclesOf } from "./candidates";
import { CallRate, callRate } from "./rate";
import { type Series, type TaskFacts, Timing } from "./series";

/** US dollars now, with the candidate, and the difference; null when a price isn't known. */
export const Spending = z.object({ now: z.number().nullable(), after: z.number().nullable(), saved: z.number().nullable() });
export type Spending = z.infer<typeof Spending>;

/** What a projection takes for granted, to be read beside it. */
export const Caveat = z.enum([
  "equal_tokens",
  "quality_not_measured",
  "simulated",
  "short_observation",
  "tokens_estimated",
  "price_unknown",
  "context_unknown",
  "hardware_not_counted",
]);
export type Caveat = z.infer<typeof Caveat>;

export const Candidate = z.object({
  key: z.string(),
  label: z.string(),
  parameters: z.number().nullable(),
  inputPrice: z.number().nullable(),
  outputPrice: z.number().nullable(),
  simulated: z.boolean(),
});

export const Saving = z.object({
  /** Null when no small model of the registry may serve the node; `ruledOut` says why each may not. */
  candidate: Candidate.nullable(),
  ruledOut: z.array(z.object({ key: z.string(), label: z.string(), obstacles: z.array(Obstacle) })),
  /** Mean tokens of a call, which the projection uses; null when none was counted. */
  tokens: z.object({ input: z.number(), output: z.number() }).nullable(),
  rate: CallRate,
  per1000: Spending,
  perMonth: Spending,
  latency: z.object({
    now: Timing,
    /** Of the candidate on this very task, when it has served it; null when not measured. */
    after: Timing.nullable(),
    /** Waiting for the model per month, in milliseconds: mean latency times calls. */
    waitingPerMonth: z.number(),
  }),
  caveats: z.array(Caveat),
});
export type Saving = z.infer<typeof Saving>;

const spending = (now: number | null, after: number | null, calls: number): Spending => ({
  now: now === null ? null : now * calls,
  after: after === null ? null : after * calls,
  saved: now === null || after === null ? null : (now - after) * calls,
});

export function needsOf(series: Series, task: TaskFacts | null): Needs {
  const { countedCalls: counted, inputTokens, outputTokens } = series;
  return {
    model: series.model,
    contextTokens: series.contextP95,
    json: task?.schemaAsked ?? series.schemaAsked > 0,
    tools: (task?.tools ?? 0) > 0,
    simulated: series.simulatedCalls > 0,
    tokens: counted === 0 ? null : { input: inputTokens / counted, output: outputTokens / counted },
  };
}

/**
 * What the cheapest suitable small model would save if it used as many tokens as the model it replaces.
 * Now: recorded cost over priced calls. After: the candidate's prices times the recorded mean tokens.
 * @param models the workspace's registry
 * @param measured the candidate's own latency on this task by model key, where it has served it
 * @param until the end of what was looked at, in milliseconds since 1970
 */
export function projectSaving(
  series: Series,
  task: TaskFacts | null,
  models: readonly ModelInfo[],
  measured: (model: string) => Timing | null,
  until: number,
): Saving {
  const needs = needsOf(series, task);
  const model = candidatesFor(needs, models)[0] ?? null;
  const now = series.cost === null || series.pricedCalls === 0 ? null : series.cost / series.pricedCalls;
  const after = model === null || needs.tokens === null ? null : callCost(model, needs.tokens);
  const rate = callRate(series.calls, series.firstAt, until);
  const caveats: (Caveat | false)[] = [
    model !== null && "quality_not_measured",
    model !== null && "equal_tokens",
    (needs.simulated || model?.connectionKind === "simulated") && "simulated",
    rate.short && "short_observation",
    // Of made-up calls every figure is made up, and that is said already.
    series.estimatedCalls > 0 && !needs.simulated && "tokens_estimated",
    (now === null || (model !== null && after === null)) && "price_unknown",
    model !== null && model.contextTokens === null && "context_unknown",
    model !== null && model.connectionKind !== "simulated" && model.inputPrice === 0 && model.outputPrice === 0 && "hardware_not_counted",
  ];
  return {
    candidate: model && candidateView(model),
    ruledOut: models
      .filter(({ class: size, key }) => size === "slm" && key !== series.model)
      .map((other) => ({ key: other.key, label: other.label, obstacles: obstaclesOf(other, needs) }))
      .filter(({ obstacles }) => obstacles.length > 0),
    tokens: needs.tokens,
    rate,
    per1000: spending(now, after, 1000),
    // Calls that failed before any token cost nothing.
    perMonth: spending(now, after, (rate.perMonth * series.countedCalls) / series.calls),
    latency: {
      now: series.latency,
      after: model && measured(model.key),
      waitingPerMonth: (series.waited / series.calls) * rate.perMonth,
    },
    caveats: caveats.filter((caveat) => caveat !== false),
  };
}

const candidateView = ({ key, label, parameters, inputPrice, outputPrice, connectionKind }: ModelInfo): z.infer<typeof Candidate> => ({
  key,
  label,
  parameters,
  inputPrice,
  outputPrice,
  simulated: connectionKind === "simulated",
});

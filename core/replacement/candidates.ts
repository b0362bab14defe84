import { z } from "zod";
import type { ModelInfo } from "../models";
import { callCost } from "../prices";

/** What a node asks of whatever serves it, from its record and its task. */
export type Needs = {
  /** Key of the model that serves it now. */
  model: string;
  /** 95th percentile of input and output tokens together; null when no call was counted. */
  contextTokens: number | null;
  json: boolean;
  tools: boolean;
  simulated: boolean;
  /** Mean tokens of a call; null when no call was counted. */
  tokens: { input: number; output: number } | null;
};

export const Obstacle = z.enum([
  "not_slm",
  "disabled",
  "context_too_small",
  "no_json_schema",
  "no_tools",
  "simulated_only",
  "recorded_only",
]);
export type Obstacle = z.infer<typeof Obstacle>;

/** Hard constraints a model doesn't meet; none when it may be evaluated. What is unknown is no obstacle: an evaluation shows it. */
export function obstaclesOf(model: ModelInfo, needs: Needs): Obstacle[] {
  const tooSmall = model.contextTokens !== null && needs.contextTokens !== null && model.contextTokens < needs.contextTokens;
  const obstacles: (Obstacle | false)[] = [
    model.class !== "slm" && "not_slm",
    !model.enabled && "disabled",
    tooSmall && "context_too_small",
    needs.json && !model.capabilities.jsonSchema && "no_json_schema",
    needs.tools && !model.capabilities.tools && "no_tools",
    // A made-up answer can't stand in for a real one, and a recording answers only what was recorded.
    model.connectionKind === "simulated" && !needs.simulated && "simulated_only",
    model.connectionKind === "recorded" && "recorded_only",
  ];
  return obstacles.filter((obstacle) => obstacle !== false);
}

const orderOf = (value: number | null) => value ?? Number.POSITIVE_INFINITY;
const compare = (a: number, b: number) => (a === b ? 0 : a < b ? -1 : 1);

/** Suitable models, cheapest first at the node's mean tokens; unknown prices last, then the smaller, then by key. */
export function candidatesFor(needs: Needs, models: readonly ModelInfo[]): ModelInfo[] {
  const price = (model: ModelInfo) => orderOf(callCost(model, needs.tokens ?? { input: 1, output: 1 }));
  return models
    .filter((model) => model.key !== needs.model && obstaclesOf(model, needs).length === 0)
    .toSorted((a, b) => compare(price(a), price(b)) || compare(orderOf(a.parameters), orderOf(b.parameters)) || a.key.localeCompare(b.key));
}

import type { ModelClass, ModelInfo } from "@/core/models";
import { callCost } from "@/core/prices";
import type { ModelEvidence, UsualTokens } from "@/core/replacement/evidence";

/** What a node's task asks of whoever serves it. Tokens of input and output together; null is unknown. */
export type Needs = { contextTokens: number | null; schema: boolean; tools: boolean };
export type Lack = "context" | "schema" | "tools";

/** A model as a choice for one node: what it lacks, what was measured of it there, and what a call would cost. */
export type Choice = {
  model: ModelInfo;
  local: boolean;
  lacks: Lack[];
  evidence: ModelEvidence | null;
  /** US dollars a call; null when the price or the call's length is unknown. */
  cost: number | null;
};

export const sortings = ["usual", "price", "latency", "size"] as const;
export type Sorting = (typeof sortings)[number];

export type Filter = { query: string; class: ModelClass | null; local: boolean; fits: boolean; sorting: Sorting };
export const noFilter: Filter = { query: "", class: null, local: false, fits: false, sorting: "usual" };

/** What a model can't give that the task asks for. An unknown context is given the benefit of the doubt. */
export function lacksOf({ contextTokens, capabilities }: ModelInfo, needs: Needs): Lack[] {
  const lacks: Lack[] = [];
  if (contextTokens !== null && needs.contextTokens !== null && contextTokens < needs.contextTokens) lacks.push("context");
  if (needs.schema && !capabilities.jsonSchema) lacks.push("schema");
  if (needs.tools && !capabilities.tools) lacks.push("tools");
  return lacks;
}

type Surroundings = {
  needs: Needs;
  tokens: UsualTokens | null;
  evidence: readonly ModelEvidence[];
  /** Connections whose server stands on this machine or in its network. */
  local: ReadonlySet<string>;
};

export const choicesOf = (models: readonly ModelInfo[], { needs, tokens, evidence, local }: Surroundings): Choice[] =>
  models.map((model) => ({
    model,
    local: model.connectionKind !== "openai" || local.has(model.connectionId),
    lacks: lacksOf(model, needs),
    evidence: evidence.find((one) => one.model === model.key) ?? null,
    cost: tokens === null ? null : callCost(model, tokens),
  }));

const classOrder: Record<ModelClass, number> = { slm: 0, llm: 1, unknown: 2 };

/** Unknown figures come last, whichever way one sorts. */
const keyOf: Record<Sorting, (choice: Choice) => number> = {
  usual: ({ model }) => classOrder[model.class],
  price: ({ cost, model }) => cost ?? sumOf(model.inputPrice, model.outputPrice) ?? Number.POSITIVE_INFINITY,
  latency: ({ evidence }) => evidence?.latency.p50 ?? Number.POSITIVE_INFINITY,
  size: ({ model }) => model.parameters ?? Number.POSITIVE_INFINITY,
};

const sumOf = (a: number | null, b: number | null) => (a === null || b === null ? null : a + b);

/** Choices that the filter lets through, in its order; equals by name. */
export function pick(choices: readonly Choice[], filter: Filter): Choice[] {
  const words = filter.query.toLowerCase().split(/\s+/).filter(Boolean);
  const key = keyOf[filter.sorting];
  return choices
    .filter(({ model, local, lacks }) => {
      const text = `${model.label} ${model.key} ${model.connectionName}`.toLowerCase();
      return (
        words.every((word) => text.includes(word)) &&
        (filter.class === null || model.class === filter.class) &&
        (!filter.local || local) &&
        (!filter.fits || lacks.length === 0)
      );
    })
    .map((choice) => ({ choice, at: key(choice) }))
    .toSorted((a, b) => (a.at === b.at ? a.choice.model.label.localeCompare(b.choice.model.label) : a.at < b.at ? -1 : 1))
    .map(({ choice }) => choice);
}

const privateAddress =
  /^(localhost|.*\.(local|internal|lan|localhost)|127\..*|10\..*|192\.168\..*|172\.(1[6-9]|2\d|3[01])\..*|\[::1\]|\[f[cd].*)$/i;

/** Does an address lead to this machine or its own network? */
export function isLocalAddress(url: string): boolean {
  const host = URL.canParse(url) ? new URL(url).hostname : "";
  return privateAddress.test(host) || (host !== "" && !host.includes(".") && !host.includes(":"));
}

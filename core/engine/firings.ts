import type { ActivationView, RunView, Usage } from "./events";

/** The firings of one node in a run: inside a container a node fires once for each item or round. */
export type Firings = {
  /** The one to show first: what failed, else what runs, else the last that did something. */
  shown: ActivationView;
  all: readonly ActivationView[];
  /** How many have come to an end. */
  ended: number;
};

const telling = (all: readonly ActivationView[]): ActivationView | undefined =>
  all.find(({ status }) => status === "failed") ??
  all.findLast(({ status }) => status === "running") ??
  all.findLast(({ status }) => status !== "skipped") ??
  all.at(-1);

/**
 * Firings by node of the run's own graph. What a container decided turn by turn is kept under its own name and is no firing;
 * what that used counts for the container. A node whose firings are those of `before` keeps that object, so that it isn't drawn again.
 */
export function firingsByNode(
  { graphId, activations }: Pick<RunView, "graphId" | "activations">,
  before: Readonly<Record<string, Firings>> = {},
): Record<string, Firings> {
  const own = firingsOf(activations.filter((activation) => activation.graphId === graphId));
  return Object.fromEntries(
    [...Map.groupBy(own, ({ nodeId }) => nodeId)].flatMap(([nodeId, all]) => {
      const old = before[nodeId];
      if (old?.all.length === all.length && all.every((activation, index) => activation === old.all[index])) return [[nodeId, old]];
      const shown = telling(all);
      return shown === undefined ? [] : [[nodeId, { shown, all, ended: all.filter(({ status }) => status !== "running").length }]];
    }),
  );
}

/** The activations that are firings of a node, each with what its decisions used. */
export function firingsOf(activations: readonly ActivationView[]): ActivationView[] {
  const decisions = Map.groupBy(
    activations.filter(({ path }) => isDecision(path)),
    ({ path }) => path.replace(/#\d+$/, ""),
  );
  return activations.flatMap((activation) => {
    if (isDecision(activation.path)) return [];
    const usages = decisions.get(activation.path)?.flatMap(({ usage }) => usage ?? []) ?? [];
    return [usages.length === 0 ? activation : { ...activation, usage: usages.reduce(together) }];
  });
}

const together = (a: Usage, b: Usage): Usage => ({
  calls: a.calls + b.calls,
  inputTokens: a.inputTokens + b.inputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
  cost: a.cost === null || b.cost === null ? null : a.cost + b.cost,
  models: [...new Set([...a.models, ...b.models])],
  simulated: a.simulated || b.simulated,
});

/** A path such as `improve#2`: whether the loop goes round again. */
export const isDecision = (path: string): boolean => /#\d+$/.test(path);

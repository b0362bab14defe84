import type { ActivationView, RunView, Usage } from "@/core/engine/events";

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
 * what that used counts for the container.
 */
export function firingsByNode({ graphId, activations }: Pick<RunView, "graphId" | "activations">): Record<string, Firings> {
  const all = activations.filter((activation) => activation.graphId === graphId);
  const decisions = Map.groupBy(
    all.filter(({ path }) => isDecision(path)),
    ({ path }) => path.replace(/#\d+$/, ""),
  );
  const own = all.flatMap((activation) => {
    if (isDecision(activation.path)) return [];
    const usages = decisions.get(activation.path)?.flatMap(({ usage }) => usage ?? []) ?? [];
    return [usages.length === 0 ? activation : { ...activation, usage: usages.reduce(together) }];
  });
  return Object.fromEntries(
    [...Map.groupBy(own, ({ nodeId }) => nodeId)].flatMap(([nodeId, all]) => {
      const shown = telling(all);
      return shown === undefined ? [] : [[nodeId, { shown, all, ended: all.filter(({ status }) => status !== "running").length }]];
    }),
  );
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

/** Where a firing is: the items and rounds around it, such as `[3] · #1`; empty on the top level. */
export const placeOfPath = (path: string): string => [...path.matchAll(/(\[\d+\]|#\d+)/g)].map(([place]) => place).join(" · ");

/** How many containers stand around it. */
export const depthOfPath = (path: string): number => path.split("/").length - 1 + (isDecision(path) ? 1 : 0);

export type Tally = { ended: number; running: number; waiting: number; failed: number };

/** How several nodes fare together: how often they fired, and how many firings are under way or failed. */
export function tallyOf(firings: Readonly<Record<string, Firings>>, nodes: readonly string[]): Tally {
  const tally: Tally = { ended: 0, running: 0, waiting: 0, failed: 0 };
  for (const { status } of nodes.flatMap((id) => firings[id]?.all ?? [])) {
    if (status === "running" || status === "waiting") tally[status] += 1;
    else tally.ended += 1;
    if (status === "failed") tally.failed += 1;
  }
  return tally;
}

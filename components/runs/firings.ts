import type { ActivationView, RunView } from "@/core/engine/events";

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

/** Firings by node of the run's own graph. The decisions of a loop, which are kept under its own name, are not among them. */
export function firingsByNode({ graphId, activations }: Pick<RunView, "graphId" | "activations">): Record<string, Firings> {
  const own = activations.filter((activation) => activation.graphId === graphId && !isDecision(activation.path));
  return Object.fromEntries(
    [...Map.groupBy(own, ({ nodeId }) => nodeId)].flatMap(([nodeId, all]) => {
      const shown = telling(all);
      return shown === undefined ? [] : [[nodeId, { shown, all, ended: all.filter(({ status }) => status !== "running").length }]];
    }),
  );
}

/** A path such as `improve#2`: whether the loop goes round again. */
export const isDecision = (path: string): boolean => /#\d+$/.test(path);

/** Where a firing is: the items and rounds around it, such as `[3] · #1`; empty on the top level. */
export const placeOfPath = (path: string): string => [...path.matchAll(/(\[\d+\]|#\d+)/g)].map(([place]) => place).join(" · ");

/** How many containers stand around it. */
export const depthOfPath = (path: string): number => path.split("/").length - 1 + (isDecision(path) ? 1 : 0);

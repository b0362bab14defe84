import type { NodeReport } from "./report";

/** A node's figures in one line, for the canvas: its current task over all its models. Times in milliseconds, money in US dollars. */
export type NodeStatistics = {
  calls: number;
  /** 0 to 1 of its activations; null when it never fired. */
  errorShare: number | null;
  p50: number | null;
  p95: number | null;
  cost: number | null;
  costShare: number | null;
  /** Replaceability of the model that serves it, 0 to 100; null when that one is small, or when there are too few calls to say. */
  score: number | null;
  simulated: boolean;
};

const addUp = (values: readonly (number | null)[]): number | null =>
  values.every((value) => value === null) ? null : values.reduce<number>((sum, value) => sum + (value ?? 0), 0);

/** Sums over the models of the node's current task; how long the node took stands for their latencies, which can't be added. */
export function summariseNode({ current, activations, errorShare }: NodeReport): NodeStatistics {
  const card = current[0]?.card;
  return {
    calls: current.reduce((sum, { calls }) => sum + calls, 0),
    errorShare: errorShare.share,
    p50: activations.timing.p50,
    p95: activations.timing.p95,
    cost: addUp(current.map(({ cost }) => cost)),
    costShare: addUp(current.map(({ costShare }) => costShare)),
    score: card?.state === "scored" ? card.score : null,
    simulated: current.some(({ simulated }) => simulated),
  };
}

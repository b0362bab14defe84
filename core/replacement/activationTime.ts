/** A call of a model inside an activation: when it began, how long it took, and how long another model's would have taken. Milliseconds. */
export type RetimedCall = { startedAt: number; took: number; would: number };

/** Starts are recorded to the millisecond, durations more exactly. */
const ROUNDING_MS = 1;

/**
 * How long an activation would have taken with other durations of its calls; whatever else it did, waiting for slots included, takes what it
 * took. Calls one after the other add up. Of calls that overlap, as a vote's do, only the one that ends last counts: what follows waits for it.
 * @param recorded milliseconds
 * @returns milliseconds, at least 0
 */
export function retimedActivation(recorded: number, calls: readonly RetimedCall[]): number {
  let change = 0;
  let together: { ended: number; wouldEnd: number } | null = null;
  for (const { startedAt, took, would } of calls.toSorted((a, b) => a.startedAt - b.startedAt)) {
    if (together === null || startedAt > together.ended - ROUNDING_MS) {
      if (together !== null) change += together.wouldEnd - together.ended;
      together = { ended: startedAt + took, wouldEnd: startedAt + would };
    } else {
      together = { ended: Math.max(together.ended, startedAt + took), wouldEnd: Math.max(together.wouldEnd, startedAt + would) };
    }
  }
  if (together !== null) change += together.wouldEnd - together.ended;
  return Math.max(0, recorded + change);
}

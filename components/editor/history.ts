import type { Patch } from "immer";
import type { Edit } from "@/core/graph/edits";

/** One undo step. Edits with the same `merge` key that follow closely become one step. */
export type Step = { undo: Patch[]; redo: Patch[]; merge: string | null; at: number };
export type History = { past: readonly Step[]; future: readonly Step[] };

export const emptyHistory: History = { past: [], future: [] };

/** A pause in typing longer than this starts a new undo step, in milliseconds. */
const MERGE_WITHIN = 1_200;
const MAX_STEPS = 500;

/** The history after an edit: redo is forgotten, and rapid edits of the same field merge into the step before. */
export function record(history: History, { undo, redo }: Edit, merge: string | null, at: number): History {
  const last = history.past.at(-1);
  if (last !== undefined && merge !== null && last.merge === merge && at - last.at <= MERGE_WITHIN && history.future.length === 0) {
    // Inverse patches run newest first.
    const merged = { undo: [...undo, ...last.undo], redo: [...last.redo, ...redo], merge, at };
    return { past: [...history.past.slice(0, -1), merged], future: [] };
  }
  return { past: [...history.past, { undo, redo, merge, at }].slice(-MAX_STEPS), future: [] };
}

/** The patches of the step to undo and the history after it, or null when there is nothing to undo. */
export function stepBack({ past, future }: History): { patches: Patch[]; history: History } | null {
  const step = past.at(-1);
  return step === undefined ? null : { patches: step.undo, history: { past: past.slice(0, -1), future: [step, ...future] } };
}

/** The patches of the step to redo and the history after it, or null when there is nothing to redo. */
export function stepForward({ past, future }: History): { patches: Patch[]; history: History } | null {
  const [step, ...rest] = future;
  // A redone step takes no more merges: typing after a redo is a new intention.
  return step === undefined ? null : { patches: step.redo, history: { past: [...past, { ...step, merge: null }], future: rest } };
}

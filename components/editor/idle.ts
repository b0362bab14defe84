import type { Steps } from "@/core/steps";

/** Time for a graph to be shown first, in milliseconds. */
const AFTER = 1_000;
/** What has waited for so long for the browser to have nothing else to do waits no more, in milliseconds. */
const PATIENCE = 1_000;
/** With less time than that left before the next frame no step is begun, in milliseconds. */
const STEP = 4;

/** Does something once when the page has been shown and the browser has nothing else to do. Undone by what it gives. */
export const whenIdle = (work: () => void): (() => void) =>
  whenFree(() => {
    work();
    return undefined;
  }, AFTER);

/**
 * Does steps so many milliseconds later, or as soon after that as the browser has nothing else to do, as many at a time as there is time
 * for before the next frame, and then `done` with what came of them. Undone by what it gives.
 */
export function inSteps<Result>(begin: () => Steps<Result>, afterMs: number, done: (result: Result) => void): () => void {
  let steps: Steps<Result> | undefined;
  return whenFree((left) => {
    steps ??= begin();
    do {
      const { done: ended, value } = steps.next();
      if (ended === true) {
        done(value);
        return undefined;
      }
    } while (left() >= STEP);
    return "again";
  }, afterMs);
}

/** `work` is told how many milliseconds are left; where it gives `again`, it is done again when there is time again. */
function whenFree(work: (left: () => number) => "again" | undefined, afterMs: number): () => void {
  let idle = 0;
  const plan = () => {
    if (window.requestIdleCallback === undefined) work(() => Number.POSITIVE_INFINITY);
    else
      idle = window.requestIdleCallback(
        (deadline) => {
          if (work(() => (deadline.didTimeout ? Number.POSITIVE_INFINITY : deadline.timeRemaining())) === "again") plan();
        },
        { timeout: PATIENCE },
      );
  };
  const timer = setTimeout(plan, afterMs);
  return () => {
    clearTimeout(timer);
    if (idle !== 0) window.cancelIdleCallback(idle);
  };
}
